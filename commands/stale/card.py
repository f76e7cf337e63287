"""How the question whether things are still theirs looks to a team."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.reports.attestations import Attested, Transfer, Verdict
from catalog_store.staleness import Doubt, Signal
from commands import kit
from commands.ask import Answer, Block, Person
from commands.pull_requests import state_words
from commands.report_buttons import OWNERSHIP, ending
from commands.services import Services
from commands.stale.report import REPORT, Doubtful, StaleReport
from commands.stale.rights import objection
from commands.who import find_user, who

OURS, MENU, ACCEPT, DECLINE = "stale.ours", OWNERSHIP, "stale.accept", "stale.decline"
_MOST_ROWS = 10
_MOST_ABOVE = 5

_WORDS: Mapping[Signal, str] = {
    Signal.OWNER_GONE: "the catalog does not have its owner",
    Signal.OWNER_LEFT: "its owner left",
    Signal.OWNER_EMPTY: "its team has no people",
    Signal.ARCHIVED: "its repository is archived",
    Signal.REPOSITORY_GONE: "its repository is gone",
    Signal.OTHERS_COMMIT: "all commits of 90 days came from others",
    Signal.CODEOWNERS_DISAGREE: "CODEOWNERS names somebody else",
    Signal.CLAIMED: "somebody else claims it",
    Signal.NO_COMMIT: "no commit since",
    Signal.NO_ON_CALL: "nobody is known to be on call",
}


def stale_card(report: StaleReport, services: Services, team_id: str = "", asker: Person | None = None) -> Answer:
    """One row for each thing, with what speaks against it and what one can say to that.

    It speaks to the team, unless somebody asks alone who is not in it; they get no buttons that would refuse them.
    """
    label, number = kit.shown(report.team.label), len(report.things)
    is_ours = asker is None or _is_in(report.team.ref, asker, services)
    if report.is_well:
        sentence = f"{label}: nothing that {'you own' if is_ours else 'it owns'} is doubtful."
        return Answer(sentence, (kit.section(f":white_check_mark: {sentence}"), *ending(REPORT, str(report.team.ref))))
    first = report.things[0] if report.things else None
    worst = f" First {kit.shown(first.sheet.label)}: {doubt_words(first)}." if first else ""
    counted = kit.counted(number, "thing") if number else "nothing more"
    heading = (
        f"{label}: {counted} may no longer be yours." if is_ours else f"{counted} may no longer belong to {label}."
    )
    heading = kit.capitalized(heading)
    theirs = "Say of each whether it is. What nobody answers twice is told to the team above you."
    return Answer(
        text=f"{heading}{kit.unlinked(worst)}",
        blocks=(
            kit.section(
                f"*{heading}*\n{theirs if is_ours else f'People of {label} are asked each week whether they are.'}"
            ),
            *(
                block
                for place, each in enumerate(report.things[:_MOST_ROWS])
                for block in _row(each, place, services, team_id, may_say=_may_say(each, asker, services))
            ),
            *([kit.context(f"+{number - _MOST_ROWS} more; the next ones follow")] if number > _MOST_ROWS else []),
            *_above(report, "you" if is_ours else "it"),
            *_gone(report),
            # Whoever asked has all of it before them.
            *ending(REPORT, str(report.team.ref), words="" if asker else f"stale {report.team.ref}"),
            kit.context(f"As of {kit.moment(report.made_at)}."),
        ),
    )


def doubt_words(thing: Doubtful) -> str:
    """What speaks against it, as a part of a sentence."""
    return kit.listed([_doubt(each) for each in thing.doubts]) if thing.doubts else "nothing speaks against it any more"


def said_words(attested: Attested, services: Services, team_id: str) -> str:
    """Who said what about it, and when."""
    name = who(Person(attested.by, team_id), services)
    day = f"{attested.said_at:%d %b}"
    if attested.verdict is Verdict.SNOOZED and attested.until:
        return f"{name} put it off on {day}, until {attested.until:%d %b %Y}"
    return f"{name} {_SAID[attested.verdict]} on {day}"


def offer_card(known: Known, transfer: Transfer, to: str, by: str) -> Answer:
    """Asks the receiving team."""
    sentence = f"{by} says that {kit.shown(known.entity.label)} is yours, {kit.shown(to)}. Is it?"
    buttons = [
        kit.button("Accept", ACCEPT, str(transfer.id), primary=True),
        kit.button("Not ours", DECLINE, str(transfer.id)),
        kit.button("Show", kit.numbered(kit.ASK_ACTION, 0), f"owner {known.ref}"),
    ]
    note = "If you accept, a pull request changes `spec.owner` in its file. Until that is merged nothing changes."
    return Answer(sentence, (kit.section(sentence), *kit.row(buttons), kit.context(note)), is_public=True)


_SAID = {
    Verdict.OURS: "said that it is theirs",
    Verdict.SNOOZED: "put it off",
    Verdict.DEPRECATE: "asked to have it deprecated",
    Verdict.NEVER: "said that it never was theirs",
    Verdict.MOVE: "offered it to another team",
}


def _is_in(team: EntityRef, asker: Person, services: Services) -> bool:
    user = find_user(asker, services)
    return user is not None and any(group.ref == team for group in services.catalog.groups_of(user.ref))


def _may_say(thing: Doubtful, asker: Person | None, services: Services) -> bool:
    """Whether they may; of a channel, whose people are not known beforehand, those who press are asked."""
    if asker is None:
        return True
    known = services.catalog.by_id(thing.sheet.entity_id)
    return known is not None and objection(known, asker, services) is None


def _row(thing: Doubtful, number: int, services: Services, team_id: str, *, may_say: bool) -> Iterator[Block]:
    label = kit.shown(thing.sheet.label)
    lines = [f"*{label}*  ·  {kit.capitalized(doubt_words(thing))}"]
    if thing.silence:
        lines.append(
            f"Asked {kit.counted(thing.silence.times, 'time')} since {thing.silence.since:%d %b} without an answer"
        )
    answered = thing.attested is not None and thing.silence is None
    if answered and thing.attested:
        lines.append(f":white_check_mark: {said_words(thing.attested, services, team_id)}")
    if thing.mending:
        lines.append(state_words(thing.mending))
    yield kit.section("\n".join(lines))
    if not answered and may_say:
        yield from kit.row(_buttons(thing, number))


def _buttons(thing: Doubtful, number: int) -> list[kit.Element]:
    value = str(thing.sheet.entity_id)
    menu = (
        ("Move to…", f"move {value}"),
        ("Deprecate", f"deprecate {value}"),
        ("Snooze 30 days", f"snooze {value}"),
        ("Never was ours", f"never {value}"),
    )
    spoken = f"{thing.sheet.label} is still ours"
    return [
        kit.button("Still ours", kit.numbered(OURS, number), value, spoken=spoken),
        kit.overflow(kit.numbered(MENU, number), menu),
    ]


def _above(report: StaleReport, team: str) -> Iterator[Block]:
    """What the teams below were silent about."""
    if not report.above:
        return
    lines = [f"*Teams below {team} did not answer about these*"]
    for label, each in report.above[:_MOST_ABOVE]:
        lines.append(f"• {kit.shown(each.sheet.label)} ({kit.shown(label)}): {doubt_words(each)}")
    more = len(report.above) - _MOST_ABOVE
    yield kit.section(kit.bounded([*lines, *([f"+{more} more"] if more > 0 else [])], 2000))


def _gone(report: StaleReport) -> Iterator[Block]:
    """What became of things that this was about, and that are not the team's any more."""
    lines = [f"• {kit.shown(label, 60)}: {state_words(mending)}" for label, mending in report.gone]
    if lines:
        yield kit.section(kit.bounded(["*No longer yours*", *lines], 1000))


def _doubt(doubt: Doubt) -> str:
    words = _WORDS[doubt.signal]
    return f"{words} {_day(doubt.since)}" if doubt.since else words


def _day(at: datetime) -> str:
    return f"{at:%d %b %Y}"


__all__ = ["ACCEPT", "DECLINE", "MENU", "OURS", "doubt_words", "offer_card", "said_words", "stale_card"]
