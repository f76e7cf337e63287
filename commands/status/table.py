"""How the status of many things looks in Slack: one line each, the worst first."""

from collections import Counter
from collections.abc import Iterator, Sequence

from catalog_store.workloads import Health
from commands import kit
from commands.ask import Answer, Block, Outcome
from commands.condition.rollouts import rollout_sentence
from commands.condition.view import View
from commands.condition.words import SIGNS, WORDS, missing_words
from commands.naming import label_of
from commands.status.card import is_suspect
from commands.status.frame import Frame, buttons, changes, small_print
from commands.status.subject import Subject

_MOST_ROWS = 10
_MOST_LATE = 5


def status_table(subject: Subject, views: Sequence[View], frame: Frame) -> Answer:
    """The answer about a team's or a system's things."""
    ordered = worst_first(views)
    if not ordered:
        return _nothing(subject)
    shown, rest = ordered[:_MOST_ROWS], len(ordered) - _MOST_ROWS
    now = ordered[0].now
    blocks: list[Block] = [kit.section(f"*{_name(subject)}*  ·  {_summary(ordered)}"), *changes(frame)]
    blocks += [_row(view, number, frame) for number, view in enumerate(shown)]
    blocks += [kit.context(f"+{rest} more, better than these")] if rest > 0 else []
    missing = list(_missing(ordered))
    blocks += [kit.section(kit.bounded([":warning: *Not read*", *missing], 2000))] if missing else []
    blocks += buttons(frame)
    blocks.append(small_print(frame, now))
    return Answer(_sentence(subject, ordered), tuple(blocks), subject=subject.whole.ref if subject.whole else None)


def worst_first(views: Sequence[View]) -> tuple[View, ...]:
    """In the order in which somebody who is woken wants to read them."""
    return tuple(sorted(views, key=lambda view: (view.health, view.known.entity.label.lower())))


def row_words(view: View) -> str:
    """One thing in one line."""
    worst = view.standings[0] if view.standings else None
    what = f": {kit.shown(worst.workload.site.environment, 30)}, {rollout_sentence(worst, view.now)}" if worst else ""
    return f"{SIGNS[view.health]} *{label_of(view.known)}*  ·  {WORDS[view.health]}{what}"


def _row(view: View, number: int, frame: Frame) -> Block:
    lines = [row_words(view)]
    last = view.deployments[0] if view.deployments else None
    if last:
        by = f" by {kit.shown(last.by, 40)}" if last.by else ""
        mark = " · :warning: within the hour before the incident" if is_suspect(last, frame.incident_at) else ""
        version = kit.quoted(last.version or last.commit[:7] or "?", 40)
        lines.append(f"{version} to {kit.shown(last.environment, 30)} {kit.age(view.now - last.at)}{by}{mark}")
    show, label = kit.numbered(kit.ASK_ACTION, number), view.known.entity.label
    button = kit.button("Status", show, f"status {view.known.ref}", spoken=f"Status of {label}")
    return kit.section("\n".join(lines), accessory=button)


def _summary(views: Sequence[View]) -> str:
    counts = Counter(view.health for view in views)
    words = {**WORDS, Health.OFF: "not running"}
    return ", ".join(f"{counts[health]} {words[health]}" for health in Health if counts[health])


def _sentence(subject: Subject, views: Sequence[View]) -> str:
    worst = [view for view in views if view.health in (Health.DOWN, Health.TROUBLED)]
    names = kit.listed([kit.shown(view.known.entity.label) for view in worst[:3]])
    first = f" Worst: {names}." if worst else ""
    return f"{_name(subject)}: {_summary(views)}.{first}"


def _name(subject: Subject) -> str:
    if subject.whole:
        return kit.shown(subject.whole.entity.label)
    return kit.counted(len(subject.things), "service")


def _missing(views: Sequence[View]) -> Iterator[str]:
    """Each source once, however many things it told nothing of."""
    late = {told.source: (told, view) for view in views for told in view.late}
    yield from (f"• {missing_words(told, view)}" for told, view in list(late.values())[:_MOST_LATE])
    gaps = dict.fromkeys(gap for view in views for gap in view.gaps)
    yield from (f"• {kit.shown(source, 60)}: {kit.shown(gap, 160)}" for source, gap in list(gaps)[:_MOST_LATE])


def _nothing(subject: Subject) -> Answer:
    said = f"{_name(subject)} has no components in the catalog, so there is nothing to look at."
    return Answer(said, (kit.section(said),), Outcome.NOT_FOUND)
