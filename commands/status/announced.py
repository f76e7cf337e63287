"""What a channel is told when the state of things changes: once for each change, and again when all is well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from catalog_store.slack.announcements import Announcement
from catalog_store.workloads import Health
from commands import kit
from commands.announcing import origin
from commands.ask import Answer, Block
from commands.condition.rollouts import rollout_sentence
from commands.condition.view import View, views_of
from commands.condition.words import SIGNS, WORDS
from commands.naming import label_of
from commands.services import Services
from commands.slash import typed
from commands.status.entitled import visible
from commands.status.subject import Subject, behind

_MOST_TOLD = 8
_MOST_NAMES = 3
_SECTION_LIMIT = 1200
#: Seconds. Nobody waits for this, and what is told late is worth more than what is told twice.
_PATIENCE = 4.0
_ILL = frozenset((Health.DOWN, Health.TROUBLED))
#: A rollout under way and a cluster that does not answer are no states that anybody is told of.
_TOLD = frozenset((*_ILL, Health.OFF, Health.WELL))


@dataclass(frozen=True, slots=True)
class State:
    """What was `said` of a thing last, since when that is so, and what was `seen` at the last look.

    `witnesses` are the systems that told of its trouble. As long as one of them tells nothing, it is not well again.
    """

    said: Health
    since: datetime
    seen: Health
    witnesses: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:  # Any: JSON
        """As `written` has it."""
        since = datetime.fromisoformat(written["since"])
        return cls(Health[written["said"]], since, Health[written["seen"]], tuple(written["witnesses"]))

    def written(self) -> dict[str, Any]:  # Any: JSON
        """As JSON."""
        since, witnesses = self.since.isoformat(), list(self.witnesses)
        return {"said": self.said.name, "since": since, "seen": self.seen.name, "witnesses": witnesses}


@dataclass(frozen=True, slots=True)
class Change:
    """The state of one thing is another one."""

    view: View
    before: State
    now: State


@dataclass(frozen=True, slots=True)
class News:
    """What a look has shown. `answer` is what the channel is to be told, if anything is new."""

    states: Mapping[str, Any]  # Any: JSON
    answer: Answer | None = None


def news(announcement: Announcement, services: Services) -> News:
    """Look, and compare with what was said last. The first look only learns how things are."""
    behind_it = behind((announcement.known.ref,), services)
    found = visible(behind_it, None, services) if behind_it else None
    things = found.things if isinstance(found, Subject) else ()
    states: dict[str, Any] = {}
    changes = []
    for view in views_of(things, services, patience=_PATIENCE):
        ref = str(view.known.ref)
        before = State.read(announcement.states[ref]) if ref in announcement.states else None
        now = state_after(before, view)
        if now is not None:
            states[ref] = now.written()
            if before is not None and now.said is not before.said:
                changes.append(Change(view, before, now))
    return News(states, _told(changes, announcement, services) if changes else None)


def state_after(before: State | None, view: View) -> State | None:
    """A state counts when two looks in a row have shown it, so that nobody is told of what passes by itself."""
    health = _told_health(view)
    if health is None:
        return before
    if before is None:
        return State(health, view.now, health, _witnesses(view))
    if health is before.said or (health is Health.TROUBLED and before.said is Health.DOWN):
        return State(before.said, before.since, before.said, _all_witnesses(view, before) if health in _ILL else ())
    if before.said in _ILL and health not in _ILL and not _can_be_believed(view, before):
        return before
    if not _is_seen_again(health, before):
        return State(before.said, before.since, health, before.witnesses)
    since = before.since if {health, before.said} <= _ILL else view.now
    return State(health, since, health, _all_witnesses(view, before) if health in _ILL else ())


def _told_health(view: View) -> Health | None:
    """None where it is not known, or on its way to something else. Nothing runs only where all could be read."""
    health = view.health
    if health not in _TOLD or (health is Health.OFF and view.gaps):
        return None
    return health


def _is_seen_again(health: Health, before: State) -> bool:
    return before.seen is health or {before.seen, health} <= _ILL


def _witnesses(view: View) -> tuple[str, ...]:
    """The systems that tell of anything that could be ill."""
    return tuple(each.source for each in view.told if each.reading and (each.reading.workloads or each.reading.alerts))


def _all_witnesses(view: View, before: State) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before.witnesses, *_witnesses(view))))


def _can_be_believed(view: View, before: State) -> bool:
    """Whether everybody who told of its trouble was asked again, and told."""
    silent = {each.source for each in view.told if each.reading is None or each.missing}
    return silent.isdisjoint(before.witnesses)


def _told(changes: Sequence[Change], announcement: Announcement, services: Services) -> Answer:
    ordered = sorted(changes, key=lambda each: (each.now.said, each.view.known.entity.label.lower()))
    rest = len(ordered) - _MOST_TOLD
    blocks: list[Block] = [_row(change, number) for number, change in enumerate(ordered[:_MOST_TOLD])]
    blocks += [kit.context(f"+{rest} more, better than these")] if rest > 0 else []
    small = f"{origin(announcement, services)} · {kit.quoted(typed('here', services))} changes that"
    return Answer(_spoken(ordered), (*blocks, kit.context(kit.capitalized(small))))


def _spoken(changes: Sequence[Change]) -> str:
    sentences = [f"{kit.shown(each.view.known.entity.label, 80)} {_said(each)}." for each in changes[:_MOST_NAMES]]
    rest = len(changes) - _MOST_NAMES
    return " ".join([*sentences, *([f"+{rest} more."] if rest > 0 else [])])


def _said(change: Change) -> str:
    health = change.now.said
    if health is Health.OFF:
        return "does not run any more"
    if health is Health.WELL:
        return "is well again" if change.before.said in _ILL else "runs again, and is well"
    still = "now " if change.before.said in _ILL else ""
    return f"is {still}{WORDS[health]}"


def _row(change: Change, number: int) -> Block:
    known = change.view.known
    button = kit.button(
        "Status",
        kit.numbered(kit.ASK_ACTION, number),
        f"status {known.ref}",
        spoken=f"Status of {known.entity.label}",
    )
    return kit.section(kit.bounded(_lines(change), _SECTION_LIMIT), accessory=button)


def _lines(change: Change) -> Iterator[str]:
    view, health = change.view, change.now.said
    yield f"{SIGNS[health]} *{label_of(view.known)}* {_said(change)}{_after(change)}"
    if view.standings and health in _ILL:
        worst = view.standings[0]
        yield f"{kit.shown(worst.workload.site.environment, 40)}: {rollout_sentence(worst, view.now)}"
    alerts = [kit.shown(each.name, 60) for each in view.alerts if not each.is_silenced][:_MOST_NAMES]
    if alerts and health in _ILL:
        yield f"Alerts: {kit.listed(alerts)}"
    last = view.deployments[0] if view.deployments else None
    if last and health in _ILL:
        by = f" by {kit.shown(last.by, 40)}" if last.by else ""
        version = kit.quoted(last.version or last.commit[:7] or "?", 40)
        yield f"Last deployment: {version} to {kit.shown(last.environment, 30)} {kit.age(view.now - last.at)}{by}"


def _after(change: Change) -> str:
    """How long it was ill."""
    if change.before.said not in _ILL or change.now.said in _ILL:
        return ""
    past = kit.age(change.now.since - change.before.since)
    return ", within a minute" if past == "just now" else f", after {past.removesuffix(' ago')}"
