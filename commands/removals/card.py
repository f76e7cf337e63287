"""How a large removal looks in Slack: before it is decided, when it is settled, and in the list of all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from catalog_store.policies import ANYONE, NOBODY, Deed
from catalog_store.refs import EntityRef
from catalog_store.sync.removals import UNDO_FOR, Card, Removed, Settled, Waiting
from commands import kit
from commands.ask import Answer, Block, Outcome, Person
from commands.deciders import deciders
from commands.naming import counted_kinds, kind_word, name_of, names
from commands.services import Services
from commands.who import who

APPLY, KEEP, SHOW, UNDO = "removals.apply", "removals.keep", "removals.show", "removals.undo"

_MOST_WAITING = 5
_MOST_LISTED = 120
_LIST_LIMIT = 2800


def question(waiting: Waiting, notes: tuple[str, ...] = ()) -> Answer:
    """The card that asks what to do."""
    sentence = _question(waiting)
    small = "Nothing is removed before somebody here says so. What is applied can be undone for 14 days."
    return Answer(
        text=f"{sentence} Apply or keep?",
        blocks=(
            kit.section(f":warning: {sentence}\n{_examples(waiting.refs)}"),
            *kit.row(_buttons(waiting)),
            kit.context(" · ".join([*notes, small])),
        ),
    )


def outcome(card: Card, team: str, services: Services) -> Answer:
    """The card when it is settled: who did what, and how to take it back."""
    by = f" by {who(Person(card.settled_by, team), services)}" if card.settled_by else ""
    at = f" {kit.moment(card.settled_at)}" if card.settled_at else ""
    sentence = _SETTLED[card.outcome or Settled.CHANGED].format(
        count=kit.counted(card.count, "thing"), place=kit.place(card.source), by=by, at=at
    )
    undo = [_undo(card.removed_at)] if card.removed_at else []
    return Answer(sentence, (kit.section(f":white_check_mark: {sentence}"), *kit.row(undo)))


def listing(waiting: Waiting) -> Answer:
    """All that would be removed, as far as a message holds it."""
    shown = [f"{name_of(ref)} ({kit.shown(kind_word(ref.kind))})" for ref in _parsed(waiting.refs[:_MOST_LISTED])]
    rest = len(waiting.refs) - len(shown)
    more = [f"+{rest} more"] if rest else []
    sentence = _question(waiting)
    return Answer(sentence, (kit.section(sentence), kit.section(kit.bounded([*_packed(shown), *more], _LIST_LIMIT))))


def overview(waiting: Sequence[Waiting], recent: Sequence[Removed], services: Services) -> Answer:
    """Everything that waits, and everything that can be undone."""
    now = services.clock()
    text = kit.capitalized(f"{_wait(len(waiting))} for a decision, and {_number(len(recent))} can be undone.")
    blocks = [kit.section(f"*{text}*")]
    for number, each in enumerate(waiting[:_MOST_WAITING]):
        decided = " It is to be kept." if each.settled else ""
        blocks += [kit.section(f":warning: {_question(each)}{decided}"), *kit.row(_buttons(each, number))]
    blocks += [_removed(each, now, number) for number, each in enumerate(recent)]
    return Answer(text, (*blocks, kit.context(_where(services))))


def refused(services: Services) -> Answer:
    """Somebody pressed elsewhere than where such things are decided."""
    return said(_where(services), Outcome.REFUSED)


def said(sentence: str, ended: Outcome = Outcome.ANSWERED) -> Answer:
    """One sentence."""
    return Answer(sentence, (kit.section(sentence),), ended)


_SETTLED = {
    Settled.APPLIED: "{count} from {place} removed{by}{at}. That can be undone for 14 days.",
    Settled.KEPT: "{count} from {place} kept{by}{at}. I ask again when something else would be removed.",
    Settled.UNDONE: "{count} from {place} brought back{by}{at}.",
    Settled.CHANGED: "The removal of {count} from {place} is off{at}: the source says something else by now.",
}


def _question(waiting: Waiting) -> str:
    kinds = counted_kinds(Counter(ref.kind for ref in _parsed(waiting.refs)))
    held = max(waiting.held, len(waiting.refs))
    return f"{len(waiting.refs)} of {held} things from {kit.place(waiting.source)} would be removed: {kinds}."


def _buttons(waiting: Waiting, number: int = 0) -> list[kit.Element]:
    count = kit.counted(len(waiting.refs), "thing")
    apply = kit.button("Apply", kit.numbered(APPLY, number), waiting.digest)
    return [
        kit.danger(
            apply,
            title=f"Remove {count}?",
            question=f"{count} will be gone from every answer. That can be undone for 14 days.",
            yes="Remove",
        ),
        kit.button("Keep", kit.numbered(KEEP, number), waiting.digest),
        kit.button("Show", kit.numbered(SHOW, number), waiting.digest),
    ]


def _removed(removed: Removed, now: datetime, number: int) -> Block:
    left = max((UNDO_FOR - (now - removed.at)).days, 0)
    told = f"{kit.counted(removed.count, 'thing')} removed {kit.moment(removed.at)}: {_examples(removed.refs, removed.count)}"
    return kit.section(f"{told}\n{kit.counted(left, 'day')} left to undo it", accessory=_undo(removed.at, number))


def _undo(removed_at: datetime, number: int = 0) -> kit.Element:
    return kit.button("Undo", kit.numbered(UNDO, number), removed_at.isoformat())


def _examples(refs: Sequence[str], count: int | None = None) -> str:
    shown = names(map(name_of, _parsed(refs[:5])), 5)
    rest = (count or len(refs)) - min(len(refs), 5)
    return f"{shown} +{rest} more" if rest else shown


def _parsed(refs: Sequence[str]) -> list[EntityRef]:
    return [EntityRef.parse(ref) for ref in refs]


def _packed(words: Sequence[str]) -> Iterator[str]:
    """Several to a line."""
    for start in range(0, len(words), 5):
        yield ", ".join(words[start : start + 5])


def _where(services: Services) -> str:
    if services.platform_channel:
        decided = f"Removals are decided and undone in {kit.channel(services.platform_channel)}"
        return f"{decided}, by {_whoever(services)}."
    return "No channel is set for such decisions: name one as `callboard.platformChannel` in app-config.yaml."


def _whoever(services: Services) -> str:
    """Who there may, by the rule that is asked when somebody presses."""
    policy = services.policies.find(Deed(f"press/{APPLY}"))
    if policy is None or ANYONE in policy.allow:
        return "anybody there"
    if NOBODY in policy.allow:
        return "nobody at present: a rule under `callboard.policies` says so"
    return f"{kit.listed([deciders(each, None, None, services).told.removesuffix(',') for each in policy.allow], 'or')} alone"


def _wait(number: int) -> str:
    return f"{_number(number)} {'wait' if number > 1 else 'waits'}"


def _number(number: int) -> str:
    return kit.counted(number, "removal") if number else "no removal"
