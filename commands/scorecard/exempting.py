"""Exempting a thing from a check: one asks with a reason and a last day, another allows it."""

from datetime import date, timedelta

from catalog_store.scorecards import Judged, Result
from catalog_store.standings.exemptions import Asked
from catalog_store.standings.judging import Explained
from commands import kit
from commands.ask import Answer, Channel, Modal, Outcome, Press, Reaction, Submission, Submitted
from commands.services import Services
from commands.who import name_of_person, who

ASKED, ALLOW, REFUSE = "scorecard.exempted", "scorecard.allow", "scorecard.refuse"
_REASON, _UNTIL = "reason", "until"
_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)


def ask_to_exempt(found: Explained, judged: Judged, press: Press) -> Modal | Answer:
    """The form; or why there is none."""
    label, title = kit.shown(found.standing.label), kit.shown(judged.check.title)
    if judged.result is not Result.FAILED:
        return _said(f"{title}: {judged.result} for {label} by now, so there is nothing to be exempt from.")
    channel = press.channel.id if press.channel else ""
    return Modal(
        title="Exempt from a check",
        blocks=(
            kit.section(
                f"*{label}* shall not have to pass *{title}* for a while. It counts once somebody else allows it."
            ),
            _input(_REASON, "Why", {"type": "plain_text_input", "action_id": _REASON, "max_length": 300}),
            _input(_UNTIL, "Up to and with", _date_picker(press.pressed_at.date() + _USUAL)),
        ),
        callback_id=ASKED,
        metadata=f"{found.standing.entity_id} {judged.check.id} {channel}".strip(),
        submit="Ask for it",
    )


def asked(submission: Submission, services: Services) -> Submitted:
    """Keeps it, and asks everybody in the channel who may allow it."""
    entity_id, _, rest = submission.metadata.partition(" ")
    check_id, _, channel = rest.partition(" ")
    reason, until = _written(submission)
    errors = _faults(reason, until, submission.submitted_at.date())
    if errors:
        return Submitted(errors=errors)
    check = services.judging.scorecard.find(check_id)
    assert until is not None, "a fault would have been told"
    kept = (
        check
        and entity_id.isdecimal()
        and services.exemptions.ask(
            int(entity_id),
            check_id,
            reason=reason,
            until=until,
            by=submission.person.user_id,
            at=submission.submitted_at,
        )
    )
    if not kept or not check:
        return Submitted(answer=_said("That is no longer in the catalog, or no longer asked for."))
    known = services.seen_by(None).catalog.by_id(kept.entity_id)  # as the whole channel reads it
    label = known.entity.label if known else "something private"
    answer = _question(kept, label, check.title, who(submission.person, services))
    return Submitted(answer=answer, channel=Channel(channel) if channel else None)


def allow(press: Press, services: Services) -> Reaction:
    """It counts from now on, if somebody else than the asker says so."""
    found = services.exemptions.find(_id(press.value))
    if found is None:
        return Reaction(replace=_said("That was taken back meanwhile, so there is nothing left to decide."))
    if found.exemption.asked_by == press.person.user_id:
        return Reaction(reply=_said("You asked for this yourself. Somebody else has to allow it."))
    name = name_of_person(press.person, services)
    kept = services.exemptions.allow(found.id, by=press.person.user_id, at=press.pressed_at)
    if kept is None:
        return Reaction(replace=_decided(found, "was allowed before", services))
    services.judging.explain(kept.entity_id)
    return Reaction(replace=_decided(kept, f"was allowed by {kit.shown(name)}", services))


def refuse(press: Press, services: Services) -> Reaction:
    """It never counts, or no longer."""
    kept = services.exemptions.end(_id(press.value), by=press.person.user_id, at=press.pressed_at)
    if kept is None:
        return Reaction(replace=_said("That was taken back meanwhile, so there is nothing left to decide."))
    services.judging.explain(kept.entity_id)
    return Reaction(replace=_decided(kept, f"was refused by {who(press.person, services)}", services))


def _question(kept: Asked, label: str, title: str, by: str) -> Answer:
    until = f"{kept.exemption.until:%d %b %Y}"
    sentence = (
        f"{by} asks that {kit.shown(label)} need not pass {kit.shown(title)} until {until}:"
        f" {kit.shown(kept.exemption.reason, 300)}"
    )
    buttons = kit.row([kit.button("Allow", ALLOW, str(kept.id)), kit.button("Refuse", REFUSE, str(kept.id))])
    note = kit.context("Somebody else than the asker decides. It is kept who did.")
    return Answer(sentence, (kit.section(f":ticket: {sentence}"), *buttons, note), is_public=True)


def _decided(kept: Asked, outcome: str, services: Services) -> Answer:
    known, check = services.catalog.by_id(kept.entity_id), services.judging.scorecard.find(kept.exemption.check_id)
    label = kit.shown(known.entity.label) if known else "It"
    title = kit.shown(check.title) if check else kit.quoted(kept.exemption.check_id)
    until = f"{kept.exemption.until:%d %b %Y}"
    return _said(f"That {label} need not pass {title} until {until} {outcome}.")


def _written(submission: Submission) -> tuple[str, date | None]:
    reason = str(submission.values.get(_REASON, {}).get(_REASON, {}).get("value") or "").strip()
    picked = str(submission.values.get(_UNTIL, {}).get(_UNTIL, {}).get("selected_date") or "")
    try:
        return reason, date.fromisoformat(picked)
    except ValueError:
        return reason, None


def _faults(reason: str, until: date | None, today: date) -> dict[str, str]:
    errors = {} if reason else {_REASON: "Say why, so that others can judge it."}
    if until is None:
        errors[_UNTIL] = "Choose the last day."
    elif until < today:
        errors[_UNTIL] = "That day is over. Choose today or a later one."
    elif until - today > _LONGEST:
        errors[_UNTIL] = "Choose a day within a year; it can be asked for again."
    return errors


def _id(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else 0


def _input(block_id: str, label: str, element: kit.Element) -> kit.Element:
    return {"type": "input", "block_id": block_id, "label": kit.plain_text(label), "element": element}


def _date_picker(chosen: date) -> kit.Element:
    return {"type": "datepicker", "action_id": _UNTIL, "initial_date": chosen.isoformat()}


def _said(sentence: str) -> Answer:
    return Answer(sentence, (kit.section(sentence),), Outcome.ANSWERED)
