"""What somebody owns, as teams and people are shown it: first what waits for attention, then everything by kind."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from catalog_store.attention import Concern, Concerns
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Block
from commands.naming import counted_kinds, kind_word, label_of, name_of, names
from commands.services import Services

_MOST_CONCERNS = 5
_MOST_NAMES = 6
_MOST_THINGS = 200
_SECTION_LIMIT = 2800
_KINDS = ("component", "api", "system", "resource", "domain", "template")


def estate(
    owners: Sequence[EntityRef], services: Services, *, spoken_of: str = "They"
) -> tuple[tuple[Block, ...], str]:
    """The blocks about all that these own, and the same in sentences."""
    counts = services.catalog.count_owned_by(owners)
    if not counts:
        nothing = "Nothing in the catalog names them as its owner."
        return (kit.section(nothing),), nothing
    concerns = services.attention.of(owners, now=services.clock(), limit=_MOST_CONCERNS)
    owned = services.catalog.owned_by(owners, limit=_MOST_THINGS)
    blocks = (*_attention(concerns, services), kit.section(kit.bounded(_by_kind(owned, counts), _SECTION_LIMIT)))
    return blocks, f"{spoken_of} own {counted_kinds(counts)}. {_spoken(concerns)}"


def _attention(concerns: Concerns, services: Services) -> Iterator[Block]:
    if not concerns.total:
        yield kit.section(":white_check_mark: *Nothing waits for attention*")
        return
    lines = [f"• *{kit.shown(each.label)}*: {kit.listed(list(reasons(each, services)))}" for each in concerns.shown]
    rest = concerns.total - len(concerns.shown)
    more = [f"+{rest} more"] if rest else []
    heading = f":warning: *{_wait(concerns.total)} for attention*"
    yield kit.section(kit.bounded([heading, *lines, *more], _SECTION_LIMIT))


def reasons(concern: Concern, services: Services) -> Iterator[str]:
    """Why it waits for attention, as parts of a sentence that are ready to be shown."""
    if concern.is_faulty:
        yield "the newest version of its file is faulty"
    if concern.unknown_owner:
        owner = name_of(EntityRef.parse(concern.unknown_owner))
        yield f"a part of theirs, whose file names {owner} as owner, which the catalog does not have"
    if concern.claims:
        yield f"{kit.counted(concern.claims, 'claim')} on it {'is' if concern.claims == 1 else 'are'} open"
    if concern.dangling:
        yield f"{kit.counted(concern.dangling, 'reference')} in its file {'leads' if concern.dangling == 1 else 'lead'} nowhere"
    if concern.stale_since:
        yield f"it was last read {kit.age(services.clock() - concern.stale_since)}"
    if concern.has_no_on_call:
        yield "in production, and nobody is known to be on call"


def _by_kind(owned: Sequence[Known], counts: dict[str, int]) -> Iterator[str]:
    grouped: defaultdict[str, list[Known]] = defaultdict(list)
    for known in owned:
        grouped[known.ref.kind].append(known)
    for kind in sorted(counts, key=lambda kind: (_place(kind), kind)):
        ordered = sorted(grouped[kind], key=lambda known: known.entity.label.casefold())
        shown = names(map(label_of, ordered[:_MOST_NAMES]), _MOST_NAMES)
        rest = counts[kind] - min(len(grouped[kind]), _MOST_NAMES)
        more = f" +{rest} more" if rest else ""
        yield f"*{kit.capitalized(kit.shown(kind_word(kind, 2)))} ({counts[kind]})*  {shown}{more}"


def _place(kind: str) -> int:
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _spoken(concerns: Concerns) -> str:
    if not concerns.total:
        return "Nothing waits for attention."
    first = kit.listed([kit.shown(each.label) for each in concerns.shown[:3]])
    return f"{_wait(concerns.total)} for attention, first {first}."


def _wait(number: int) -> str:
    return f"{kit.counted(number, 'thing')} {'waits' if number == 1 else 'wait'}"
