"""Conditions: true, false, or not known."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.facts import Value
from catalog_store.scorecards.conditions import Condition, Every, Not, Operator, Rule, Some, compiled, fact_is, version
from tests.catalog_store.scorecards.sheets import NOW


def holds(operator: Operator, wanted: object, value: Value, fact: str = "entity.description") -> bool | None:
    return compiled(Condition(fact, operator, wanted))({fact: value}, NOW)  # type: ignore[arg-type]  # as people write it


@pytest.mark.parametrize(
    "operator, wanted, value, expected",
    [
        (Operator.IS, "Production", "production", True),
        (Operator.IS, True, 1, False),
        (Operator.IS, 3, 3, True),
        (Operator.IS_NOT, "go", "python", True),
        (Operator.ONE_OF, ("a", "b"), "B", True),
        (Operator.NONE_OF, ("a", "b"), "c", True),
        (Operator.EXISTS, True, "", False),
        (Operator.EXISTS, True, "x", True),
        (Operator.EXISTS, False, None, True),
        (Operator.MATCHES, "^pay", "Payments", True),
        (Operator.CONTAINS, "PCI", ("pci", "api"), True),
        (Operator.CONTAINS, "pci", "has pci scope", True),
        (Operator.CONTAINS_NOT, "pci", ("api",), True),
        (Operator.HAS_FILE, "/.github/workflows/*.yml", (".github/workflows/ci.yml",), True),
        (Operator.HAS_FILE, "dockerfile", ("src/main.py",), False),
        (Operator.AT_LEAST, 2, 2, True),
        (Operator.AT_MOST, 2, 3, False),
        (Operator.MORE_THAN, 2, 2, False),
        (Operator.LESS_THAN, 2, 1, True),
        (Operator.AT_LEAST, 1, True, False),
        (Operator.VERSION_AT_LEAST, "3.13", "Python 3.13.1", True),
        (Operator.VERSION_AT_LEAST, "3.13", "3.9", False),
        (Operator.VERSION_AT_LEAST, "3.13", "3.13.0", True),
        (Operator.VERSION_AT_LEAST, "3.13", "latest", None),
        (Operator.YOUNGER_THAN_DAYS, 180, NOW - timedelta(days=180), True),
        (Operator.OLDER_THAN_DAYS, 180, NOW - timedelta(days=181), True),
    ],
)
def test_each_operator_compares_as_it_says(
    operator: Operator, wanted: object, value: Value, expected: bool | None
) -> None:
    assert holds(operator, wanted, value) is expected


def test_a_fact_that_is_missing_is_not_known() -> None:
    assert compiled(fact_is("files.hasReadme"))({"entity.kind": "component"}, NOW) is None


def test_an_annotation_that_is_not_written_is_known_to_be_absent() -> None:
    wants = compiled(Condition("annotation:pagerduty.com/service-id", Operator.EXISTS, True))
    assert wants({"entity.kind": "component"}, NOW) is False


def test_a_pattern_that_never_ends_is_not_known() -> None:
    wants = compiled(Condition("entity.description", Operator.MATCHES, "^(a+)+$"))
    assert wants({"entity.description": "a" * 60 + "!"}, NOW) in (None, False)


def test_a_version_is_the_first_dotted_number() -> None:
    assert version("go1.22") == (1, 22)
    assert version("none") is None
    assert version("9" * 60) is None


NAMES = ("entity.a", "entity.b", "entity.c")
TRUTHS = st.dictionaries(st.sampled_from(NAMES), st.booleans())
RULES: st.SearchStrategy[Rule] = st.recursive(
    st.sampled_from(NAMES).map(fact_is),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda of: Every(tuple(of))),
        st.lists(parts, min_size=1, max_size=3).map(lambda of: Some(tuple(of))),
        parts.map(Not),
    ),
    max_leaves=8,
)


@given(RULES, TRUTHS, st.lists(st.booleans(), min_size=3, max_size=3))
def test_what_is_settled_stays_so_whatever_else_becomes_known(
    rule: Rule, known: dict[str, bool], rest: list[bool]
) -> None:
    verdict = compiled(rule)(dict(known), NOW)
    everything = dict(zip(NAMES, rest, strict=True)) | known
    if verdict is not None:
        assert compiled(rule)(dict(everything), NOW) is verdict


@given(RULES, TRUTHS)
def test_the_opposite_of_a_rule_says_the_opposite(rule: Rule, known: dict[str, bool]) -> None:
    verdict = compiled(rule)(dict(known), NOW)
    assert compiled(Not(rule))(dict(known), NOW) is (None if verdict is None else not verdict)


@given(RULES, st.lists(st.booleans(), min_size=3, max_size=3))
def test_with_all_facts_every_rule_is_settled(rule: Rule, values: list[bool]) -> None:
    assert compiled(rule)(dict(zip(NAMES, values, strict=True)), NOW) is not None
