"""Values behave as JavaScript's: how they are shown, added, compared, and what of them is true."""

import pytest

from tests.golden_paths.expressions.rendering import SAMPLE, fault, shown, template, value


@pytest.mark.parametrize(
    "expression, text",
    [
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ("none", ""),
        ("nope", ""),
        ("nope.deeper.still", ""),
        ("nothing.deeper", ""),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("4/2", "2"),
        ("100000000000000000000 * 10", "1e+21"),
        ("0.0000001", "1e-7"),
        ("-0", "0"),
        ("1/0", "Infinity"),
        ("0/0", "NaN"),
        ("0.1+0.2", "0.30000000000000004"),
        ("mixed", "1,a,true,"),
        ("[[1, [2]], 3]", "1,2,3"),
        ("thing", "[object Object]"),
        ("'<b>&\"'", '<b>&"'),
    ],
)
def test_values_are_shown_as_javascript_shows_them_and_never_escaped(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression, text",
    [
        ("text + nope", "Hello Worldundefined"),
        ("text + nothing", "Hello Worldnull"),
        ("text ~ 1 ~ yes", "Hello World1true"),
        ("1 + 2 + 'a'", "3a"),
        ("'a' + 1 + 2", "a12"),
        ("'3' * '4'", "12"),
        ("yes + 1", "2"),
        ("mixed + 1", "1,a,true,1"),
        ("thing + 1", "[object Object]1"),
        ("matrix.node-version", "NaN"),
        ("7 // 2", "3"),
        ("-7 // 2", "-4"),
        ("-7 % 3", "-1"),
        ("2 ** 3 ** 2", "64"),
        ("-2 ** 2", "4"),
        ("2 * 7 // 4", "2"),
    ],
)
def test_arithmetic_is_that_of_javascript(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression",
    [
        "3 == '3'",
        "'' == false",
        "nothing == nope",
        "yes == 1",
        "empty == ''",
        "thing == thing",
        "'10' < '9'",
        "9 < '10'",
        "nothing < 1",
    ],
)
def test_loose_comparisons_hold_as_in_javascript(expression: str) -> None:
    assert shown(expression) == "true"


@pytest.mark.parametrize(
    "expression", ["3 === '3'", "nothing === nope", "[] == []", "nothing == 0", "nope < 1", "3 > 2 > 1", "'' === false"]
)
def test_strict_and_odd_comparisons_fail_as_in_javascript(expression: str) -> None:
    assert shown(expression) == "false"


@pytest.mark.parametrize("expression", ["[]", "{}", "'0'", "'false'", "-1", "text", "empty"])
def test_empty_lists_and_objects_are_true(expression: str) -> None:
    assert shown(f"'yes' if {expression} else 'no'") == "yes"


@pytest.mark.parametrize("expression", ["0", "''", "null", "nope", "false", "0/0"])
def test_only_nothing_is_false(expression: str) -> None:
    assert shown(f"'yes' if {expression} else 'no'") == "no"


@pytest.mark.parametrize(
    "expression, result",
    [
        ("nope or 'x'", "x"),
        ("0 or ''", ""),
        ("'a' and 0", 0),
        ("list and 'y'", "y"),
        ("nothing and nope.call()", None),
        ("yes or nope.call()", True),
        ("not nope", True),
    ],
)
def test_and_and_or_give_the_operand_back_and_look_no_further_than_needed(expression: str, result: object) -> None:
    assert value(expression) == result


@pytest.mark.parametrize(
    "expression, result",
    [
        ("1 in list", True),
        ("'1' in list", False),
        ("'name' in thing", True),
        ("'World' in text", True),
        ("9 not in list", True),
    ],
)
def test_in_looks_into_lists_objects_and_text(expression: str, result: bool) -> None:
    assert value(expression) is result


def test_not_belongs_to_the_left_side_of_a_comparison() -> None:
    assert shown("not number == 6") == "false"
    assert shown("not (number == 6)") == "true"


@pytest.mark.parametrize(
    "expression, result",
    [
        ("text[0]", "H"),
        ("text[1:3]", ["e", "l"]),
        ("list[-1] is undefined", True),
        ("list[0:2]", [3, 1]),
        ("list[::-1]", [2, 1, 3]),
        ("thing['owner'].team", "billing"),
        ("text.length", 11),
        ("'a😀'.length", 3),
        ("{a: 1, 'b c': [2]}", {"a": 1, "b c": [2]}),
        ("(1, 2)", 2),
    ],
)
def test_members_are_found_as_in_javascript(expression: str, result: object) -> None:
    assert value(expression) == result


def test_keys_that_are_numbers_come_first() -> None:
    assert shown("x | dump", {"x": {"b": 1, "10": 2, "9": 3, "01": 4}}) == '{"9":3,"10":2,"b":1,"01":4}'


@pytest.mark.parametrize(
    "expression",
    ["1e3", ".5", "0x10", "a && b", "a || b", "!a", "a ? b : c", "a?.b", "`x`", "[1, 2,]", "1 if yes else 2 if no else 3", "- -1",
     "()", "", "a b", "'open", "{1: 2}", "1 2"],
)  # fmt: skip
def test_what_nunjucks_does_not_know_fails(expression: str) -> None:
    assert fault(f"${{{{ {expression} }}}}").startswith("Line 1:")


def test_calling_what_is_undefined_fails() -> None:
    assert fault("${{ nope() }}").startswith("Line 1: `nope` is undefined and cannot be called.")


@pytest.mark.parametrize(
    "source, text",
    [
        ("{{ number }}", "{{ number }}"),
        ("$${{ number }}", "$5"),
        ("\\${{ number }}", "\\5"),
        ("$ {{ number }}", "$ {{ number }}"),
        ("${{ '}}' }}", "}}"),
        ("a  ${{- number -}}  b", "a5b"),
        ("a  {#- note -#}  b", "ab"),
        ("a {# note #} b", "a  b"),
        ("a  {%- if yes -%}  b  {%- endif %}", "ab"),
        ("{% raw %}${{ x }}{% endraw %}", "${{ x }}"),
        ("{% verbatim %}{% x %}{% endverbatim %}", "{% x %}"),
        ("{% raw %}{% raw %}{% endraw %}{% endraw %}", "{% raw %}{% endraw %}"),
    ],
)
def test_only_dollar_braces_percent_and_hash_are_live(source: str, text: str) -> None:
    assert template(source) == text


@pytest.mark.parametrize(
    "source", ["{%- raw -%} x {%- endraw -%}", "{% raw %}x", "{# x", "a #} b", "${{ x", "{% if x", "{{% x %}}"]
)
def test_marks_that_nunjucks_refuses_are_refused(source: str) -> None:
    assert fault(source).startswith("Line 1:")


@pytest.mark.parametrize("text", ["a\n\n", "a", "a\r\nb\r\n", "\ufeffa\n", "a\rb", ""])
def test_line_ends_and_final_newlines_stay_as_they_are(text: str) -> None:
    assert template(text + "${{ 'x' }}" + text) == f"{text}x{text}"


@pytest.mark.parametrize(
    "source, trims, strips, text",
    [
        ("{% if yes %}\r\nx\n{% endif %}\ny", False, False, "\r\nx\n\ny"),
        ("{% if yes %}\r\nx\n{% endif %}\ny", True, False, "x\ny"),
        ("a\n  {% if yes %}x{% endif %}", False, True, "a\nx"),
        ("a {% if yes %}x{% endif %}", False, True, "a x"),
        ("{# note #}\nx", True, True, "\nx"),
        ("{% raw %}\nx{% endraw %}\ny", True, False, "x\ny"),
        ("${{ number }}\nx", True, True, "5\nx"),
    ],
)
def test_blocks_are_trimmed_only_when_asked(source: str, trims: bool, strips: bool, text: str) -> None:
    assert template(source, SAMPLE, trim_blocks=trims, lstrip_blocks=strips) == text
