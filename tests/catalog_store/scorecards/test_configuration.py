"""Rules as the platform team writes them, right and wrong."""

from typing import Any

import pytest
import yaml

from catalog_store.scorecards import Evaluation, Result, read
from catalog_store.scorecards.checks import ALL
from catalog_store.scorecards.testing import run_tests
from tests.catalog_store.scorecards.sheets import NOW, sheet

PYTHON = """
checks:
  - id: on-python-3-13
    title: Runs on Python 3.13
    level: Silver
    reason: Older ones get no fixes any more.
    fix: Raise `requires-python`.
    filter: {type: service, language: Python}
    pass: {fact: "label:python", versionAtLeast: "3.13"}
    tests:
      - facts: {entity.type: service, repository.language: Python, "label:python": "3.13.2"}
        result: passed
      - facts: {entity.type: service, repository.language: Python, "label:python": "3.9"}
        result: failed
      - facts: {entity.type: service, repository.language: Go}
        result: does not apply
      - facts: {entity.type: service}
        result: unknown
"""


def loaded(text: str) -> Any:  # Any: YAML
    return yaml.safe_load(text)


def faults(check: str) -> list[str]:
    """What is wrong in a check of which only this is unusual."""
    usual = {"id": "mine", "title": "Is mine", "level": "Gold", "pass": {"fact": "entity.description", "exists": True}}
    return [str(fault) for fault in read({"checks": [usual | loaded(check)]}).faults]


def test_without_configuration_the_built_in_checks_count() -> None:
    configured = read(None)
    assert configured.scorecard.checks == ALL
    assert configured.scorecard.levels == ("Bronze", "Silver", "Gold")
    assert not configured.faults


def test_a_rule_with_its_tests_is_read_and_holds() -> None:
    configured = read(loaded(PYTHON))
    assert not configured.faults
    tested = run_tests(configured, now=NOW)
    assert len(tested) == 4
    assert all(each.is_passed for each in tested)


def test_a_test_that_fails_is_told() -> None:
    configured = read(loaded(PYTHON.replace("result: failed", "result: passed")))
    (wrong,) = [each for each in run_tests(configured, now=NOW) if not each.is_passed]
    assert (wrong.test.place, wrong.found) == ("callboard.scorecards.checks[0].tests[1]", Result.FAILED)


def test_a_fault_in_one_rule_leaves_the_others() -> None:
    entries = loaded(PYTHON)
    entries["checks"].append({"id": "broken", "title": "Broken", "level": "Silver", "pass": {"fact": "nonsense"}})
    configured = read(entries)
    assert configured.scorecard.find("on-python-3-13")
    assert not configured.scorecard.find("broken")
    assert [fault.place for fault in configured.faults] == ["callboard.scorecards.checks[1].pass.fact"]


@pytest.mark.parametrize(
    "check, told",
    [
        ("{pass: {fact: entity.descripton, exists: true}}", "Did you mean entity.description?"),
        ("{pass: {fact: entity.description}}", "compares with nothing"),
        ("{pass: {fact: entity.description, is: a, matches: b}}", "compares in several ways"),
        ("{pass: {fact: entity.description, atLeast: 3}}", "is a text, which atLeast is not about"),
        ("{pass: {fact: entity.links, atLeast: many}}", "must be a number"),
        ("{pass: {fact: descriptor.isCurrent, is: yes please}}", "must be a yes or no"),
        ("{pass: {fact: entity.description, matches: '('}}", "is no pattern"),
        ("{pass: {fact: entity.type, oneOf: service}}", "must be a list"),
        ("{pass: {all: []}}", "has no conditions"),
        ("{pass: {all: [{fact: entity.type, is: a}], any: []}}", "means nothing here"),
        ("{pass: just be good}", "is no condition"),
        ("{pass: null}", "is no condition"),
        ("{level: Platinum}", "'Platinum' is no level. Write one of Bronze, Silver, Gold."),
        ("{id: Not An Id}", "must be small letters"),
        ("{id: has-owner}", "is the id of another check"),
        ("{title: ''}", "must be a text"),
        ("{filter: {tpye: service}}", "Did you mean type?"),
        ("{filter: {type: {a: b}}}", "must be a text or a list of texts"),
        ("{effort: 9}", "must be 1, 2 or 3"),
        ("{tests: [{facts: {entity.type: 3}, result: passed}]}", "must be a text"),
        ("{tests: [{facts: {entity.type: a}, result: green}]}", "is no result"),
        ("{titel: x}", "Did you mean title?"),
    ],
)
def test_each_fault_is_told_with_what_to_do(check: str, told: str) -> None:
    assert any(told in fault for fault in faults(check)), faults(check)


@pytest.mark.parametrize("written", ["text", [1, 2], {"checks": "no"}, {"checks": [3]}, {"levels": []}, {"builtIn": 1}])
def test_nonsense_is_a_fault_and_no_crash(written: object) -> None:
    configured = read(written)
    assert configured.faults
    assert configured.scorecard.checks


def test_a_rule_without_end_is_refused() -> None:
    rule: dict[str, object] = {"fact": "entity.type", "is": "a"}
    for _ in range(100):
        rule = {"not": rule}
    deep = {"id": "deep", "title": "Deep", "level": "Gold", "pass": rule}
    assert "nested more than 20 deep" in str(read({"checks": [deep]}).faults[0])


def test_the_platform_has_levels_of_its_own() -> None:
    configured = read({"levels": ["Ready"], "builtIn": {"only": ["has-owner", "has-runbook"]}})
    assert [(each.id, each.level) for each in configured.scorecard.checks] == [("has-owner", 1), ("has-runbook", 1)]
    assert configured.scorecard.level_name(1) == "Ready"


def test_built_in_checks_are_left_out_or_moved() -> None:
    configured = read({"builtIn": {"leaveOut": ["has-license"], "levels": {"has-runbook": "Gold"}}})
    runbook = configured.scorecard.find("has-runbook")
    assert runbook
    assert runbook.level == 3
    assert not configured.scorecard.find("has-license")


BACKSTAGE = """
factChecker:
  checks:
    groupOwnerCheck:
      type: json-rules-engine
      name: Group Owner Check
      description: Verifies that a group is the owner
      factIds: [entityOwnershipFactRetriever]
      rule:
        conditions:
          all:
            - {fact: hasGroupOwner, operator: equal, value: true}
    noTitle:
      type: json-rules-engine
      name: Has no title
      description: Names are enough
      rule: {conditions: {any: [{fact: hasTitle, operator: equal, value: false}]}}
    theirs:
      type: json-rules-engine
      name: Theirs
      description: Of a retriever of their own
      rule: {conditions: {all: [{fact: coverage, operator: greaterThan, value: 80}]}}
"""


def test_rules_of_backstage_are_read_and_what_cannot_be_is_named() -> None:
    configured = read({"builtIn": {"only": []}}, loaded(BACKSTAGE))
    assert [each.id for each in configured.scorecard.checks] == ["group-owner-check", "no-title"]
    assert "there is no fact 'coverage'" in str(configured.faults[0])
    results = Evaluation(configured.scorecard).judge(sheet(owner_kind="group", entity_title="P"), {}, now=NOW).results
    assert results == {"group-owner-check": Result.PASSED, "no-title": Result.FAILED}
