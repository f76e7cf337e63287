"""Approvals: each yes counts once, the last one lets the run begin, whoever presses at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from catalog_store.database import Database
from catalog_store.runs.approvals import Approval, Approvals, ApprovalState, Decision, UnknownApprovalError, Voter
from catalog_store.runs.drafts import Draft, Drafts
from catalog_store.runs.model import RunState
from catalog_store.runs.store import NewApproval, Runs
from tests.catalog_store.runs.scenes import ANA, NEW, another

NOW = datetime.now(UTC)
OWNER = NewApproval("owner", needed=1, approvers=("user:default/ben",))
TWO = NewApproval("group:default/platform", needed=2)


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)


@pytest.fixture
def approvals(database: Database) -> Approvals:
    return Approvals(database)


def voter(name: str) -> Voter:
    return Voter("T1", f"U{name.upper()}", name)


def say(approvals: Approvals, approval: Approval, name: str, *, is_yes: bool = True) -> Decision:
    return approvals.decide(approval.id, voter(name), is_yes=is_yes, reason="", at=NOW)


def state(runs: Runs) -> RunState:
    found = runs.find("run-1")
    assert found
    return found.state


def test_a_run_waits_for_each_rule(runs: Runs, approvals: Approvals) -> None:
    assert runs.start(NEW, [OWNER, TWO]).state is RunState.WAITING
    owner, two = sorted(approvals.of_run("run-1"), key=lambda each: each.needed)
    assert (owner.rule, owner.approvers, owner.plan_digest) == ("owner", ("user:default/ben",), "plan-1")
    assert say(approvals, owner, "Ben") is Decision.SETTLED_YES
    assert state(runs) is RunState.WAITING
    assert say(approvals, two, "Cleo") is Decision.COUNTED
    assert say(approvals, two, "Cleo") is Decision.ALREADY
    assert say(approvals, two, "Dan") is Decision.SETTLED_YES
    assert state(runs) is RunState.QUEUED
    assert say(approvals, two, "Eve") is Decision.ALREADY


def test_two_who_press_at_once_are_two(runs: Runs, approvals: Approvals) -> None:
    for turn in range(10):
        run_id = f"run-{turn}"
        runs.start(another(run_id), [TWO])
        (approval,) = approvals.of_run(run_id)
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(partial(say, approvals, approval), ("Ben", "Cleo")))
        assert sorted(said) == [Decision.COUNTED, Decision.SETTLED_YES]
        found = runs.find(run_id)
        assert found
        assert found.state is RunState.QUEUED


def test_two_rules_met_at_once_let_it_begin(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [OWNER, NewApproval("on-call")])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: say(approvals, each, "Ben"), approvals.of_run("run-1")))
    assert state(runs) is RunState.QUEUED


def test_one_no_ends_it(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [OWNER, TWO])
    owner, two = sorted(approvals.of_run("run-1"), key=lambda each: each.needed)
    assert say(approvals, two, "Ben", is_yes=False) is Decision.SETTLED_NO
    found = runs.find("run-1")
    assert found
    assert (found.state, found.note) == (RunState.REJECTED, "Ben said no.")
    assert say(approvals, owner, "Cleo") is Decision.ALREADY
    assert {each.state for each in approvals.of_run("run-1")} == {ApprovalState.NO, ApprovalState.VOID}


def test_lapses_when_nobody_decides(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [NewApproval("owner", within=timedelta(0))])
    (approval,) = approvals.of_run("run-1")
    later = NOW + timedelta(hours=1)
    assert approvals.decide(approval.id, voter("Ben"), is_yes=True, reason="", at=later) is Decision.EXPIRED
    assert state(runs) is RunState.EXPIRED
    assert approvals.expire(now=later) == ()


def test_is_swept_when_nobody_decides(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [NewApproval("owner", within=timedelta(0))])
    (ended,) = approvals.expire(now=NOW + timedelta(hours=1))
    assert ended.state is ApprovalState.EXPIRED
    assert state(runs) is RunState.EXPIRED


def test_a_cancelled_run_needs_none(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [OWNER])
    runs.cancel("run-1", ANA)
    (approval,) = approvals.of_run("run-1")
    assert approval.state is ApprovalState.VOID
    assert say(approvals, approval, "Ben") is Decision.ALREADY


def test_a_card_is_posted_by_one_replica(runs: Runs, approvals: Approvals) -> None:
    runs.start(NEW, [OWNER])
    (taken,) = approvals.take(now=NOW)
    assert approvals.take(now=NOW) == ()
    approvals.posted(taken, channel="C9", ts="1.1")
    assert approvals.to_draw() == ()
    say(approvals, taken, "Ben")
    (changed,) = approvals.to_draw()
    approvals.drawn(changed)
    assert approvals.to_draw() == ()


def test_the_unknown_is_said_to_be_gone(approvals: Approvals) -> None:
    with pytest.raises(UnknownApprovalError):
        approvals.decide("nope", voter("Ben"), is_yes=True, reason="", at=NOW)


# drafts

DRAFT = Draft("d1", "template:default/python-service", "sha256:1", {"name": "shop"}, 0, "UANA", "T1", "C1", NOW)


def test_a_draft_is_found_again(database: Database) -> None:
    drafts = Drafts(database)
    assert drafts.save(DRAFT)
    assert drafts.save(replace(DRAFT, page=2, answers={"name": "till"}))
    found = drafts.find("d1")
    assert found
    assert (found.page, found.answers) == (2, {"name": "till"})
    assert [each.id for each in drafts.latest("T1", "UANA")] == ["d1"]
    drafts.remove("d1")
    assert drafts.find("d1") is None


def test_a_draft_is_its_writer_s(database: Database) -> None:
    drafts = Drafts(database)
    drafts.save(DRAFT)
    assert not drafts.save(replace(DRAFT, user_id="UBEN", answers={}))
    found = drafts.find("d1")
    assert found
    assert found.answers == {"name": "shop"}


def test_other_answers_void_the_plan_and_its_approvals(database: Database, runs: Runs, approvals: Approvals) -> None:
    drafts = Drafts(database)
    drafts.save(DRAFT)
    assert drafts.plan(DRAFT, "plan-1", {"taskId": "run-1"})
    runs.start(NEW, [OWNER], draft_id="d1")

    drafts.save(replace(DRAFT, page=1))
    found = drafts.find("d1")
    assert found
    assert (found.plan_digest, found.fixed) == ("plan-1", {"taskId": "run-1"})
    assert state(runs) is RunState.WAITING

    drafts.save(replace(DRAFT, answers={"name": "till"}))
    found = drafts.find("d1")
    assert found
    assert (found.plan_digest, found.fixed) == (None, None)
    assert state(runs) is RunState.CANCELLED
    assert [each.state for each in approvals.of_run("run-1")] == [ApprovalState.VOID]
    assert not drafts.plan(DRAFT, "plan-1", {})


def test_a_draft_is_forgotten_after_a_fortnight(database: Database) -> None:
    drafts = Drafts(database)
    drafts.save(DRAFT)
    assert drafts.forget(now=NOW + timedelta(days=13)) == 0
    assert drafts.forget(now=NOW + timedelta(days=15)) == 1
