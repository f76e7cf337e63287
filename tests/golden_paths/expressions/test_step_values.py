"""Values of steps: kinds are kept, errors are swallowed and told, what is undefined vanishes."""

from typing import Any

import pytest

from golden_paths.expressions import UNDEFINED, ExpressionError, Swallowed, holds, judge, render_text, render_value

CONTEXT: dict[str, Any] = {
    "parameters": {
        "name": "payments",
        "count": 3,
        "wanted": True,
        "tags": ["a", "b"],
        "owner": {"team": "x"},
        "none": None,
    },
    "steps": {"fetch-base": {"output": {"url": "https://x"}}},
    "user": {"entity": {"metadata": {"name": "ada"}}},
    "secrets": {},
    "environment": {"parameters": {}, "secrets": {}},
    "context": {"task": {"id": "run-1"}},
}


@pytest.mark.parametrize(
    "text, value",
    [
        ("${{ parameters.count }}", 3),
        ("${{ parameters.wanted }}", True),
        ("${{ parameters.tags }}", ["a", "b"]),
        ("${{ parameters.owner }}", {"team": "x"}),
        ("${{ parameters.none }}", None),
        ("${{- parameters.count -}}", 3),
        ("{# a comment #}${{ parameters.count }}", 3),
        ("${{ parameters.count + 1 }}", 4),
        ("${{ steps['fetch-base'].output.url }}", "https://x"),
        ("${{ user.entity.metadata.name }}", "ada"),
        ("${{ context.task.id }}", "run-1"),
    ],
)
def test_a_lone_expression_keeps_its_kind(text: str, value: Any) -> None:
    assert render_value(text, CONTEXT).value == value


@pytest.mark.parametrize(
    "text, value",
    [
        (" ${{ parameters.count }}", " 3"),
        ("${{ parameters.count }}\n", "3\n"),
        ("v${{ parameters.count }}", "v3"),
        ("${{ parameters.tags }}${{ parameters.count }}", "a,b3"),
        ("${{ '3' }}", "3"),
        ("${{ parameters.tags | dump }}", '["a","b"]'),
        ("{% if parameters.wanted %}true{% endif %}", "true"),
        ("{% if parameters.wanted %}${{ parameters.count }}{% endif %}", "3"),
    ],
)
def test_with_anything_beside_it_an_expression_is_text_and_nothing_is_read_as_json(text: str, value: str) -> None:
    assert render_value(text, CONTEXT).value == value


def test_what_is_undefined_vanishes_from_objects_and_is_empty_in_text() -> None:
    value = {"gone": "${{ parameters.nope }}", "in text": "a${{ parameters.nope }}b", "kept": "${{ parameters.none }}"}

    assert render_value(value, CONTEXT).value == {"in text": "ab", "kept": None}


def test_what_is_undefined_is_null_in_a_list_and_undefined_alone() -> None:
    assert render_value(["${{ parameters.nope }}", 1], CONTEXT).value == [None, 1]
    assert render_value("${{ parameters.nope.deeper }}", CONTEXT).value is UNDEFINED


@pytest.mark.parametrize(
    "text", ["add-${{ '' | now }}", "${{ a && b }}", "${{ parameters.count | lower }}", "${{ 'open", "a #} b"]
)
def test_what_cannot_be_rendered_stays_as_it_stands_and_is_told(text: str) -> None:
    rendered = render_value({"key": text, "other": "${{ parameters.name }}"}, CONTEXT)

    assert rendered.value == {"key": text, "other": "payments"}
    assert [swallowed.text for swallowed in rendered.swallowed] == [text]


def test_a_swallowed_error_says_why_and_what_to_write() -> None:
    (swallowed,) = render_value("${{ parameters.tags | tojson }}", CONTEXT).swallowed

    assert swallowed == Swallowed(
        "${{ parameters.tags | tojson }}", "Line 1: There is no filter `tojson`. Write `| dump`."
    )


def test_keys_are_not_rendered() -> None:
    assert render_value({"${{ parameters.name }}": 1}, CONTEXT).value == {"${{ parameters.name }}": 1}


def test_a_value_that_holds_an_expression_arrives_as_data() -> None:
    hostile = {"parameters": {"name": "${{ 7*7 }} {% raw %} {{ 7*7 }}"}}

    assert render_value("${{ parameters.name }}", hostile).value == "${{ 7*7 }} {% raw %} {{ 7*7 }}"
    assert render_value("x ${{ parameters.name }}", hostile).value == "x ${{ 7*7 }} {% raw %} {{ 7*7 }}"


def test_other_values_pass_through_at_any_depth() -> None:
    value = {"a": [1, True, None, {"b": [1.5, "plain"]}]}

    assert render_value(value, CONTEXT).value == value


def test_a_template_cannot_change_what_it_was_given() -> None:
    tags = ["a"]

    rendered = render_value(
        ["${{ parameters.tags.push('b') }}", "${{ parameters.tags }}"], {"parameters": {"tags": tags}}
    )

    assert rendered.value == [2, ["a"]]
    assert tags == ["a"]


def test_numbers_that_json_cannot_write_are_null() -> None:
    assert render_value(["${{ 1 / 0 }}", "${{ 'a' * 2 }}", "${{ 1e3 }}"], {}).value == [None, None, "${{ 1e3 }}"]


def test_a_context_with_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(ExpressionError, match="A value of type object cannot be used in a template"):
        render_value("${{ parameters.x }}", {"parameters": {"x": object()}})


@pytest.mark.parametrize(
    "condition",
    [
        False,
        "",
        "${{ false }}",
        "${{ '' }}",
        "${{ 0 }}",
        "${{ parameters.none }}",
        "${{ parameters.nope }}",
        "${{ [] }}",
    ],
)
def test_a_step_is_skipped_when_its_condition_is_empty_in_some_way(condition: bool | str) -> None:
    assert not holds(condition, CONTEXT)


@pytest.mark.parametrize(
    "condition",
    [
        True,
        None,
        "${{ {} }}",
        "false",
        "${{ 'false' }}",
        "plain",
        "{{ x }}",
        "${{ parameters.count === 3 }}",
        "${{ a && b }}",
    ],
)
def test_a_step_runs_when_its_condition_is_anything_else(condition: bool | str | None) -> None:
    assert holds(condition, CONTEXT)


def test_a_condition_that_cannot_be_read_is_told() -> None:
    judgement = judge("${{ !parameters.wanted }}", CONTEXT)

    assert judgement.holds
    (swallowed,) = judgement.swallowed
    assert swallowed.reason.startswith("Line 1: `!` means nothing in an expression. Write `not x` instead of `!x`.")


@pytest.mark.parametrize(
    "condition, failed, runs, asks",
    [
        ("${{ always() }}", True, True, True),
        ("${{ failure() }}", True, True, True),
        ("${{ failure() }}", False, False, True),
        ("${{ parameters.wanted }}", True, True, False),
        ("${{ false and failure() }}", True, False, False),
        ("${{ parameters[user.nope or 'wanted'] and failure() }}", True, True, True),
    ],
)
def test_a_condition_may_ask_after_earlier_failures(condition: str, failed: bool, runs: bool, asks: bool) -> None:
    judgement = judge(condition, CONTEXT, failed=failed)

    assert (judgement.holds, judgement.asks_for_failure) == (runs, asks)


def test_a_skeleton_knows_only_its_values() -> None:
    text = "[${{ values.name }}|${{ parameters.name }}|${{ user }}|${{ secrets.TOKEN }}|${{ always }}]"

    assert render_text(text, {"name": "payments"}) == "[payments||||]"
