"""Tags: if, for, set, macro, call, filter, switch, block; what they see and what they change."""

import pytest

from tests.golden_paths.expressions.rendering import SAMPLE, fault, template


@pytest.mark.parametrize(
    "source, text",
    [
        ("{% if no %}a{% elif nope %}b{% elseif yes %}c{% else %}d{% endif %}", "c"),
        ("{% for x in list %}${{ x }},{% endfor %}", "3,1,2,"),
        ("{% for x in list %}${{ loop.index }}${{ loop.index0 }}${{ loop.revindex }}${{ loop.last }} {% endfor %}",
         "103false 212false 321true "),
        ("{% for k, v in thing %}${{ k }}=${{ v | dump }};{% endfor %}", 'name="payments";owner={"team":"billing"};'),
        ("{% for a, b in [[1, 2], [3, 4]] %}${{ a }}-${{ b }} {% endfor %}", "1-2 3-4 "),
        ("{% for c in 'abc' %}[${{ c }}]{% endfor %}", "[a][b][c]"),
        ("{% for k in thing %}x{% else %}none{% endfor %}", "none"),
        ("{% for k in 5 %}x{% else %}none{% endfor %}", "none"),
        ("{% for k in nope %}x{% else %}none{% endfor %}", "none"),
        ("{% for i in range(3) %}${{ i }}{% endfor %}", "012"),
        ("{% switch number %}{% case 4 %}four{% case 5 %}five{% default %}other{% endswitch %}", "five"),
        ("{% switch '5' %}{% case 5 %}number{% default %}text{% endswitch %}", "text"),
        ("{% switch 1 %}{% case 1 %}{% case 2 %}one or two{% endswitch %}", "one or two"),
        ("{% filter upper %}a${{ text }}{% endfilter %}", "AHELLO WORLD"),
        ("{% block head %}x${{ number }}{% endblock %}", "x5"),
        ("{% set j = joiner('-') %}{% for x in list %}${{ j() }}${{ x }}{% endfor %}", "3-1-2"),
        ("{% set c = cycler('a', 'b') %}{% for x in list %}${{ c.next() }}{% endfor %}", "aba"),
    ],
)  # fmt: skip
def test_tags_do_what_they_do_in_nunjucks(source: str, text: str) -> None:
    assert template(source) == text


@pytest.mark.parametrize(
    "source, text",
    [
        ("{% set x = 1 %}${{ x }}", "1"),
        ("{% set x, y = 2 %}${{ x }}${{ y }}", "22"),
        ("{% set x %}a${{ number }}{% endset %}${{ x }}", "a5"),
        ("{% set last = 0 %}{% for x in list %}{% set last = x %}{% endfor %}${{ last }}", "2"),
        ("{% for x in list %}{% set inner = x %}{% endfor %}[${{ inner }}]", "[]"),
        ("{% for x in list %}{% set number = x %}{% endfor %}${{ number }}", "5"),
        ("{% if yes %}{% set x = 1 %}{% endif %}${{ x }}", "1"),
        ("{% set text = 'mine' %}${{ text }}", "mine"),
    ],
)
def test_set_changes_what_was_set_before_but_not_what_was_given(source: str, text: str) -> None:
    assert template(source) == text


@pytest.mark.parametrize(
    "source, text",
    [
        (
            "{% macro m(a, b=2) %}<${{ a }}${{ b }}>{% endmacro %}${{ m(1) }}${{ m(1, 3) }}${{ m(b=4, a=5) }}",
            "<12><13><54>",
        ),
        ("{% macro m(a, b=a) %}${{ b }}{% endmacro %}${{ m(7) }}", "7"),
        ("{% macro m() %}${{ k }}{% endmacro %}{% set k = 1 %}${{ m() }}", "1"),
        ("{% for k in list %}{% macro m() %}[${{ k }}]{% endmacro %}${{ m() }}{% endfor %}", "[][][]"),
        ("{% macro m(n) %}${{ n }}{% if n %}${{ m(n - 1) }}{% endif %}{% endmacro %}${{ m(3) }}", "3210"),
        ("{% macro m() %}(${{ caller() }}){% endmacro %}{% call m() %}x${{ number }}{% endcall %}", "(x5)"),
        ("{% macro m() %}(${{ caller(1) }}){% endmacro %}{% call(v) m() %}${{ v }}{% endcall %}", "(1)"),
    ],
)
def test_macros_see_the_template_but_no_loop_around_them(source: str, text: str) -> None:
    assert template(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{% asyncEach x in list %}{% endeach %}",
        "{% do x %}",
        "{% with x = 1 %}{% endwith %}",
        "{% tag %}",
        "{{% tag %}}",
        "{% %}",
        "{% if yes %}",
        "{% endif %}",
        "{% else %}",
        "{% endif x %}",
        "{% for x %}{% endfor %}",
        "{% for loop in list %}{% endfor %}",
        "{% if yes %}{% endfor %}",
        "{% set true = 1 %}",
        "{% set a.b = 1 %}",
        "{% switch 1 %}x{% case 1 %}{% endswitch %}",
        "{% switch 1 %}{% endswitch %}",
        "{% macro m %}{% endmacro %}",
        "{% set x %}{% macro m() %}{% endmacro %}{% endset %}",
        "{% block a %}{% endblock %}{% block a %}{% endblock %}",
        "{% call text %}{% endcall %}",
    ],
)
def test_tags_that_nunjucks_does_not_know_fail(source: str) -> None:
    assert fault(source).startswith("Line 1:")


def test_a_fault_in_a_branch_that_is_not_taken_fails_only_if_it_cannot_be_read() -> None:
    assert template("{% if no %}${{ nope() }}{% endif %}ok", SAMPLE) == "ok"
    assert fault("{% if no %}${{ a && b }}{% endif %}ok")
