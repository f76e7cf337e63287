"""The tests behind `is`, and the methods that JavaScript's values have."""

import pytest

from tests.golden_paths.expressions.rendering import fault, shown, value


@pytest.mark.parametrize(
    "expression",
    ["number is defined", "nope is undefined", "nothing is none", "nothing is null", "text is string", "number is number",
     "thing is mapping", "list is iterable", "range is callable", "5 is odd", "4 is even", "'abc' is lower", "9 is divisibleby(3)",
     "1 is equalto(1)", "list is sameas(list)", "1 is eq(1)", "2 is gt(1)", "2 is ge(2)", "1 is truthy", "'' is falsy",
     "'3' is odd", "text is not number", "not nope is defined"],
)  # fmt: skip
def test_tests_hold(expression: str) -> None:
    assert shown(expression) == "true"


@pytest.mark.parametrize(
    "expression", ["'1' is number", "1 is eq('1')", "text is in ['x']", "text is mapping", "thing is iterable"]
)
def test_tests_fail(expression: str) -> None:
    assert shown(expression) == "false"


@pytest.mark.parametrize("name", ["boolean", "integer", "float", "sequence", "true", "divisibleby"])
def test_tests_that_nunjucks_has_not_or_that_lack_an_argument_are_refused(name: str) -> None:
    assert "The" in fault(f"${{{{ 1 is {name} }}}}")


@pytest.mark.parametrize(
    "expression, result",
    [
        ("'a,b'.split(',')", ["a", "b"]),
        ("'a1b22c'.split(r/[0-9]+/)", ["a", "b", "c"]),
        ("text.toUpperCase()", "HELLO WORLD"),
        ("text.toLowerCase()", "hello world"),
        ("text.includes('World')", True),
        ("list.includes(2)", True),
        ("text.substring(6, 1)", "ello "),
        ("text.slice(-5)", "World"),
        ("list.slice(1)", [1, 2]),
        ("text.startsWith('Hell')", True),
        ("text.endsWith('ld')", True),
        ("text.indexOf('o')", 4),
        ("text.lastIndexOf('o')", 7),
        ("text.concat('!', 1)", "Hello World!1"),
        ("list.concat([4], 5)", [3, 1, 2, 4, 5]),
        ("list.join('-')", "3-1-2"),
        ("text.charAt(1)", "e"),
        ("' x '.trim()", "x"),
        ("[10, 9, 1].sort()", [1, 10, 9]),
        ("list.reverse()", [2, 1, 3]),
        ("list.push(9)", 4),
        ("r/^H/.test(text)", True),
        ("(5).toFixed(2)", "5.00"),
        ("(1.005).toFixed(2)", "1.00"),
        ("(255).toString(16)", "ff"),
        ("text['toUpperCase']()", "HELLO WORLD"),
    ],
)
def test_methods_do_what_they_do_in_javascript(expression: str, result: object) -> None:
    assert value(expression) == result


@pytest.mark.parametrize(
    "call", ["text.replaceAll('a', 'b')", "text.padStart(3)", "text.at(0)", "text.match(r/x/)", "text.repeat(2)", "thing.keys()",
             "list.map()", "text.length()", "text.toUpperCase(1)", "text.replace('a')"],
)  # fmt: skip
def test_other_methods_fail(call: str) -> None:
    assert fault(f"${{{{ {call} }}}}").startswith("Line 1:")


@pytest.mark.parametrize(
    "expression", ["text.constructor", "thing['constructor']", "text.__proto__", "list.prototype", "constructor"]
)
def test_names_that_lead_out_of_the_data_are_refused(expression: str) -> None:
    assert "is not allowed" in fault(f"${{{{ {expression} }}}}")


def test_a_digit_after_a_dot_alone_fails_but_a_name_may_begin_with_one() -> None:
    assert fault("${{ list.0 }}").startswith("Line 1:")
    assert shown("values.1password", {"values": {"1password": "x"}}) == "x"
