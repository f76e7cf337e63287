"""From facts to results, and from results to a level."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.facts import Sheet
from catalog_store.scorecards import Check, Evaluation, Exemption, Result, Scorecard, Standing, level_of, to_next_level
from catalog_store.scorecards.conditions import fact_exists, fact_is
from tests.catalog_store.scorecards.sheets import NOW, TODAY, sheet

SERVICE = fact_is("entity.type", "service")


def check(name: str, level: int = 1, *, effort: int = 2) -> Check:
    rule = fact_exists(f"annotation:{name}")
    return Check(name, f"Has {name}", level, "Because.", "Mend it.", rule, SERVICE, effort)


CARD = Scorecard(("Bronze", "Silver"), (check("owner"), check("runbook", 2), check("docs", 2, effort=1)))


def judged(of: Sheet, *exempt: Exemption) -> Standing:
    return Evaluation(CARD).judge(of, {each.check_id: each for each in exempt}, now=NOW)


def with_annotations(*names: str) -> Sheet:
    return sheet(entity_type="service", **{f"annotation:{name}": "yes" for name in names})


def test_what_holds_is_passed_and_what_does_not_has_failed() -> None:
    results = judged(with_annotations("owner")).results
    assert results == {"owner": Result.PASSED, "runbook": Result.FAILED, "docs": Result.FAILED}


def test_a_check_about_services_does_not_apply_to_a_library() -> None:
    assert set(judged(sheet(entity_type="library")).results.values()) == {Result.DOES_NOT_APPLY}


def test_where_it_is_not_known_whether_it_applies_the_result_is_unknown() -> None:
    assert set(judged(sheet()).results.values()) == {Result.UNKNOWN}


@pytest.mark.parametrize("days, wanted", [(0, Result.EXEMPT), (5, Result.EXEMPT), (-1, Result.FAILED)])
def test_an_exemption_counts_up_to_its_last_day(days: int, wanted: Result) -> None:
    exemption = Exemption("runbook", "we retire it", TODAY + timedelta(days=days), "Ana")
    assert judged(with_annotations("owner"), exemption).results["runbook"] is wanted


def test_a_level_is_reached_when_all_below_is_passed_too() -> None:
    assert judged(with_annotations("owner")).level == 1
    assert judged(with_annotations("owner", "runbook", "docs")).level == 2
    assert judged(with_annotations("runbook", "docs")).level == 0


def test_the_cheapest_check_to_the_next_level_comes_first() -> None:
    assert [each.id for each in to_next_level(CARD, judged(with_annotations("owner")))] == ["docs", "runbook"]


def test_the_score_counts_only_what_could_be_judged() -> None:
    assert judged(with_annotations("owner")).score == 33
    assert judged(sheet()).score is None


def test_evidence_names_the_fact_its_value_and_when_it_was_read() -> None:
    first = Evaluation(CARD).explain(with_annotations("owner"), {}, now=NOW)[0]
    (evidence,) = first.evidence
    assert evidence.fact is not None
    assert (evidence.fact.value, evidence.fact.reading.source) == ("yes", "catalog-info.yaml")
    assert NOW - evidence.fact.reading.read_at == timedelta(minutes=4)


RESULTS = st.fixed_dictionaries({each.id: st.sampled_from(Result) for each in CARD.checks})


@given(RESULTS, st.sampled_from([each.id for each in CARD.checks]))
def test_mending_a_check_never_lowers_the_level(results: dict[str, Result], mended: str) -> None:
    assert level_of(CARD, results | {mended: Result.PASSED}) >= level_of(CARD, results)


@given(RESULTS)
def test_no_level_is_reached_over_a_failure(results: dict[str, Result]) -> None:
    level = level_of(CARD, results)
    assert all(results[each.id] is not Result.FAILED for each in CARD.checks if each.level <= level)
