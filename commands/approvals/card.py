"""How an approval looks in Slack: what is asked, what was said, and at last what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog_store.runs.approvals import Approval, ApprovalState, Vote
from catalog_store.runs.model import Run, RunStep
from commands import kit
from commands.approval_rows import SHOW
from commands.ask import Answer, Block, Modal, Outcome
from commands.run_states import asker_of, headline, short_id

YES, NO = "approvals.yes", "approvals.no"
#: The form that asks for the reason of a no, and its one field.
REJECT, REASON = "approvals.reject", "reason"

_MOST_STEPS, _MOST_VALUES = 12, 8
_NAME_LIMIT, _VALUE_LIMIT, _REASON_LIMIT = 60, 80, 300
_SECTION_LIMIT = 2_600


def approval_card(approval: Approval, run: Run, steps: Sequence[RunStep], deciders: str) -> Answer:
    """The card of one rule. `deciders` says who may decide, ready to be shown."""
    if approval.state is not ApprovalState.OPEN:
        return _settled(approval, run)
    sentence = f"{headline(run)} waits for approval{_by(run)}."
    return Answer(
        text=f"{sentence} {kit.capitalized(deciders.rstrip(','))} may approve or reject it.",
        blocks=(
            kit.section(f":raised_hand: *{sentence}*\n{_needed(approval)} {_asked(deciders)}"),
            kit.section(kit.bounded(_contents(run, steps), _SECTION_LIMIT)),
            *_votes(approval.decisions),
            *kit.row(_buttons(approval)),
            kit.context(_small_print(approval, run)),
        ),
    )


def private_approval_card(approval: Approval, run: Run) -> Answer:
    """The same without names, for those who may not know what it acts on. Who decides reads it alone first.

    `run` is without names already. What was said is left out: a reason, and who may decide, could tell what it is.
    """
    sentence = f"{headline(run)} {_PRIVATELY[approval.state]}{_by(run)}."
    if approval.state is not ApprovalState.OPEN:
        return Answer(sentence, (kit.section(f"{_EMOJI[approval.state]} {sentence}"),))
    show = kit.button("Show it to me alone", SHOW, approval.id, primary=True)
    return Answer(
        sentence,
        (
            kit.section(f":lock: *{sentence}*\n{_needed(approval)} What it is, those see who may know of it."),
            *kit.row([show, kit.button("Reject", NO, approval.id)]),
            kit.context(_small_print(approval, run)),
        ),
    )


def reason_modal(approval: Approval, run: Run) -> Modal:
    """Asks why not. Whoever asked for the run reads it."""
    field = {
        "type": "input",
        "block_id": REASON,
        "label": kit.plain_text("Why not?"),
        "hint": kit.plain_text("Whoever asked for it reads this, with your name."),
        "element": {"type": "plain_text_input", "action_id": REASON, "multiline": True, "max_length": 500},
    }
    blocks = (kit.section(f"*{headline(run)}*{_by(run)} will not run if you reject it."), field)
    return Modal("Reject this run", blocks, REJECT, metadata=approval.id, submit="Reject")


def told_requester(approval: Approval, run: Run) -> Answer:
    """What whoever asked for the run hears when it is settled."""
    return said(f"{_outcome(approval, run)} {_NEXT[approval.state]}".strip())


def said(sentence: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    """One sentence."""
    return Answer(sentence, (kit.section(sentence),), outcome)


_NEXT: Mapping[ApprovalState, str] = {
    ApprovalState.OPEN: "",
    ApprovalState.YES: "It begins as soon as nobody else has to approve it.",
    ApprovalState.NO: "Nothing was done. You can change your answers and ask again.",
    ApprovalState.EXPIRED: "Nothing was done. You can ask again.",
    ApprovalState.VOID: "",
}
_PRIVATELY: Mapping[ApprovalState, str] = {
    ApprovalState.OPEN: "waits for approval",
    ApprovalState.YES: "was approved",
    ApprovalState.NO: "was rejected",
    ApprovalState.EXPIRED: "was not decided about in time",
    ApprovalState.VOID: "is not asked for any more",
}
_EMOJI: Mapping[ApprovalState, str] = {
    ApprovalState.OPEN: ":raised_hand:",
    ApprovalState.YES: ":white_check_mark:",
    ApprovalState.NO: ":no_entry_sign:",
    ApprovalState.EXPIRED: ":hourglass_flowing_sand:",
    ApprovalState.VOID: ":white_circle:",
}


def _settled(approval: Approval, run: Run) -> Answer:
    sentence = _outcome(approval, run)
    return Answer(
        sentence,
        (
            kit.section(f"{_EMOJI[approval.state]} {sentence}"),
            *_votes(approval.decisions),
            kit.context(_small_print(approval, run)),
        ),
    )


def _outcome(approval: Approval, run: Run) -> str:
    """What came of it, in one sentence; the reason of a no with it."""
    name = headline(run)
    yes = kit.listed([kit.shown(vote.name) for vote in approval.decisions if vote.is_yes])
    no = next((vote for vote in approval.decisions if not vote.is_yes), None)
    if approval.state is ApprovalState.YES:
        return f"{name} was approved by {yes}."
    if approval.state is ApprovalState.NO and no is not None:
        reason = kit.shown(no.reason, _REASON_LIMIT)
        return f"{name} was rejected by {kit.shown(no.name)}{f': {reason}' if reason else '.'}"
    if approval.state is ApprovalState.EXPIRED:
        return f"Nobody decided about {name} in time."
    return f"{name} is not asked for any more: its answers changed, it was cancelled, or others rejected it."


def _by(run: Run) -> str:
    asker = asker_of(run)
    return f", asked for by {asker}" if asker else ""


def _needed(approval: Approval) -> str:
    if approval.needed == 1:
        return "One yes lets it begin, one no ends it."
    given = sum(vote.is_yes for vote in approval.decisions)
    return f"{given} of {approval.needed} have said yes; one no ends it."


def _asked(deciders: str) -> str:
    return f"Asked are {deciders.rstrip(',')}."


def _contents(run: Run, steps: Sequence[RunStep]) -> Iterator[str]:
    """What one says yes to: the steps and the answers."""
    named = [kit.shown(step.name or step.id, _NAME_LIMIT) for step in steps[:_MOST_STEPS]]
    rest = len(steps) - len(named)
    yield f"*{kit.counted(len(steps), 'step')}*  {' → '.join([*named, *([f'+{rest} more'] if rest else [])])}"
    answers = list(_answers(run.values))
    for name, value in answers[:_MOST_VALUES]:
        yield f"{kit.shown(name, _NAME_LIMIT)}: {kit.quoted(value, _VALUE_LIMIT)}"
    if len(answers) > _MOST_VALUES:
        yield f"+{len(answers) - _MOST_VALUES} more answers"


def _answers(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:  # Any: JSON
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _answers(value, f"{above}{name}.")
        elif value not in (None, "", []):
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{above}{name}", words


def _votes(votes: Sequence[Vote]) -> Iterator[Block]:
    if votes:
        words = [
            f"{kit.shown(vote.name)} said {'yes' if vote.is_yes else 'no'} {kit.moment(vote.at)}" for vote in votes
        ]
        yield kit.context(" · ".join(words[:10]))


def _buttons(approval: Approval) -> list[kit.Element]:
    return [
        kit.button("Approve", YES, approval.id, primary=True),
        kit.button("Reject", NO, approval.id),
    ]


def _small_print(approval: Approval, run: Run) -> str:
    until = f" · until {kit.moment(approval.expires_at)}" if approval.state is ApprovalState.OPEN else ""
    return f"Fingerprint of the preview {kit.quoted(approval.plan_digest[:12])} · run {kit.quoted(short_id(run.id))}{until}"
