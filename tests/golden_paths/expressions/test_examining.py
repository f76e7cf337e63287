"""Lint finds what cannot work without running it: every fault, its line, and what to write."""

from typing import Any

import pytest

from golden_paths.expressions import Use, examine_text, examine_value, uses_in


def lines(text: str, **options: Any) -> list[int]:
    return [problem.line for problem in examine_text(text, **options)]


@pytest.mark.parametrize(
    "text",
    [
        "no marks at all, {{ x }} and $ { }",
        "${{ values.name | lower }}{% if values.x is defined %}${{ values.list.length }}{% endif %}",
        "{% set x = 1 %}${{ x }}{% for k, v in values.map %}${{ k }}${{ loop.index }}{% endfor %}",
        "{% macro m(a, b=1) %}${{ a }}${{ b }}${{ caller() }}{% endmacro %}{% call(c) m(1) %}${{ c }}{% endcall %}",
        "{% raw %}${{ github.sha && x }}{% endraw %}",
        "${{ range(3) }}${{ (1).toFixed(2) }}${{ values.text.split(',') }}",
        "${{ values.x is divisibleby(3) and values.y is not lower }}",
    ],
)
def test_nothing_is_said_of_what_can_work(text: str) -> None:
    assert examine_text(text) == ()


def test_all_faults_are_found_not_only_the_first() -> None:
    text = "${{ a && b }}\n${{ values.x | tojson }}\nfine\n${{ values.x.replaceAll('a', 'b') }}\n${{ github.sha }}\n"

    assert lines(text + "${{ values.x is boolean }}") == [1, 2, 4, 5, 6]


def test_a_faulty_tag_hides_no_fault_beside_it() -> None:
    assert lines("${{ a && b }}\n{% foo %}\n${{ values.x | tojson }}") == [1, 2, 3]


@pytest.mark.parametrize(
    "text, advice",
    [
        ("${{ github.sha }}", "wrap it in `{% raw %}`"),
        ("${{ parameters.name }}", "Hand it to the skeleton under `values`, and write `values.parameters`."),
        ("${{ name }}", "Here are: `values`."),
        ("${{ hashFiles('x') }}", "wrap it in `{% raw %}`"),
        ("${{ not values.x == 1 }}", "Write `not (a == b)`, or `a != b`."),
        ("${{ values.x", "`}}` is missing."),
    ],
)
def test_each_problem_says_what_to_write(text: str, advice: str) -> None:
    (problem,) = examine_text(text)

    assert advice in str(problem)


def test_a_skeleton_for_cookiecutter_has_other_names() -> None:
    assert examine_text("{{ cookiecutter.x | jsonify }}{{ cookiecutter.y.items() }}", cookiecutter=True) == ()
    assert lines("{{ values.x }}", cookiecutter=True) == [1]


def test_problems_in_values_say_where_they_are() -> None:
    value = {
        "values": {"a": "${{ parameters.a }}", "b": ["${{ values.a }}", "line\n${{ a || b }}"]},
        "if": "${{ always() }}",
    }

    assert [(problem.path, problem.line) for problem in examine_value(value)] == [
        (("values", "b", 0), 1),
        (("values", "b", 1), 2),
    ]


def test_what_a_template_reads_is_known() -> None:
    value = [
        "${{ steps['fetch'].output.url | default(parameters.url) }}",
        {"x": "${{ steps[parameters.id].output }}"},
        "${{ a && b }}",
    ]

    assert uses_in(value) == (
        Use(("steps", "fetch", "output", "url"), 1),
        Use(("parameters", "url"), 1),
        Use(("parameters", "id"), 1),
        Use(("steps",), 1),
    )
