"""The reference of checks and facts says what the code says."""

import re
from pathlib import Path

import yaml

from catalog_store.facts import ALL as COLLECTORS
from catalog_store.scorecards import read
from catalog_store.scorecards.about import LEVELS
from catalog_store.scorecards.checks import ALL
from catalog_store.scorecards.conditions import ALLOWED, Operator
from catalog_store.scorecards.reading import ENGINE_OPERATORS, FILTERS
from catalog_store.scorecards.tech_insights import TRANSLATED
from catalog_store.scorecards.testing import run_tests
from tests.catalog_store.scorecards.sheets import NOW

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "reference" / "checks.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-check.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def rows(section: str) -> list[tuple[str, ...]]:
    lines = re.findall(r"^\| (`.+) \|$", SECTIONS[section], re.MULTILINE)
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]


def test_has_a_row_for_each_check() -> None:
    expected = [
        (f"`{each.id}`", LEVELS[each.level - 1], each.title, each.reason, each.fix, "yes" if each.mend else "no")
        for each in ALL
    ]
    assert rows("Checks that come with Callboard") == expected


def test_has_a_row_for_each_fact() -> None:
    expected = [(f"`{kind.name}`", str(kind.type), kind.about) for each in COLLECTORS for kind in each.facts]
    assert rows("Facts")[: len(expected)] == expected


def test_names_the_comparisons_and_filters() -> None:
    types = {each: ", ".join(str(kind) for kind in ALLOWED if each in ALLOWED[kind]) for each in Operator}
    assert rows("Comparisons") == [(f"`{each}`", types[each]) for each in Operator]
    assert rows("Filters") == [(f"`{key}`", f"`{fact}`") for key, fact in FILTERS.items()]


def test_names_the_translations() -> None:
    facts = [(f"`{theirs}`", f"`{ours['fact']}`") for theirs, ours in TRANSLATED.items()]
    operators = [(f"`{theirs}`", f"`{ours}`") for theirs, ours in ENGINE_OPERATORS.items()]
    assert rows("Backstage's Tech Insights") == [*facts, *operators]


def test_the_examples_of_the_guide_are_right() -> None:
    for block in re.findall(r"```yaml\n(callboard:.*?)```", HOW_TO, re.DOTALL):
        configured = read(yaml.safe_load(block)["callboard"]["scorecards"])
        assert not configured.faults
        assert all(each.is_passed for each in run_tests(configured, now=NOW))
