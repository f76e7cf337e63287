"""What the buttons about doubtful things do: what a team says is kept, and what changes a file becomes a pull request."""

from collections.abc import Callable
from datetime import timedelta

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.ownership import owner_ref
from catalog_store.refs import EntityRef
from catalog_store.reports.attestations import Transfer, Verdict
from commands import kit
from commands.ask import Answer, Channel, Modal, Option, Outcome, Press, Reaction, Submission, Submitted, Typing
from commands.command import Pressing
from commands.services import Services
from commands.stale.card import ACCEPT, DECLINE, MENU, OURS, offer_card, stale_card
from commands.stale.report import DEPRECATE, MOVE, REPORT, gather, gather_again
from commands.stale.rights import objection, objection_of_receivers
from commands.who import who

MOVED, RECEIVER = "stale.moved", "stale.receiver"
_SNOOZE = timedelta(days=30)
_MOST_OPTIONS = 20
_GONE = "That is no longer in the catalog, so there is nothing left to say."

_Saying = Callable[[Known, Press, Services], Reaction]


def _about_thing(say: _Saying) -> Pressing:
    """A press about one thing, which may be gone by now."""

    def pressing(press: Press, services: Services) -> Reaction:
        return _judged(services.catalog.by_id(_id(press.value)), say, press, services)

    return pressing


def _judged(known: Known | None, say: _Saying, press: Press, services: Services) -> Reaction:
    """What comes of it, if the thing is there and this person may say that."""
    if known is None:
        return Reaction(reply=_said(_GONE))
    if refused := objection(known, press.person, services):
        return Reaction(reply=_said(refused, Outcome.REFUSED))
    return say(known, press, services)


def _saying(verdict: Verdict, sentence: str) -> _Saying:
    def say(known: Known, press: Press, services: Services) -> Reaction:
        _keep(known, verdict, press, services)
        noted = f"{kit.shown(known.entity.label)}: {sentence} Said by {who(press.person, services)}."
        anew = _list_anew(known, press, services) if press.is_ephemeral else _report_anew(press, services)
        return Reaction(replace=anew or _said(noted), reply=_said(noted))

    return say


def _deprecate(known: Known, press: Press, services: Services) -> Reaction:
    """A pull request sets its lifecycle."""
    _keep(known, Verdict.DEPRECATE, press, services)
    sentence = services.owner_changes.propose(known, DEPRECATE, "deprecated", press, by=who(press.person, services))
    return Reaction(replace=_report_anew(press, services), reply=_said(sentence))


def _move(known: Known, press: Press, _services: Services) -> Reaction:
    """Asks whose it is."""
    picker = {
        "type": "external_select",
        "action_id": RECEIVER,
        "placeholder": kit.plain_text("A team"),
        "min_query_length": 0,
    }
    field = {
        "type": "input",
        "block_id": RECEIVER,
        "label": kit.plain_text("The team that it belongs to"),
        "element": picker,
    }
    channel = press.channel.id if press.channel else ""
    return Reaction(
        modal=Modal(
            title="Move to another team",
            blocks=(kit.section(f"*{kit.shown(known.entity.label)}*: that team is asked, and has to accept."), field),
            callback_id=MOVED,
            metadata=f"{known.id} {channel} {press.message_ts or ''}".strip(),
            submit="Ask them",
        )
    )


def moved(submission: Submission, services: Services) -> Submitted:
    """The receiving team is asked in its channel."""
    entity_id, _, place = submission.metadata.partition(" ")
    known = services.catalog.by_id(_id(entity_id))
    chosen = submission.values.get(RECEIVER, {}).get(RECEIVER, {}).get("selected_option") or {}
    team = services.report_teams.find(str(chosen.get("value") or ""))
    if known is None:
        return Submitted(answer=_said(_GONE))
    if refused := objection(known, submission.person, services):
        return Submitted(errors={RECEIVER: refused})
    if services.sight.is_private(known):
        return Submitted(errors={RECEIVER: "It is private, so I tell no channel of it. Change spec.owner in its file."})
    if team is None:
        return Submitted(errors={RECEIVER: "Choose a team that the catalog has."})
    owner = owner_ref(known.entity)
    if owner == team.ref:
        return Submitted(errors={RECEIVER: "That team is its owner already."})
    by, at = submission.person.user_id, submission.submitted_at
    services.attestations.say(known.id, Verdict.MOVE, team=str(owner or ""), by=by, at=at)
    offer = services.attestations.offer(known.id, from_team=str(owner or ""), to_team=str(team.ref), by=by, at=at)
    name = who(submission.person, services)
    if not team.channels:
        card = offer_card(known, offer, team.label, name)
        return Submitted(answer=card, channel=Channel(place.partition(" ")[0]) if place else None)
    return Submitted(answer=offer_card(known, offer, team.label, name), channel=Channel(team.channels[0][0]))


def receivers(typing: Typing, services: Services) -> list[Option]:
    """Teams whose name has what is typed in it."""
    typed = typing.typed.strip().casefold()
    found = [team for team in services.report_teams.all() if typed in f"{team.label} {team.ref.name}".casefold()]
    return [
        Option(kit.tidy(team.label, 75), str(team.ref)) for team in found[:_MOST_OPTIONS] if len(str(team.ref)) <= 150
    ]


_Telling = Callable[[Known, Transfer, str, Press, Services], str]


def _deciding(outcome: str, tell: _Telling) -> Pressing:
    """What the team that was offered a thing says to that."""

    def pressing(press: Press, services: Services) -> Reaction:
        transfer = services.attestations.transfer(_id(press.value))
        known = services.catalog.by_id(transfer.entity_id) if transfer else None
        if transfer is None or known is None:
            return Reaction(replace=_said(_GONE))
        if refused := objection_of_receivers(transfer.to_team, press.person, services):
            return Reaction(reply=_said(refused, Outcome.REFUSED))
        decided = services.attestations.decide(transfer.id, outcome, by=press.person.user_id, at=press.pressed_at)
        if decided is None:
            return Reaction(replace=_decided_before(transfer, known))
        return Reaction(replace=_said(tell(known, decided, who(press.person, services), press, services)))

    return pressing


def _accepted(known: Known, decided: Transfer, by: str, press: Press, services: Services) -> str:
    sentence = services.owner_changes.propose(known, MOVE, _owner_text(decided.to_team, known), press, by=by)
    return f"{by} accepted {kit.shown(known.entity.label)}. {sentence}"


def _declined(known: Known, _decided: Transfer, by: str, _press: Press, _services: Services) -> str:
    return f"{by} says that {kit.shown(known.entity.label)} is not theirs. It stays where it was."


def _menu(press: Press, services: Services) -> Reaction:
    chosen, _, rest = press.value.partition(" ")
    say = _OF_MENU.get(chosen)
    known = services.catalog.by_id(_id(rest))
    return Reaction(reply=_said(_GONE)) if say is None else _judged(known, say, press, services)


_OF_MENU: dict[str, _Saying] = {
    "move": _move,
    "deprecate": _deprecate,
    "snooze": _saying(Verdict.SNOOZED, "nobody is asked again for 30 days."),
    "never": _saying(Verdict.NEVER, "it never was theirs; the platform team reads that in the catalog's health."),
}
PRESSES: dict[str, Pressing] = {
    OURS: _about_thing(_saying(Verdict.OURS, "it is still theirs. Nobody is asked again for 90 days.")),
    MENU: _menu,
    ACCEPT: _deciding("accepted", _accepted),
    DECLINE: _deciding("refused", _declined),
}


def _keep(known: Known, verdict: Verdict, press: Press, services: Services) -> None:
    services.attestations.say(
        known.id,
        verdict,
        team=str(owner_ref(known.entity) or ""),
        by=press.person.user_id,
        at=press.pressed_at,
        until=press.pressed_at.date() + _SNOOZE if verdict is Verdict.SNOOZED else None,
    )


def _report_anew(press: Press, services: Services) -> Answer | None:
    """The report that was pressed in, as it stands now; None elsewhere."""
    delivery = services.deliveries.by_message(press.message_ts) if press.message_ts and not press.is_ephemeral else None
    team = services.report_teams.find(delivery.team) if delivery and delivery.report == REPORT else None
    if delivery is None or team is None:
        return None
    return stale_card(gather_again(delivery, team, services), services, press.person.team_id)


def _list_anew(known: Known, press: Press, services: Services) -> Answer | None:
    """The list that only the presser sees, as it stands now."""
    teams, owner = services.report_teams.all(), owner_ref(known.entity)
    team = next((each for each in teams if each.ref == owner), None)
    by = press.person
    return stale_card(gather(team, teams, services), services, by.team_id, by) if team else None


def _decided_before(transfer: Transfer, known: Known) -> Answer:
    outcome = transfer.outcome or "decided"
    return _said(f"Somebody was quicker: {kit.shown(known.entity.label)} was {kit.shown(outcome)} already.")


def _owner_text(ref: str, known: Known) -> str:
    """How its file names that team: as short as it is clear there."""
    try:
        team = EntityRef.parse(ref)
    except InvalidRefError:
        return ref
    return team.name if (team.kind, team.namespace) == ("group", known.ref.namespace) else ref


def _id(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else 0


def _said(sentence: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(sentence, (kit.section(sentence),), outcome)
