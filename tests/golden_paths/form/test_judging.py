"""What people read under a field whose answer does not fit."""

from typing import Any

import pytest

from golden_paths.form import Form, value_of
from tests.golden_paths.form.writing import form, one_field


def _fault(schema: str, value: Any) -> str | None:
    indented = "\n".join(f"    {line}" for line in schema.splitlines())
    return form(f"properties:\n  it:\n{indented}").faults(None, {"it": value}).get("it")


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        ("type: string\nminLength: 3", "ab", "Write at least 3 characters."),
        ("type: string\nmaxLength: 2", "abcd", "Write at most 2 characters; these are 4."),
        ("type: string\npattern: '^[a-z0-9-]+$'", "A b", "Use only small letters, digits and `-`."),
        ("type: string\npattern: '^[a-z]{2,4}$'", "x", "Use only small letters, 2 to 4 of them."),
        ("type: string\npattern: '^v\\d+\\.\\d+$'", "1", "This must have the form `^v\\d+\\.\\d+$`."),
        ("type: integer\nminimum: 3", 2, "This must be 3 or more."),
        ("type: number\nexclusiveMaximum: 3", 3, "This must be less than 3."),
        ("type: integer\nmultipleOf: 5", 7, "This must be a multiple of 5."),
        ("type: integer", "many", "Write a whole number, such as `3`."),
        ("type: number", "1,5", "Write a number, such as `3` or `1.5`."),
        ("enum: [a, b]", "c", "'c' is none of the choices. Choose one that is offered."),
        ("type: array\nitems: {enum: [a, b]}\nminItems: 2", ["a"], "Give at least 2."),
        ("type: array\nitems: {type: string}\nuniqueItems: true", ["a", "a"], "Give each only once."),
        ("type: array\nitems: {type: integer}", [1, "two"], "Line 2: Write a whole number, such as `3`."),
        ("type: object", "a=1\nnonsense", "Write each line as `key=value`; line 2 is not."),
        ("type: array\nitems: {type: object}", "a: [", "This is not YAML"),
        ("type: array\nitems: {type: object, required: [key]}", [{}], "Entry 1: `key` must be in it."),
        ("type: string\nformat: uri", "example.com", "Write a complete address, such as `https://example.com/page`."),
        ("type: string\nformat: email", "ana", "Write a complete e-mail address, such as `ana@example.com`."),
        ("type: string\nformat: date", "1.3.2026", "Write a date as YYYY-MM-DD, such as `2026-03-01`."),
        ("type: string\nui:field: EntityNamePicker", "Payments API", "Use 1 to 63 letters and digits"),
        ("type: string", "x" * 3001, "Write at most 3000 characters."),
    ],
)
def test_says_what_to_write(schema: str, value: Any, sentence: str) -> None:
    found = _fault(schema, value)
    assert found is not None
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [("type: string", "Fill this in."), ("enum: [a, b]", "Choose one."), ("ui:field: OwnerPicker", "Choose one.")],
)
def test_asks_for_what_is_missing(schema: str, sentence: str) -> None:
    indented = "\n".join(f"    {line}" for line in schema.splitlines())
    assert form(f"required: [it]\nproperties:\n  it:\n{indented}").faults(None, {}) == {"it": sentence}


def test_an_unticked_checkbox_is_an_answer() -> None:
    assert form("required: [it]\nproperties:\n  it: {type: boolean}").faults(None, {}) == {}


def test_names_the_part_of_a_repository_that_is_missing() -> None:
    asked = form("required: [repo]\nproperties:\n  repo: {type: string, ui:field: RepoUrlPicker}")
    assert asked.faults(None, {"repo": "github.com?owner=acme"}) == {"repo#repo": "Fill this in."}
    assert asked.faults(None, {"repo": "github.com?owner=acme&repo=a%3Fb"}) == {
        "repo#repo": "Use only letters, digits, `-`, `_`, `.` and `/`."
    }
    assert asked.faults(None, {"repo": "github.com?owner=acme&repo=payments"}) == {}


def test_holds_an_owner_to_the_allowed_ones() -> None:
    asked = form(
        "properties:\n  repo:\n    ui:field: RepoUrlPicker\n"
        "    ui:options: {allowedHosts: [github.com], allowedOwners: [acme]}"
    )
    assert asked.faults(None, {"repo": "github.com?owner=evil&repo=x"}) == {"repo#owner": "Choose one of acme."}


def test_judges_the_page_alone() -> None:
    asked = form(
        "- required: [a]\n  properties: {a: {type: string}}\n- required: [b]\n  properties: {b: {type: string}}"
    )
    assert asked.faults(asked.pages({})[0], {"a": "x"}) == {}
    assert asked.faults(None, {"a": "x"}) == {"b": "Fill this in."}


def test_tells_under_the_choice_that_the_template_has_nothing_for_it() -> None:
    asked = form(
        "properties:\n  kind: {enum: [s3, sqs]}\ndependencies:\n  kind:\n    oneOf:\n"
        "      - properties: {kind: {enum: [s3]}, bucket: {type: string}}"
    )
    assert asked.faults(None, {"kind": "sqs"}) == {"kind": "The template has nothing for this choice. Choose another."}


def test_tells_which_of_several_must_be_there() -> None:
    asked = form(
        "properties:\n  mail: {type: string, title: E-mail}\n  phone: {type: string, title: Phone}\n"
        "anyOf:\n  - required: [mail]\n  - required: [phone]"
    )
    assert asked.faults(None, {}) == {"": "Fill in at least one of: E-mail, Phone."}
    assert asked.faults(None, {"phone": "1"}) == {}


def test_a_pattern_that_never_ends_is_left_in_time() -> None:
    asked = form("properties:\n  it: {type: string, pattern: '^(a|a?)+$'}")
    assert asked.faults(None, {"it": "a" * 40 + "!"}).keys() <= {"it"}


@pytest.mark.parametrize(
    "hostile", ["{{ 7*7 }}", "../../etc/passwd", "${{ secrets.X }}", "a\nkind: Evil", "<!channel>"]
)
def test_hostile_answers_are_data(hostile: str) -> None:
    asked = form("properties:\n  it: {type: string}")
    assert asked.faults(None, {"it": hostile}) == {}
    assert asked.values({"it": hostile}) == {"it": hostile}


def test_a_schema_that_makes_no_sense_takes_any_answer_and_says_so() -> None:
    asked = form("properties:\n  it: {type: string, pattern: '('}")
    assert asked.faults(None, {"it": "x"}) == {}
    assert "cannot be used" in asked.losses["it"]


def test_reads_what_was_typed_by_the_kind_of_the_field() -> None:
    assert value_of(one_field("type: integer"), " 12 ") == 12
    assert value_of(one_field("type: number"), "1e3") == 1000
    assert value_of(one_field("type: array\nitems: {type: integer}"), "1\n\n2") == [1, 2]
    assert value_of(one_field("type: object"), "a = 1\nb=x=y") == {"a": "1", "b": "x=y"}
    assert value_of(one_field("type: object\nadditionalProperties: {type: integer}"), "a=1") == {"a": 1}
    assert value_of(one_field("type: array\nitems: {type: object}"), "- {a: yes}") == [{"a": "yes"}]
    assert value_of(one_field("type: string"), "  ") is None


def test_tells_the_answers_in_words() -> None:
    asked: Form = form(
        "properties:\n  size: {title: Size, enum: [1, 2], enumNames: [Small, Large]}\n  public: {title: Public, type: boolean}\n"
        "  tags: {title: Tags, type: array, items: {type: string}}\n  note: {title: Note, type: string}"
    )
    answers = {"size": 2, "public": True, "tags": ["a", "b"]}
    assert asked.told(answers) == (("Size", "Large"), ("Public", "yes"), ("Tags", "a, b"))
