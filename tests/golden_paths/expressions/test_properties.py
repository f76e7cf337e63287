"""What holds for every text and every value."""

import json
import math
from contextlib import suppress
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from golden_paths.expressions import ExpressionError, examine_text, prepare, render_text, render_value, uses_in
from golden_paths.expressions.numbers import number_text, read_number
from golden_paths.expressions.pieces import has_marks
from golden_paths.expressions.values import units, whole_text

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)
#: Texts in which marks, quotes and names come often.
MARKS = ["${{", "}}", "{%", "%}", "{#", "#}", "-", "raw", "endraw", "if", "endif", "for", "in", "endfor", "set"]
SIGNS = [
    " ",
    "\n",
    "x",
    "values",
    ".",
    "'",
    '"',
    "=",
    "|",
    "lower",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "1",
    "~",
    "r/",
    "/",
    "\\",
    "é",
]
MARKED = st.lists(st.sampled_from(MARKS + SIGNS), max_size=25).map("".join)


@given(st.text())
def test_text_without_live_marks_is_returned_unchanged(text: str) -> None:
    assume(not has_marks(text))

    assert render_text(text, {}) == text
    assert render_value(text, {}).value == text


@given(st.text())
def test_text_arrives_as_it_is(text: str) -> None:
    assert render_text("<${{ values.x }}>", {"x": text}) == f"<{whole_text(text)}>"
    assert render_value("${{ x }}", {"x": text}).value == whole_text(text)


@given(JSON)
def test_values_arrive_as_they_are(value: Any) -> None:
    assert same(render_value("${{ x }}", {"x": value}).value, value)


@given(JSON)
def test_dump_is_json_of_the_same_value(value: Any) -> None:
    assert same(json.loads(render_text("${{ values.x | dump }}", {"x": value})), value)
    assert same(json.loads(render_text("${{ values.x | dump(3) }}", {"x": value})), value)


@given(JSON, JSON)
def test_comparing_and_adding_never_fails(left: Any, right: Any) -> None:
    names = prepare({"a": left, "b": right})
    signs = ["==", "!=", "===", "<", ">=", "+", "-", "*", "/", "//", "%", "**", "~", "and", "or"]

    for sign in signs:
        render_text(f"${{{{ a {sign} b }}}}", names)


@given(JSON)
def test_a_value_equals_itself_and_its_json(value: Any) -> None:
    names = prepare({"a": value})

    assert render_text("${{ a === a }}${{ a == a }}${{ (a | dump) == (a | dump) }}", names) == "truetruetrue"


@given(MARKED)
def test_no_text_brings_rendering_down(text: str) -> None:
    with suppress(ExpressionError):
        render_text(text, {"x": 1})
    render_value({"key": text}, {"values": {"x": 1}})
    examine_text(text)
    uses_in(text)


@given(MARKED)
def test_lint_tells_of_all_that_cannot_be_read(text: str) -> None:
    try:
        render_text("{% if false %}" + text + "{% endif %}", {})
    except ExpressionError:
        assert examine_text("{% if false %}" + text + "{% endif %}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_from_its_text(number: float) -> None:
    assert read_number(number_text(number)) == number


@given(st.text())
def test_halves_of_characters_are_joined_again(text: str) -> None:
    assume(not any("\ud800" <= character <= "\udfff" for character in text))

    assert whole_text(units(text)) == text
    assert len(units(text)) == len(text.encode("utf-16-le")) // 2


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: 1 and 1.0 are, true and 1 are not, and JavaScript's doubles are as near as they get."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return set(left) == {whole_text(key) for key in right} and all(
            same(left[whole_text(key)], right[key]) for key in right
        )
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=1e-15)
    return bool(left == (whole_text(right) if isinstance(right, str) else right))
