"""The expressions' reference lists what the code has, in the code's words, and its examples do what it says."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from golden_paths.expressions import Limits, render_text, render_value
from golden_paths.expressions.filters import ALL as FILTERS
from golden_paths.expressions.filters import EXTENDED_FILTERS
from golden_paths.expressions.methods import LIST_METHODS, NUMBER_METHODS, TEXT_METHODS
from golden_paths.expressions.methods.additions import COOKIECUTTER_OBJECT_METHODS, EXTENDED_TEXT_METHODS
from golden_paths.expressions.predicates import ALL as TESTS
from golden_paths.skeleton import TreeLimits

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, cell by cell, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def test_lists_every_filter_in_the_codes_words() -> None:
    assert rows("Filters") == [[f"`{each.name}`", each.does] for each in FILTERS]


def test_lists_every_test_in_the_codes_words() -> None:
    assert rows("Tests") == [[f"`{each.name}`", each.does] for each in TESTS]


def test_lists_every_method() -> None:
    of_text, of_lists, of_numbers, of_patterns = (cells[1] for cells in rows("Methods"))

    assert of_text == quoted(TEXT_METHODS)
    assert of_lists == quoted(LIST_METHODS)
    assert of_numbers == quoted(NUMBER_METHODS)
    assert of_patterns == "`test`"


def test_lists_what_the_extended_dialect_adds() -> None:
    _, methods, filters = (cells[1] for cells in rows("Saying more"))

    assert methods == f"{quoted(EXTENDED_TEXT_METHODS)} of text; {quoted(COOKIECUTTER_OBJECT_METHODS)} of objects"
    assert filters == quoted(each.name for each in EXTENDED_FILTERS)


def test_tells_the_limits() -> None:
    one, tree = Limits(), TreeLimits().rendering
    section = PAGE.split("\n## Limits\n")[1].split("\n## ")[0].replace("\n", " ")

    assert (one.seconds, one.steps, one.characters, one.depth, one.source) == (2, 1_000_000, 20_000_000, 60, 5_000_000)
    assert tree.seconds == 20
    assert "2 seconds, a million steps, 20 million characters, or 60 levels" in section
    assert "together after 20 seconds" in section
    assert "rendered up to 5 million characters" in section


@pytest.mark.parametrize(
    "said, expression, value",
    [
        ("`'3' == 3` holds", "'3' == 3", True),
        ("`'3' === 3` does not", "'3' === 3", False),
        ("`'a' + 1` is `a1`", "'a' + 1", "a1"),
        ("`parameters.owner or 'guests'`", "parameters.owner or 'guests'", "guests"),
        ("half of a character", "'😀'[0]", "\ufffd"),
        ("`NaN` and `Infinity`", "1 / 0", None),
    ],
)
def test_what_it_says_is_so(said: str, expression: str, value: object) -> None:
    assert said in PAGE
    assert render_value(f"${{{{ {expression} }}}}", {"parameters": {}}).value == value


def test_a_loop_goes_through_the_list_as_it_was() -> None:
    assert render_text("{% for x in values.l %}${{ values.l.push(x) }}{% endfor %}", {"l": [1, 2]}) == "34"
