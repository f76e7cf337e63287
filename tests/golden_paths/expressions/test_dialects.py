"""What only templates in another dialect understand: our extended one, and cookiecutter's."""

import pytest

from golden_paths.expressions import (
    ExpressionError,
    LimitError,
    examine_text,
    holds,
    prepare,
    render_text,
    render_value,
)

CONTEXT = {"a": True, "b": 5, "list": [3, 1, 3], "people": [{"name": "Ada"}], "thing": {"k": 1}, "text": "a-b-c"}


@pytest.mark.parametrize(
    "expression, value",
    [
        ("a && b", 5),
        ("!a || b", 5),
        ("!a", False),
        ("a ? 'yes' : 'no'", "yes"),
        ("!a ? 1 : a ? 2 : 3", 2),
        ("list[a ? 0 : 1]", 3),
        ("thing?.k", 1),
        ("nope?.k?.l || 'none'", "none"),
        ("text.replaceAll('-', '+')", "a+b+c"),
        ("'7'.padStart(3, '0')", "007"),
        ("'ab'.padEnd(5, '12')", "ab121"),
        ("'ab'.repeat(2)", "abab"),
        ("thing.keys()", ["k"]),
        ("list | unique", [3, 1]),
        ("list | min", 1),
        ("list | max", 3),
        ("people | map('name')", ["Ada"]),
        ("thing | tojson", '{"k":1}'),
        ("b !== 5", False),
        ("text.replace(r/-b/, '')", "a-c"),
    ],
)
def test_the_extended_dialect_understands_what_authors_plainly_mean(expression: str, value: object) -> None:
    text = f"${{{{ {expression} }}}}"

    assert render_value(text, CONTEXT, extended=True).value == value
    assert render_text(f"{{% set x = {expression} %}}${{{{ x | dump }}}}", prepare(CONTEXT), extended=True)
    assert examine_text(text, names=(*CONTEXT, "nope"), extended=True) == ()


@pytest.mark.parametrize(
    "expression", ["a && b", "a ? 1 : 2", "text.replaceAll('-', '+')", "list | unique", "thing.keys()"]
)
def test_without_it_none_of_this_is_understood(expression: str) -> None:
    assert render_value(f"${{{{ {expression} }}}}", CONTEXT).swallowed


def test_a_condition_may_be_in_the_extended_dialect() -> None:
    assert not holds("${{ !a }}", CONTEXT, extended=True)


@pytest.mark.parametrize(
    "expression", ["'x'.repeat(1000000000)", "'x'.padStart(1000000000)", "'x'.replaceAll('', 'y').repeat(99999999)"]
)
def test_its_methods_have_limits_too(expression: str) -> None:
    with pytest.raises(LimitError):
        render_value(f"${{{{ {expression} }}}}", {}, extended=True)


@pytest.mark.parametrize(
    "source, text",
    [
        ("{{ cookiecutter.name }}", "x"),
        ("${{ cookiecutter.name }}", "$x"),
        ("{{ True }}{{ False }}{{ None }}", "truefalse"),
        ("{{ cookiecutter.list | jsonify }}", "[1,2]"),
        ("{{ cookiecutter.map.items() }}", "a,1"),
        ("{{ cookiecutter.map.get('z', 9) }}", "9"),
        ("{% for k, v in cookiecutter.map.items() %}{{ k }}{{ v }}{% endfor %}", "a1"),
        ("{{ cookiecutter.list.append(3) }}{{ cookiecutter.list }}", "31,2,3"),
        ("{{ cookiecutter.list.pop(0) }}", "1"),
        ("{{ values.name }}", ""),
    ],
)
def test_cookiecutter_templates_have_their_own_marks_and_jinjas_methods(source: str, text: str) -> None:
    assert render_text(source, {"name": "x", "list": [1, 2], "map": {"a": 1}}, cookiecutter=True) == text


def test_cookiecutters_filters_are_its_own() -> None:
    with pytest.raises(ExpressionError, match="needs `cookiecutterCompat: true`"):
        render_text("${{ values.x | jsonify }}", {"x": 1})
