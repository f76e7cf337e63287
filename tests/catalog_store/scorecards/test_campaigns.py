"""Campaigns: as they are written, judged, and told ever more often until they close."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog_store.scorecards import Campaign, Evaluation, Exemption, Result, read
from catalog_store.scorecards.campaigns import Stage, Tally, is_told, stage
from tests.catalog_store.scorecards.sheets import NOW, TODAY, sheet

PYTHON = """
campaigns:
  - id: python-3-13
    title: All services on Python 3.13
    reason: Older ones get no fixes any more.
    fix: Raise `requires-python`.
    filter: {type: service, language: Python}
    pass: {fact: "label:python", versionAtLeast: "3.13"}
    begins: 2026-01-05
    deadline: 2026-03-31
  - id: findable
    title: Everything says what it is for
    checks: [has-description, has-owner]
    deadline: 2026-06-30
"""


def campaigns(text: str = PYTHON) -> tuple[Campaign, ...]:
    configured = read(yaml.safe_load(text))
    assert configured.faults == ()
    return configured.scorecard.campaigns


def faults(**changed: Any) -> list[str]:  # Any: YAML
    """What is wrong in a campaign of which only this is unusual."""
    usual = {"id": "mine", "title": "Mine", "deadline": date(2026, 3, 31), "checks": ["has-owner"]}
    written = {key: value for key, value in (usual | changed).items() if value is not None}
    return [str(each) for each in read({"campaigns": [written]}).faults]


def judged(**facts: Any) -> dict[str, Result]:  # Any: values of facts
    scorecard = read(yaml.safe_load(PYTHON)).scorecard
    return dict(Evaluation(scorecard).judge(sheet(**facts), {}, now=NOW).campaigns)


def test_a_condition_of_its_own_is_judged() -> None:
    service = {"entity_type": "service", "repository_language": "Python"}
    assert judged(**service, **{"label:python": "3.13.1"})["python-3-13"] is Result.PASSED
    assert judged(**service, **{"label:python": "3.9"})["python-3-13"] is Result.FAILED


def test_what_is_not_meant_is_not_counted_and_what_is_not_known_is_no_failure() -> None:
    assert "python-3-13" not in judged(entity_type="service", repository_language="Go")
    assert "python-3-13" not in judged(entity_type="service")


def test_checks_of_the_scorecard_are_taken_together_and_heed_exemptions() -> None:
    scorecard = read(yaml.safe_load(PYTHON)).scorecard
    told = sheet(owner_named="payments", entity_description="")
    exempt = {"has-description": Exemption("has-description", "a test", TODAY, "U1", "U2")}
    assert Evaluation(scorecard).judge(told, {}, now=NOW).campaigns["findable"] is Result.FAILED
    assert Evaluation(scorecard).judge(told, exempt, now=NOW).campaigns["findable"] is Result.PASSED


def test_they_leave_levels_and_results_alone() -> None:
    plain, with_campaigns = read({}).scorecard, read(yaml.safe_load(PYTHON)).scorecard
    before, after = (Evaluation(each).judge(sheet(), {}, now=NOW) for each in (plain, with_campaigns))
    assert (before.level, before.results) == (after.level, after.results)


def test_reminders_rise_slowly_and_end_with_one_at_the_close() -> None:
    campaign = campaigns()[0]
    weeks = [campaign.deadline + timedelta(weeks=number, days=-1) for number in range(-20, 4)]
    told = [(campaign.deadline - day).days // 7 for day in weeks if is_told(campaign, day)]
    assert told == [12, 8, 6, 4, 3, 2, 1, 0, -1]


@pytest.mark.parametrize("weekday", range(7))
def test_each_team_hears_of_the_close_once_whatever_its_day(weekday: int) -> None:
    campaign = campaigns()[0]
    days = [campaign.deadline + timedelta(days=weekday - 3, weeks=number) for number in range(-3, 6)]
    assert [stage(campaign, day) for day in days].count(Stage.CLOSING) == 1


def test_the_share_is_of_all_that_should_do_it() -> None:
    assert Tally(passed=2, failed=1, unknown=0, exempt=5).share == 66
    assert Tally(exempt=5).share is None
    assert Tally(1, 2, 3, 4) + Tally(1, 1, 1, 1) == Tally(2, 3, 4, 5)


@pytest.mark.parametrize(
    "changed, told",
    [
        ({"deadline": "soon"}, "deadline: must be a day. Write for example `2027-03-31`."),
        ({"deadline": None}, "deadline: must be a day"),
        ({"begins": date(2026, 5, 1)}, "begins: is after the deadline. Begin earlier, or end later."),
        ({"checks": ["has-ownr"]}, "checks[0]: there is no check 'has-ownr'. Did you mean has-owner?"),
        ({"checks": "has-owner"}, "checks: must be a list of checks"),
        ({"checks": None}, "must have either checks or pass"),
        ({"pass": {"fact": "entity.description", "exists": True}}, "must have either checks or pass"),
        ({"id": "Mine!"}, "id: must be small letters"),
        ({"deadlin": 1}, "deadlin: is not known. Did you mean deadline?"),
        ({"filter": {"typ": "service"}}, "filter.typ"),
    ],
)
def test_faults_are_told_at_their_place(changed: dict[str, Any], told: str) -> None:
    assert any(told in each for each in faults(**changed)), faults(**changed)


@pytest.mark.parametrize("written", ["soon", [1], {"a": 1}, [[]]])
def test_what_is_no_list_of_campaigns_is_refused(written: object) -> None:
    assert read({"campaigns": written}).faults


def test_one_with_a_fault_leaves_the_others() -> None:
    written = yaml.safe_load(PYTHON)
    written["campaigns"][0]["deadline"] = "never"
    assert [each.id for each in read(written).scorecard.campaigns] == ["findable"]


def test_the_example_of_the_guide_is_right() -> None:
    guide = Path(__file__).parents[3] / "docs" / "how-to" / "run-a-campaign.md"
    (example,) = re.findall(r"```yaml\n(callboard:.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    configured = read(yaml.safe_load(example)["callboard"]["scorecards"])
    assert configured.faults == ()
    assert len(configured.scorecard.campaigns) == 2
