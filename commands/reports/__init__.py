"""`reports`: what a team is told by itself and when; and the menu at the end of every report that changes it."""

from collections.abc import Callable
from datetime import timedelta

from catalog_store.reports.calendar import is_snoozed, slot, times_of, zone
from catalog_store.reports.teams import Choice, ReportTeam
from commands import kit
from commands.ask import Answer, Ask, Modal, Outcome, Press, Reaction, Submission, Submitted
from commands.command import Command, Example
from commands.meant import Meant, Wanted, what_is_meant
from commands.report_buttons import MENU
from commands.services import Services
from commands.undelivered import AGAIN, is_platforms
from commands.who import who

CHOSEN = "reports.chosen"
_OF_PLATFORM = frozenset(("catalog-health", "campaign-progress"))
#: Comes on every day on which there is something to be told.
_DAILY = "regressions"
_NAMES = {
    "scorecard": "the scorecard",
    "stale-ownership": "what may no longer be yours",
    "catalog-health": "catalog health",
    "campaigns": "campaigns",
    "campaign-progress": "the progress of campaigns",
    _DAILY: "what got worse",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SNOOZE = timedelta(days=14)
_DAY, _HOUR, _ZONE = "day", "hour", "zone"

_Doing = Callable[[str, str, Press, Services], Reaction]


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    found = what_is_meant(words, ask, Wanted("reports", ("group",), "payments"), services)
    if not isinstance(found, Meant):
        return found
    team = services.report_teams.find(str(found.known.ref))
    if team is None:
        return _said("That team is no longer in the catalog.")
    lines = [
        f"• {kit.capitalized(_NAMES[name])}: {_when(name, team, services)}"
        for name in _NAMES
        if name not in _OF_PLATFORM
    ]
    told = kit.shown(team.label)
    return Answer(
        text=f"What {told} is told by itself, {_where(team)}: {kit.listed([_NAMES['scorecard'], _NAMES['stale-ownership']])}.",
        blocks=(
            kit.section("\n".join([f"*What {told} is told by itself*, {_where(team)}", *lines])),
            kit.context("Each of these messages has a menu at its end that changes this."),
        ),
    )


def _snooze(report: str, team: str, press: Press, services: Services) -> Reaction:
    until = press.pressed_at.date() + _SNOOZE
    services.report_teams.choose(report, team, by=press.person.user_id, at=press.pressed_at, snoozed_until=until)
    return _noted(f"Nothing is told before {until:%d %b}", report, press, services)


def _silent(report: str, team: str, press: Press, services: Services) -> Reaction:
    services.report_teams.choose(report, team, by=press.person.user_id, at=press.pressed_at, is_silent_when_well=True)
    return _noted("When all is well, nothing is said", report, press, services)


def _line(report: str, team: str, press: Press, services: Services) -> Reaction:
    services.report_teams.choose(report, team, by=press.person.user_id, at=press.pressed_at, is_silent_when_well=False)
    return _noted("When all is well, one line says so", report, press, services)


def _why(report: str, team: str, _press: Press, services: Services) -> Reaction:
    found = services.report_teams.find(team)
    if found is None:
        return Reaction(reply=_said("It is for the people who run Callboard, because this is the platform's channel."))
    reason = "the catalog names this channel as theirs" if found.has_own_channel else _borrowed(found)
    sentence = (
        f"It is for {kit.shown(found.label)}, who own {kit.counted(found.owned, 'thing')} in the catalog; {reason}."
        f" It comes {_when(report, found, services)}."
    )
    return Reaction(reply=_said(sentence))


def _change(report: str, team: str, _press: Press, services: Services) -> Reaction:
    found = services.report_teams.find(team)
    times = times_of(services.report_teams.choice(report, team), found, services.report_usual)
    days = [{"text": kit.plain_text(day), "value": str(number)} for number, day in enumerate(_DAYS)]
    hours = [{"text": kit.plain_text(f"{hour:02}:00"), "value": str(hour)} for hour in range(24)]
    zone_input = {"type": "plain_text_input", "action_id": _ZONE, "initial_value": times.time_zone, "max_length": 100}
    return Reaction(
        modal=Modal(
            title="When it comes",
            blocks=(
                *([] if report == _DAILY else [_input(_DAY, "Day", _select(_DAY, days, times.weekday))]),
                _input(_HOUR, "Hour", _select(_HOUR, hours, times.hour)),
                _input(_ZONE, "Time zone", zone_input),
            ),
            callback_id=CHOSEN,
            metadata=f"{report} {team}",
            submit="Keep",
        )
    )


def _chosen(submission: Submission, services: Services) -> Submitted:
    report, _, team = submission.metadata.partition(" ")
    name = str(submission.values.get(_ZONE, {}).get(_ZONE, {}).get("value") or "").strip()
    if zone(name) is None:
        return Submitted(errors={_ZONE: "That is no time zone. Write one such as Europe/Lisbon or America/New_York."})
    services.report_teams.choose(
        report,
        team,
        by=submission.person.user_id,
        at=submission.submitted_at,
        weekday=_picked(submission, _DAY),
        hour=_picked(submission, _HOUR),
        time_zone=name,
        snoozed_until=None,
    )
    found = services.report_teams.find(team)
    when = _when(report, found, services) if found else "at the new time"
    by = who(submission.person, services)
    return Submitted(answer=_said(f"{kit.capitalized(_NAMES.get(report, 'It'))} comes {when}. Changed by {by}."))


def _menu(press: Press, services: Services) -> Reaction:
    """`what report team`; anything else is from another version."""
    chosen, _, rest = press.value.partition(" ")
    report, _, team = rest.partition(" ")
    doing = _OF_MENU.get(chosen)
    if doing is None or report not in _NAMES:
        return Reaction(reply=_said("This menu comes from an older version of me and does nothing any more."))
    return doing(report, team, press, services)


_OF_MENU: dict[str, _Doing] = {"snooze": _snooze, "silent": _silent, "line": _line, "why": _why, "when": _change}


def _noted(sentence: str, report: str, press: Press, services: Services) -> Reaction:
    return Reaction(reply=_said(f"{sentence}: {_NAMES[report]}. Changed by {who(press.person, services)}."))


def _when(report: str, team: ReportTeam, services: Services) -> str:
    """`every Monday at 09:00 (Europe/Lisbon); the next one, by your clock, …`: the one is a rule, the other a moment."""
    choice, now = services.report_teams.choice(report, str(team.ref)), services.clock()
    times = times_of(choice, team, services.report_usual)
    coming = slot(times, now)
    later = coming if coming.due_at > now else slot(times, now + timedelta(days=7))
    day = "on the day on which it does, from" if report == _DAILY else f"every {_DAYS[times.weekday]} at"
    told = f"{day} {times.hour:02}:00 ({kit.shown(times.time_zone)})"
    if is_snoozed(choice, times, now):
        return f"{told}, but not before {choice.snoozed_until:%d %b}"
    if report == _DAILY:
        return told
    return f"{told}; the next one, by your clock, {kit.moment(later.due_at)}{_well(choice, services)}"


def _well(choice: Choice, services: Services) -> str:
    usual = services.report_usual.is_silent_when_well
    is_silent = usual if choice.is_silent_when_well is None else choice.is_silent_when_well
    return "; when all is well, nothing" if is_silent else "; when all is well, one line"


def _where(team: ReportTeam) -> str:
    if not team.channels:
        return "in the platform's channel, as no channel of theirs or above them is known"
    channel, _ = team.channels[0]
    return f"in {kit.channel(channel)}" + ("" if team.has_own_channel else f", as {_borrowed(team)}")


def _borrowed(team: ReportTeam) -> str:
    if not team.channels:
        return "no channel of theirs or above them is known"
    return f"they have no channel, and this one belongs to {kit.shown(team.channels[0][1])}"


def _picked(submission: Submission, block: str) -> int:
    option = submission.values.get(block, {}).get(block, {}).get("selected_option") or {}
    value = str(option.get("value") or "0")
    return int(value) if value.isdecimal() else 0


def _input(block_id: str, label: str, element: kit.Element) -> kit.Element:
    return {"type": "input", "block_id": block_id, "label": kit.plain_text(label), "element": element}


def _select(action: str, options: list[kit.Element], chosen: int) -> kit.Element:
    return {"type": "static_select", "action_id": action, "options": options, "initial_option": options[chosen]}


def _said(sentence: str) -> Answer:
    return Answer(sentence, (kit.section(sentence),), Outcome.ANSWERED)


def _again(press: Press, services: Services) -> Reaction:
    """Post a report once more, of which nobody knows whether it arrived: only where the platform's people are."""
    if not is_platforms(press.channel, services):
        return Reaction(reply=_said("Only the platform's channel decides about this."))
    number = int(press.value) if press.value.isdecimal() and len(press.value) < 19 else 0
    delivery = services.deliveries.again(number, now=press.pressed_at)
    if delivery is None:
        return Reaction(reply=_said("Somebody has had it posted again already."))
    by = who(press.person, services)
    return Reaction(reply=_said(f"The report {kit.shown(delivery.report)} is posted again within minutes, for {by}."))


COMMAND = Command(
    words=("reports", "report"),
    summary="what a team is told by itself, when and where",
    answer=_answer,
    examples=lambda _services: (Example("reports payments", "what a team is told by itself, and when"),),
    presses={MENU: _menu, AGAIN: _again},
    openers=frozenset((MENU,)),
    submissions={CHOSEN: _chosen},
)
