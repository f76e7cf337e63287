"""Approvals of runs: who is asked, who may decide, and what comes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog_store.database import Database
from catalog_store.operations import OnCall, Reading
from catalog_store.policies import Policies
from catalog_store.runs.approvals import Approval, ApprovalState
from catalog_store.runs.model import RunState
from catalog_store.runs.store import By, NewApproval
from catalog_store.slack.user_groups import UserGroup
from commands import dispatch, kit
from commands.approvals.card import NO, REASON, REJECT, YES, told_requester
from commands.approvals.presses import drawn
from commands.ask import Answer, Modal, Person, Submission, Submitted, Surface
from tests.commands.asking import ANA, NOW, STRANGER, Mails, Somebody, buttons, read, replaced, replied, slack_tells
from tests.commands.conftest import Rewrite
from tests.commands.running import begin
from tests.commands.status.towers import seeing

BEN = Person("U0BEN00001", "T1")
OWNERS = NewApproval("owner", within=timedelta(days=2))


@pytest.fixture
def ben(owner: Somebody) -> Somebody:
    """Somebody else of the team Payments."""
    known = {ANA.user_id: "ana@orchard.example", BEN.user_id: "ben@orchard.example"}
    return slack_tells(owner, Mails(known)).as_(BEN)


@pytest.fixture
def approval(owner: Somebody) -> Approval:
    """Ana wants to do something with payments-api, which takes a yes of its owners."""
    return wanted(owner, OWNERS)


def wanted(somebody: Somebody, *rules: NewApproval) -> Approval:
    run = begin(somebody.services, approvals=rules, target="component:default/payments-api")
    return somebody.services.approvals.of_run(run.id)[0]


def card(somebody: Somebody, approval: Approval) -> Answer:
    answer = drawn(approval.id, somebody.services)
    assert kit.faults(answer.blocks) == []
    return answer


def state(somebody: Somebody) -> RunState:
    run = somebody.services.runs.find("r7k2m9qd")
    assert run is not None
    return run.state


def rejects(somebody: Somebody, approval: Approval, reason: str) -> Submitted:
    values = {REASON: {REASON: {"value": reason}}}
    return dispatch.submit(Submission(REJECT, values, somebody.person, NOW, "V1", approval.id), somebody.services)


def test_the_card_says_what_is_asked_of_whom(owner: Somebody, approval: Approval) -> None:
    shown = read(card(owner, approval))

    assert "Python service: payments-api waits for approval, asked for by Ana Lima." in shown
    assert "Asked are the owner of Payments API, Payments." in shown
    assert "3 steps  Fetch the skeleton → Create the repository → Register in the catalog" in shown
    assert "name: `orders-api`" in shown
    assert f"Fingerprint of the preview `{'a' * 12}`" in shown
    assert list(buttons(card(owner, approval))) == ["Approve", "Reject"]


def test_an_owner_says_yes_and_it_begins(ben: Somebody, approval: Approval) -> None:
    done = replaced(ben.presses(card(ben, approval), "Approve", surface=Surface.MENTION))

    assert done.text == "Python service: payments-api was approved by Ben Okoro."
    assert buttons(done) == {}
    assert state(ben) is RunState.QUEUED


def test_whoever_asked_may_not_say_yes_themselves(owner: Somebody, approval: Approval) -> None:
    refused = replied(owner.presses(card(owner, approval), "Approve"))

    assert refused.text == "You asked for this run yourself, so somebody else has to decide."
    assert state(owner) is RunState.WAITING


def test_unless_the_path_allows_that(owner: Somebody) -> None:
    approval = wanted(owner, replace(OWNERS, requester_may=True))

    owner.presses(card(owner, approval), "Approve")

    assert state(owner) is RunState.QUEUED


def test_strangers_may_not_decide(owner: Somebody, approval: Approval) -> None:
    refused = replied(owner.as_(STRANGER).presses(card(owner, approval), "Approve"))

    assert "only the owner of Payments API, Payments, may decide" in refused.text
    assert state(owner) is RunState.WAITING


def test_who_left_the_team_since_may_not_decide_any_more(ben: Somebody, approval: Approval, rewrite: Rewrite) -> None:
    asked = card(ben, approval)
    rewrite(
        "memberOf: [payments]\n  profile: {displayName: Ben Okoro", "memberOf: []\n  profile: {displayName: Ben Okoro"
    )

    assert replied(ben.presses(asked, "Approve")).text.startswith("Only the owner of Payments API")
    assert state(ben) is RunState.WAITING


def test_no_asks_why(ben: Somebody, approval: Approval) -> None:
    form = ben.presses_id(NO, approval.id, surface=Surface.MENTION).modal

    assert isinstance(form, Modal)
    assert form.metadata == approval.id
    assert kit.modal_faults(form) == []


def test_no_ends_it_with_the_reason(ben: Somebody, approval: Approval) -> None:
    assert rejects(ben, approval, "Not before the freeze is over") == Submitted()

    assert state(ben) is RunState.REJECTED
    assert card(ben, approval).text == (
        "Python service: payments-api was rejected by Ben Okoro: Not before the freeze is over"
    )


def test_a_reason_is_needed(ben: Somebody, approval: Approval) -> None:
    assert REASON in rejects(ben, approval, "  ").errors
    assert state(ben) is RunState.WAITING


def test_whoever_may_not_decide_cannot_submit_a_no(owner: Somebody, approval: Approval) -> None:
    shown = rejects(owner, approval, "no").shows

    assert shown is not None
    assert state(owner) is RunState.WAITING


def test_two_are_needed_and_one_cannot_be_both(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, needed=2, requester_may=True))
    asked = card(ben, approval)

    counted = replaced(ben.presses(asked, "Approve"))
    assert "1 of 2 have said yes" in read(counted)
    assert replied(ben.presses(asked, "Approve")).text.startswith("Nothing changed")
    assert state(ben) is RunState.WAITING

    ben.as_(ANA).presses(asked, "Approve")
    assert state(ben) is RunState.QUEUED


def test_a_press_on_a_settled_card_shows_how_it_ended(ben: Somebody, approval: Approval) -> None:
    asked = card(ben, approval)
    rejects(ben, approval, "no")

    pressed = ben.presses(asked, "Approve")

    assert "was rejected by Ben Okoro" in replaced(pressed).text
    assert replied(pressed).text.startswith("Nothing changed")


def test_after_its_time_nobody_can_decide(ben: Somebody, filled: Database) -> None:
    approval = wanted(ben, replace(OWNERS, within=timedelta(days=-2000)))
    asked = card(ben, approval)

    pressed = ben.presses(asked, "Approve")

    assert "too late" in replied(pressed).text
    assert replaced(pressed).text == "Nobody decided about Python service: payments-api in time."
    assert state(ben) is RunState.EXPIRED


def test_a_cancelled_run_is_not_asked_for_any_more(ben: Somebody, approval: Approval) -> None:
    ben.services.runs.cancel("r7k2m9qd", By(ANA.user_id, "Ana"))

    assert "is not asked for any more" in card(ben, approval).text


def test_on_call_decides_where_the_path_says_so(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, rule="on-call"))

    assert "whoever is on call for Payments API, Ben Okoro" in read(card(ben, approval))
    ben.presses(card(ben, approval), "Approve")
    assert state(ben) is RunState.QUEUED


def test_whom_the_paging_tool_calls_counts_more_than_the_annotation(ben: Somebody) -> None:
    reading = Reading(on_call=(OnCall(1, "Ana", "ana@orchard.example"), OnCall(2, "Ben", "ben@orchard.example")))
    paged = seeing(ben, reading)
    approval = wanted(paged, replace(OWNERS, rule="on-call", requester_may=True))

    assert "whoever is on call for Payments API, Ana Lima" in read(card(paged, approval))
    refused = replied(paged.presses(card(paged, approval), "Approve"))
    assert refused.text == "Only whoever is on call for Payments API, Ana Lima, may decide about this run."
    paged.as_(ANA).presses(card(paged, approval), "Approve")
    assert state(paged) is RunState.QUEUED


def test_a_group_decides_where_the_path_names_one(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, rule="group:default/platform"))

    assert (
        replied(ben.presses(card(ben, approval), "Approve")).text
        == "Only people of Platform may decide about this run."
    )


def test_a_role_of_the_configuration_decides_where_the_path_names_one(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, rule="role:guards"))
    guarded = with_role(ben, "guards", "group:default/platform")

    refused = replied(guarded.presses(card(guarded, approval), "Approve"))
    assert refused.text == "Only people of Platform may decide about this run."
    assert state(guarded) is RunState.WAITING

    changed = with_role(ben, "guards", "group:default/platform", "user:default/ben")
    changed.presses(card(changed, approval), "Approve")
    assert state(changed) is RunState.QUEUED


def test_a_role_may_be_given_to_a_slack_user_group(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, rule="role:guards"))
    guarded = with_role(ben, "guards", "slack:@guards")
    refused = replied(guarded.presses(card(guarded, approval), "Approve"))
    assert "Only people of the Slack user group" in refused.text
    assert state(guarded) is RunState.WAITING

    guarded.services.user_groups.save([UserGroup("S0GUARDS", "T1", "guards", (ben.person.user_id,))])
    guarded.presses(card(guarded, approval), "Approve")
    assert state(guarded) is RunState.QUEUED


def with_role(somebody: Somebody, name: str, *members: str) -> Somebody:
    return replace(somebody, services=replace(somebody.services, policies=Policies(roles={name: members})))


def test_a_rule_that_names_nobody_lets_nobody_decide(ben: Somebody) -> None:
    approval = wanted(ben, replace(OWNERS, rule="role:nobody"))

    assert "whom the catalog does not have" in replied(ben.presses(card(ben, approval), "Approve")).text


def test_lists_what_waits_for_me(owner: Somebody, ben: Somebody, approval: Approval) -> None:
    listed = ben.asks("approvals")

    assert listed.text == "1 run waits for your approval: Python service: payments-api."
    assert "Approve" in buttons(replied(ben.presses(listed, "Decide")))
    assert owner.asks("approvals").text == "Nothing waits for your approval."


def test_whoever_asked_is_told(ben: Somebody, approval: Approval) -> None:
    rejects(ben, approval, "Not now.")
    now, run = ben.services.approvals.find(approval.id), ben.services.runs.find(approval.run_id)
    assert now is not None
    assert run is not None

    assert told_requester(now, run).text == (
        "Python service: payments-api was rejected by Ben Okoro: Not now."
        " Nothing was done. You can change your answers and ask again."
    )
    assert now.state is ApprovalState.NO


def test_what_people_wrote_pings_nobody(ben: Somebody, approval: Approval) -> None:
    rejects(ben, approval, "<!channel> & <@U1>")

    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in str(card(ben, approval).blocks)


@pytest.mark.parametrize("value", ["", "nothing", "x" * 300])
def test_a_button_that_was_made_up_says_so(ben: Somebody, value: str) -> None:
    assert "is gone" in replied(ben.presses_id(YES, value)).text
