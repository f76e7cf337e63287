"""What the buttons about scorecards do."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.reports.deliveries import Delivery
from catalog_store.scorecards import Judged, Result
from catalog_store.standings.judging import Explained
from commands import kit
from commands.ask import Answer, Modal, Outcome, Picture, Press, Reaction
from commands.command import Pressing
from commands.pull_requests import by_hand, not_failed, proposal, told, under_way
from commands.report_buttons import OWNERSHIP
from commands.scorecard import digest, regressions
from commands.scorecard.card import ALL_RESULTS, EXEMPT, FIX, MORE, TREND, WHY, all_results, why_card
from commands.scorecard.exempting import ALLOW, REFUSE, allow, ask_to_exempt, refuse
from commands.scorecard.team import TEAM_PAGE, team_scorecard
from commands.services import Services
from commands.who import who

_OfCheck = Callable[[Explained, Judged, Press, Services], Reaction]
_GONE = "That is no longer in the catalog, so there is nothing left to do."


def _about_check(react: _OfCheck) -> Pressing:
    """A press about one check of one thing; the value is `entity check`, either of which may be gone by now."""

    def pressing(press: Press, services: Services) -> Reaction:
        entity_id, _, check_id = press.value.partition(" ")
        found = _explained(entity_id, services)
        if found is None:
            return Reaction(reply=_said(_GONE))
        judged = found.find(check_id)
        if judged is None:
            sentence = f"{kit.quoted(check_id, 60)} is no longer asked for, so there is nothing left to do."
            return Reaction(reply=_said(sentence))
        return react(found, judged, press, services)

    return pressing


def _why(found: Explained, judged: Judged, _press: Press, services: Services) -> Reaction:
    return Reaction(reply=why_card(found, judged, services))


def _fix(found: Explained, judged: Judged, press: Press, services: Services) -> Reaction:
    """Ask for the pull request, or come to the one that is open: whoever presses first has it opened."""
    changes = proposal(found, judged)
    if not changes:
        has_failed = judged.result is Result.FAILED
        answer = by_hand(found, judged.check, (), is_proposed=False) if has_failed else not_failed(found, judged)
        return Reaction(reply=answer)
    if not services.mending.is_possible(found):
        is_connected = services.mending.is_connected
        return Reaction(reply=by_hand(found, judged.check, changes, is_proposed=True, is_connected=is_connected))
    message = (press.channel.id, press.message_ts) if press.channel and press.message_ts else None
    kept = services.mendings.ask(
        found.standing.entity_id,
        judged.check.id,
        by=press.person.user_id,
        at=press.pressed_at,
        message=None if press.is_ephemeral else message,
    )
    if kept.url:
        already = told(kept, found.standing.label, judged.check.title, is_new=False)
        return Reaction(replace=_report_anew(press, services), reply=already)
    by = who(press.person, services)
    services.mending.request(kept, press, by=by)
    return Reaction(replace=_report_anew(press, services), reply=under_way(found.standing.label, judged.check, by))


_REDRAWN: Mapping[str, Callable[[Delivery, Services], Answer | None]] = {
    digest.REPORT: digest.redrawn,
    regressions.REPORT: regressions.redrawn,
}


def _report_anew(press: Press, services: Services) -> Answer | None:
    """The report that was pressed in, as it stands now; None elsewhere."""
    delivery = services.deliveries.by_message(press.message_ts) if press.message_ts and not press.is_ephemeral else None
    redraw = _REDRAWN.get(delivery.report) if delivery else None
    return redraw(delivery, services) if redraw and delivery else None


def _exempt(found: Explained, judged: Judged, press: Press, _services: Services) -> Reaction:
    form = ask_to_exempt(found, judged, press)
    return Reaction(modal=form) if isinstance(form, Modal) else Reaction(reply=form)


def _not_ours(found: Explained, _judged: Judged, _press: Press, _services: Services) -> Reaction:
    """Whose it is, is said where it is asked about: the other team has to accept."""
    label, entity_id = kit.shown(found.standing.label), found.standing.entity_id
    sentence = f"Until its file names another owner, {label} stays yours. Another team can take it over, if it accepts."
    buttons = [
        kit.button("Move to…", kit.numbered(OWNERSHIP, 0), f"move {entity_id}"),
        kit.button("Never was ours", kit.numbered(OWNERSHIP, 1), f"never {entity_id}"),
    ]
    return Reaction(reply=Answer(sentence, (kit.section(sentence), *kit.row(buttons))))


def _menu(press: Press, services: Services) -> Reaction:
    """What was chosen stands before the rest of the value."""
    chosen, _, rest = press.value.partition(" ")
    pressing = _OF_MENU.get(chosen)
    if pressing is None:
        return Reaction(reply=_said("This menu comes from an older version of me. Please ask again."))
    return pressing(replace(press, value=rest), services)


def _all(press: Press, services: Services) -> Reaction:
    entity_id, _, start = press.value.partition(" ")
    found = _explained(entity_id, services)
    if found is None:
        return Reaction(reply=_said(_GONE))
    at = int(start) if start.isdecimal() and len(start) < 6 else 0
    answer = all_results(found, services, at)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


def _turn(press: Press, services: Services) -> Reaction:
    ref, _, start = press.value.partition(" ")
    team = _team(ref, services)
    if team is None:
        return Reaction(reply=_said(_GONE))
    at = int(start) if start.isdecimal() and len(start) < 6 else 0
    answer = team_scorecard(team, services, start=at)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


def _trend(press: Press, services: Services) -> Reaction:
    team = _team(press.value, services)
    if team is None:
        return Reaction(reply=_said(_GONE))
    # Loaded by name and late, as it takes more memory to draw than for everything else that people ask.
    picture: Picture | None = import_module("commands.scorecard.picture").trend_picture(team, services)
    if picture is None:
        return Reaction(reply=_said("There is no trend yet: it begins when a second day has been judged."))
    return Reaction(picture=picture)


PRESSES: dict[str, Pressing] = {
    WHY: _about_check(_why),
    FIX: _about_check(_fix),
    EXEMPT: _about_check(_exempt),
    MORE: _menu,
    ALL_RESULTS: _all,
    TEAM_PAGE: _turn,
    TREND: _trend,
    ALLOW: allow,
    REFUSE: refuse,
}
_OF_MENU: dict[str, Pressing] = {
    "why": _about_check(_why),
    "exempt": _about_check(_exempt),
    "not-ours": _about_check(_not_ours),
}
#: These open a window, in which what there is to say stands as well.
OPENERS = frozenset((MORE, WHY, EXEMPT))


def _explained(entity_id: str, services: Services) -> Explained | None:
    return services.judging.explain(int(entity_id)) if entity_id.isdecimal() and len(entity_id) < 19 else None


def _team(ref: str, services: Services) -> Known | None:
    try:
        return services.catalog.find(EntityRef.parse(ref))
    except InvalidRefError:
        return None


def _said(sentence: str) -> Answer:
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
