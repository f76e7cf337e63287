"""What Approve and Reject do. Who presses is checked again each time, and so is whether there is anything left to decide."""

from dataclasses import dataclass
from datetime import datetime

from catalog_store.runs.approvals import Approval, Decision, UnknownApprovalError, Voter
from catalog_store.runs.model import Run
from commands import kit
from commands.approval_rows import SHOW
from commands.approvals.card import (
    NO,
    REASON,
    REJECT,
    YES,
    approval_card,
    private_approval_card,
    reason_modal,
    said,
)
from commands.ask import Answer, Modal, Outcome, Person, Press, Reaction, Submission, Submitted
from commands.deciders import deciders_of, objection
from commands.run_rows import as_told, may_be_told
from commands.run_states import without_names
from commands.services import Services
from commands.who import name_of_person

_REASON_LIMIT = 500
_NOT_YOURS = "You are none of those who may decide about this run."


def approve(press: Press, services: Services) -> Reaction:
    """Say yes."""
    case = _case(press.value, press.person, services)
    if isinstance(case, Answer):
        return Reaction(reply=case)
    decision = case.decide(press.person, press.pressed_at, services, is_yes=True)
    card = drawn(press.value, services)
    return Reaction(replace=card, reply=_explanation(decision))


def ask_for_reason(press: Press, services: Services) -> Reaction:
    """Open the form that asks why not."""
    case = _case(press.value, press.person, services)
    if isinstance(case, Answer):
        return Reaction(reply=case)
    return Reaction(modal=reason_modal(case.approval, as_told(case.run, services.seen_by(press.person), press.person)))


def reject(submission: Submission, services: Services) -> Submitted:
    """Say no, with the reason. The card follows by itself."""
    reason = kit.tidy(_typed(submission), _REASON_LIMIT)
    if not reason:
        return Submitted(errors={REASON: "Say why, in a few words. Whoever asked for it reads that."})
    case = _case(submission.metadata, submission.person, services)
    if isinstance(case, Answer):
        return Submitted(shows=_window(case.text))
    decision = case.decide(submission.person, submission.submitted_at, services, is_yes=False, reason=reason)
    explained = _explanation(decision)
    return Submitted(shows=_window(explained.text)) if explained else Submitted()


def show(press: Press, services: Services) -> Reaction:
    """The card, for the presser alone."""
    return Reaction(reply=drawn(press.value, services.seen_by(press.person), press.person))


PRESSES = {YES: approve, NO: ask_for_reason, SHOW: show}
OPENERS = frozenset({NO})
SUBMISSIONS = {REJECT: reject}


def drawn(approval_id: str, services: Services, reader: Person | None = None) -> Answer:
    """The card as it is now, as those may know of it who read it; `reader` if one person alone does."""
    approval = services.approvals.find(approval_id)
    run = services.runs.find(approval.run_id) if approval else None
    if approval is None or run is None:
        return said(str(UnknownApprovalError()))
    return card_of(approval, run, services, reader)


def card_of(approval: Approval, run: Run, services: Services, reader: Person | None = None) -> Answer:
    """The card: what is asked for, or where those who read it may not know what that acts on, only that it is asked."""
    asked = deciders_of(approval, run, services).told
    if may_be_told(run, services, reader):
        return approval_card(approval, run, services.runs.steps(run.id), asked)
    return private_approval_card(approval, without_names(run))


@dataclass(frozen=True, slots=True)
class _Case:
    """Something that this person may decide about."""

    approval: Approval
    run: Run

    def decide(self, person: Person, at: datetime, services: Services, *, is_yes: bool, reason: str = "") -> Decision:
        voter = Voter(person.team_id, person.user_id, name_of_person(person, services))
        return services.approvals.decide(self.approval.id, voter, is_yes=is_yes, reason=reason, at=at)


def _case(approval_id: str, person: Person, services: Services) -> _Case | Answer:
    approval = services.approvals.find(approval_id)
    run = services.runs.find(approval.run_id) if approval else None
    if approval is None or run is None:
        return said(str(UnknownApprovalError()))
    forbidden = objection(approval, run, person, services)
    if forbidden and not may_be_told(run, services.seen_by(person), person):
        forbidden = _NOT_YOURS  # who may decide would tell whose it is
    return said(forbidden, Outcome.REFUSED) if forbidden else _Case(approval, run)


def _explanation(decision: Decision) -> Answer | None:
    """What to say where the press changed nothing."""
    if decision is Decision.ALREADY:
        return said("Nothing changed: you have said so already, or it was settled a moment ago.")
    if decision is Decision.EXPIRED:
        return said("It is too late: the time to decide is over, and the run will not begin.")
    return None


def _typed(submission: Submission) -> str:
    value = submission.values.get(REASON, {}).get(REASON, {}).get("value")
    return value if isinstance(value, str) else ""


def _window(sentence: str) -> Modal:
    return Modal("Reject this run", (kit.section(sentence),), close="Close")
