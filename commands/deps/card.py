"""How the neighbourhood of a thing looks in Slack: one section for each side, one line for each neighbour."""

from collections.abc import Iterator

from catalog_store.entities import Known
from catalog_store.surroundings import Neighbour, Neighbours, Surroundings
from commands import kit
from commands.ask import Answer, Block
from commands.naming import kind_word, label_of, name_of

PICTURE = "deps.picture"

_SECTION_LIMIT = 2800
_NAME_LIMIT = 40
_MOST_BUTTONS = 4
_SPOKEN = 3


def deps_card(known: Known, around: Surroundings, notes: tuple[str, ...] = ()) -> Answer:
    """The answer about one thing."""
    return Answer(text=sentences(known, around), blocks=tuple(_blocks(known, around, notes)), subject=known.ref)


def _blocks(known: Known, around: Surroundings, notes: tuple[str, ...]) -> Iterator[Block]:
    label = f"*{label_of(known)}*"
    yield kit.section(_side(f"{label} needs", around.needs, known))
    yield kit.section(_side(f"{label} is needed by", around.needed_by, known))
    yield from kit.row(_buttons(known, around))
    yield kit.context(
        kit.capitalized(" · ".join([*notes, "from `dependsOn`, `consumesApis` and `providesApis` of all files"]))
    )


def _side(heading: str, side: Neighbours, subject: Known) -> str:
    if not side.total:
        return f"{heading} nothing that the catalog knows of"
    lines = [line for each in side.shown for line in _lines(each, subject)]
    more = [f"+{side.more} more"] if side.more else []
    return kit.bounded([f"{heading} {kit.counted(side.total, 'thing')}", *lines, *more], _SECTION_LIMIT)


def _lines(near: Neighbour, subject: Known) -> Iterator[str]:
    yield f"• {_named(near)}  ·  {_owner(near)}"
    if near.next:
        names = ["↺ back to it" if far.ref == subject.ref else _short(far) for far in near.next.shown]
        more = f" +{near.next.more} more" if near.next.more else ""
        yield f"      → {', '.join(names)}{more}"


def _named(near: Neighbour) -> str:
    if near.label is None:
        return f":warning: {name_of(near.ref)} ({kit.shown(kind_word(near.ref.kind))})"
    return f"*{kit.shown(near.label, _NAME_LIMIT)}* ({kit.shown(kind_word(near.ref.kind))})"


def _short(far: Neighbour) -> str:
    if far.label is None:
        return f":warning: {name_of(far.ref)} (not in the catalog)"
    owner = f" ({kit.shown(far.owner, _NAME_LIMIT)})" if far.owner else " (no owner)"
    return kit.shown(far.label, _NAME_LIMIT) + owner


def _owner(near: Neighbour) -> str:
    if near.label is None:
        return "not in the catalog"
    if near.owner:
        return kit.shown(near.owner, _NAME_LIMIT)
    return ":warning: owner not in the catalog" if near.names_owner else ":warning: no owner"


def _buttons(known: Known, around: Surroundings) -> list[kit.Element]:
    owner = kit.button("Owner", kit.numbered(kit.ASK_ACTION, 0), f"owner {known.ref}")
    has_more = around.needs.total or around.needed_by.total
    drawn = [kit.button("Post a picture", PICTURE, str(known.ref))] if has_more else []
    near = [each for each in (*around.needs.shown, *around.needed_by.shown) if each.label is not None]
    unique = list({each.ref: each for each in near}.values())[:_MOST_BUTTONS]
    return [owner, *drawn, *(_further(each, number) for number, each in enumerate(unique, 1))]


def _further(near: Neighbour, number: int) -> kit.Element:
    label = kit.tidy(near.label or "", 30)
    action = kit.numbered(kit.ASK_INSTEAD_ACTION, number)
    return kit.button(f"→ {label}", action, f"deps {near.ref}", spoken=f"What {label} needs")


def sentences(known: Known, around: Surroundings) -> str:
    """The same in words."""
    label = kit.shown(known.entity.label)
    missing = [each for each in (*around.needs.shown, *around.needed_by.shown) if each.is_missing]
    doubt = (
        f" {kit.counted(len(missing), 'name')} in the files {'leads' if len(missing) == 1 else 'lead'} nowhere."
        if missing
        else ""
    )
    needs, needed = _spoken(around.needs), _spoken(around.needed_by)
    return f"{label} needs {needs}, and is needed by {needed}.{doubt}"


def _spoken(side: Neighbours) -> str:
    if not side.total:
        return "nothing that is known"
    names = [kit.shown(each.label or each.ref.name, _NAME_LIMIT) for each in side.shown[:_SPOKEN]]
    rest = side.total - len(names)
    return kit.listed([*names, f"{rest} more"] if rest else names)
