"""What is wrong is said with file and line, and with what to write instead."""

import pytest

from golden_paths.expressions import ExpressionError, render_text
from tests.golden_paths.expressions.rendering import fault


@pytest.mark.parametrize(
    "expression, advice",
    [
        ("a && b", "Write `and`."),
        ("a || b", "Write `or` instead of `||`."),
        ("!a", "Write `not x` instead of `!x`."),
        ("a ? b : c", "Write `a if x else b` instead of `x ? a : b`."),
        ("a?.b", "Write a plain `.`"),
        ("a ?? b", "Write `x | default(y)`"),
        ("`a`", "Write text in quotes and join it with `~`"),
        ("text.replaceAll('a', 'b')", "Write the filter: `| replace('a', 'b')` replaces all."),
        ("text | tojson", "Write `| dump`."),
        ("list | map('x')", "Write a loop"),
        ("text | split(',')", "Write the method: `x.split(',')`."),
        ("number | lower", "Write `| string | lower`."),
        ("nope | join", "Give it a default: `(x or []) | join`."),
        ("thing.keys()", "Loop over keys and values"),
        ("hashFiles('x')", "wrap it in `{% raw %}`"),
        ("1e3", "Write its digits"),
        ("1 if 2 else 3 if 4 else 5", "Put the inner one in parentheses"),
        ("a = 1", "Write `==` to compare."),
        ("'open", "wrap it in `{% raw %}`"),
        ("url | parseRepoUrl", "It looks like `github.com?owner=acme&repo=payments-api`."),
        ("'web' | parseEntityRef", "parseEntityRef({defaultKind: 'Component'})"),
        ("'x' in nope", "Give it a default: `(x or [])`."),
    ],
)
def test_a_fault_says_what_to_write(expression: str, advice: str) -> None:
    assert advice in fault(f"${{{{ {expression} }}}}")


@pytest.mark.parametrize(
    "source, advice",
    [
        ("{% include 'x' %}", "Templates cannot take in other files"),
        ("{% elsif x %}", "Write `elif`."),
        ("{% if x %}", "Write `{% endif %}`."),
        ("{% do x %}", "Write `{% set unused = … %}`."),
        ("{{% raw %}}", "Write `{% endraw %}`, without `-`, where it ends."),
        ("a #} b", "wrap it in `{% raw %}`"),
        ("{% break %}", "Put what follows into `{% if %}`."),
    ],
)
def test_a_faulty_tag_says_what_to_write(source: str, advice: str) -> None:
    assert advice in fault(source)


@pytest.mark.parametrize(
    "source, line",
    [
        ("one\ntwo\n${{ a && b }}", 3),
        ("one\n${{\n\n  nope()\n}}", 4),
        ("{# a\ncomment #}\n{% if true %}\n{% foo %}", 4),
        ("{% for x in [1, 2] %}\n  ${{ x }}\n  ${{ x | lower }}\n{% endfor %}", 3),
        ("{% macro m() %}\n${{ nope() }}\n{% endmacro %}\n\n${{ m() }}", 2),
        ("\r\n\r\n${{ 1 | zz }}", 3),
        ("${{ 'a\nb' }}\n{% set x = 1 %}${{ nope() }}", 3),
        ("x\n{% if true %}\n{% elif a && b %}{% endif %}", 3),
    ],
)
def test_a_fault_names_its_file_and_line(source: str, line: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        render_text(source, {}, name="docs/index.md")

    assert str(caught.value).startswith(f"docs/index.md:{line}: ")
