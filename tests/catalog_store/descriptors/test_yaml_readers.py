"""Both readers give what JavaScript's `yaml` gives, and neither can be brought down."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.descriptors import exact, fast
from catalog_store.descriptors.documents import decoded, documents
from catalog_store.descriptors.exact import YamlError
from catalog_store.descriptors.json_values import Json

RECORDED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("recorded_yaml.json").read_text("ascii"))
Reader = Callable[[str], Json]


def outcome(reader: Reader, text: str) -> str:
    """The values of the text's documents as JSON; `error` stands for one that is refused."""
    values: list[Json] = []
    for document in documents(decoded(text.encode())):
        try:
            values.append(reader(document.text))
        except YamlError:
            values.append("error")
    return in_json([value for value in values if value is not None])


def in_json(value: object) -> str:
    """Equal for equal values, however Python writes their numbers."""
    return json.dumps(json.loads(json.dumps(value), parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


@pytest.mark.parametrize("reader", [fast.read, exact.read], ids=["fast", "exact"])
def test_means_what_javascript_reads(reader: Reader) -> None:
    differing = [
        record["text"]
        for record in RECORDED
        if outcome(reader, record["text"])
        != in_json(["error" if document is None else document["value"] for document in record["documents"]])
    ]

    assert len(RECORDED) > 700
    assert differing == []


WORDS = st.sampled_from(
    (
        *(
            "yes",
            "1_000",
            "2026-01-31",
            "12:30:45",
            "012",
            "0o14",
            "0x1F",
            "-0x1",
            "0b1",
            "1e3",
            ".5",
            "5.",
            ".inf",
            "~",
        ),
        *("null", "True", "a b", "a: b", "it's", "#x", "a #b", "*a", "&a b", "!t c", "<<", "- x", "[a, b]", "{a: 1}"),
        *(
            "[a",
            "|",
            ">-",
            "|\n  x\n   y",
            '"a\\tb"',
            '"\\u00e9"',
            "'q'",
            '"open',
            "{{ x }}",
            "${{ x }}",
            "%",
            "@a",
            "é",
        ),
    )
)
KEYS = st.sampled_from(["a", "b", "c d", "1", "true", "~", '"a"', "a.b/c", "<<", "? x", "- k"])
LINES = st.builds(
    lambda indent, dash, key, word: " " * indent + ("- " if dash else "") + f"{key}: {word}",
    st.sampled_from([0, 0, 0, 2, 2, 4]),
    st.booleans(),
    KEYS,
    WORDS,
)
TEXTS = st.lists(LINES, min_size=1, max_size=8).map("\n".join)


@given(TEXTS)
def test_the_fast_reader_agrees_with_the_exact_one(text: str) -> None:
    expected = outcome(exact.read, text)

    # The fast one may know a little more of YAML 1.2 than libyaml does, but no other meaning of what both read.
    if '"error"' not in expected:
        assert outcome(fast.read, text) == expected


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for document in documents(text.replace("\x00", "")):
        for reader in (fast.read, exact.read):
            with suppress(YamlError):
                json.dumps(reader(document.text), allow_nan=False)


def test_says_where_keys_and_values_stand() -> None:
    value, places = exact.read_with_places("metadata:\n  tags:\n    - java\n    - Go\n")

    assert value == {"metadata": {"tags": ["java", "Go"]}}
    assert places.find(("metadata", "tags", 1)) == (4, 7)
    assert places.find(("metadata", "tags"), key=True) == (2, 3)


def test_a_missing_thing_stands_where_its_parent_begins() -> None:
    _, places = exact.read_with_places("kind: API\nspec:\n  type: grpc\n")

    assert places.find(("spec", "owner")) == (2, 1)


@pytest.mark.parametrize(
    "text, code",
    [
        ("- " * 50_000, "too-deep"),
        ("? - " * 20_000, "too-deep"),
        ("[" * 50_000, "too-deep"),
        ("{a: " * 50_000, "too-deep"),
        ("\n".join(" " * depth + "a:" for depth in range(2_000)), "too-deep"),
        ("a: &a [*a]\n", "unknown-alias"),
        ("a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}, *a{n}]\n" for n in range(20)), "alias-bomb"),
        ("a0: &a0 x\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(150)), "too-deep"),
        ("<<: text\n", "bad-merge"),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key"),
    ],
    ids=lambda value: value if len(value) < 20 else "text",
)
def test_hostile_texts_are_refused_at_once(text: str, code: str) -> None:
    with pytest.raises(YamlError) as refused:
        fast.read(text)

    assert refused.value.code == code


def test_signs_that_libyaml_would_refuse_are_kept() -> None:
    text = "a: one\u2028two\x85three\x07\x7f four\n"

    assert exact.read(text) == {"a": "one\u2028two\x85three\x07\x7f four"}
