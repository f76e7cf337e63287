"""How ownership looks in Slack: a section with four fields, one row of buttons, one line on why and how fresh."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from catalog_store.candidates import Certainty
from catalog_store.entities import Entity
from catalog_store.ownership import Standing, file_name
from catalog_store.refs import DEFAULT_NAMESPACE
from commands import kit, reach
from commands.ask import Answer, Block
from commands.describing import guess_words
from commands.naming import kind_word
from commands.owner.details import details
from commands.owner.fields import fields_of
from commands.owner.sentences import claimed, sentences
from commands.owner.sheet import CLAIMABLE, Sheet

SHARE, MORE, LESS, CLAIM = "owner.share", "owner.more", "owner.less", "owner.claim"
#: Behind the ids of the buttons under what was shared already.
SHARED = "#shared"

_SAME_DAY = timedelta(hours=6)
_DESCRIPTION_LIMIT = 80
_LONG_DESCRIPTION_LIMIT = 600
_TEXT_LIMIT = 2600
_MOST_LINKS = 3
_LINK_LIMIT = 24
_MATCHES = {Certainty.EXACT: "exact match", Certainty.LIKELY: "likely match", Certainty.GUESS: "guess"}


@dataclass(frozen=True, slots=True)
class Frame:
    """How an answer is presented: what its reader may still do with it, and what happened to it.

    `notes` are sentences, ready to be shown, on who did what. `is_shared`: the channel has it already, so that its
    buttons do not offer that again.
    """

    can_share: bool = False
    is_shared: bool = False
    can_claim: bool = True
    is_long: bool = False
    is_public: bool = False
    notes: tuple[str, ...] = ()


def owner_card(sheet: Sheet, frame: Frame) -> Answer:
    """The answer about one thing."""
    return Answer(
        text=sentences(sheet),
        blocks=tuple(_blocks(sheet, frame)),
        is_public=frame.is_public,
        subject=sheet.ref,
    )


def _blocks(sheet: Sheet, frame: Frame) -> Iterator[Block]:
    cells = (f"*{label}*\n{value}" for label, value in fields_of(sheet))
    yield kit.section(kit.bounded(_lines(sheet, frame), _TEXT_LIMIT), fields=cells)
    if frame.is_long:
        yield from details(sheet)
    yield from kit.row(list(_buttons(sheet, frame)))
    yield kit.context(kit.capitalized(" · ".join((*frame.notes, *_reasons(sheet)))))


def _lines(sheet: Sheet, frame: Frame) -> Iterator[str]:
    yield _title(sheet) + ("" if frame.is_long else _links(sheet))
    if sheet.glance.line:
        yield sheet.glance.line
    limit = _LONG_DESCRIPTION_LIMIT if frame.is_long else _DESCRIPTION_LIMIT
    if sheet.ownership.warnings:
        yield from (f":warning: {kit.shown(warning, 300)}" for warning in sheet.ownership.warnings[:2])
    if sheet.guess:
        yield f":mag: {guess_words(sheet.guess)}"
    if sheet.claims:
        yield f":raised_hand: {kit.capitalized(claimed(sheet))}."
    if sheet.entity.description and (frame.is_long or not sheet.ownership.warnings):
        yield kit.shown(sheet.entity.description, limit)


def _title(sheet: Sheet) -> str:
    entity = sheet.entity
    label = kit.link(reach.page_url(entity), entity.label)
    name = "" if _letters(entity.label) == _letters(entity.name) else f"  {kit.quoted(entity.name)}"
    kinds = ", ".join(_kinds(entity))
    space = "" if entity.ref.namespace == DEFAULT_NAMESPACE else f" in {kit.quoted(entity.namespace)}"
    return f"*{label}*{name}  ·  {kinds}{space}"


def _kinds(entity: Entity) -> Iterator[str]:
    """Its kind and its type; for a group the type says it all."""
    if entity.type is None or entity.ref.kind != "group":
        yield kit.shown(kind_word(entity.kind))
    if entity.type:
        yield kit.shown(entity.type, _LINK_LIMIT)


def _links(sheet: Sheet) -> str:
    links = [kit.link(each.url, reach.link_title(each), _LINK_LIMIT) for each in reach.ordered_links(sheet.entity)]
    source = reach.source_url(sheet.subject)
    chosen = [*links[: _MOST_LINKS - bool(source)], *([kit.link(source, "Source")] if source else [])]
    return "".join(f"  ·  {each}" for each in chosen)


def _buttons(sheet: Sheet, frame: Frame) -> Iterator[kit.Element]:
    value, mark = str(sheet.ref), SHARED if frame.is_shared else ""
    standing = sheet.ownership.standing
    if frame.can_claim and standing in CLAIMABLE and sheet.ref.kind != "location":
        yield kit.button("Claim", CLAIM + mark, value, primary=standing is not Standing.INHERITED)
    if frame.can_share and not frame.is_shared:
        yield _share_openly(sheet) if sheet.is_private else kit.button("Share", SHARE, value)
    yield kit.button("Less", LESS + mark, value) if frame.is_long else kit.button("More", MORE + mark, value)


def _share_openly(sheet: Sheet) -> kit.Element:
    """What only some may know of is told to others only by whoever says so twice."""
    name = kit.bare(sheet.entity.label, 100)
    spoken = f"Share what is private about {name} with all here"
    return kit.danger(
        kit.button("Share with all here", SHARE, str(sheet.ref), spoken=spoken),
        title="Share what is private?",
        question=f"{name} is private: only some may know of it. Everybody in this channel will read this answer.",
        yes="Share it",
    )


def _reasons(sheet: Sheet) -> Iterator[str]:
    if sheet.is_private:
        yield ":lock: private"
    if sheet.why:
        yield f"{_MATCHES[sheet.why.certainty]}: {kit.shown(sheet.why.because, 160)}"
    yield _origin(sheet)
    yield _freshness(sheet)


def _origin(sheet: Sheet) -> str:
    """Where the owner stands. What the fields say already is not said again."""
    standing, file = sheet.ownership.standing, kit.shown(file_name(sheet.subject))
    if standing is Standing.ITSELF or sheet.ref.kind == "location":
        return f"described in {file}"
    if standing is Standing.MISSING:
        return f"`spec.owner` in {file}"
    return kit.shown(sheet.ownership.because, 200)


def _freshness(sheet: Sheet) -> str:
    read_at = sheet.subject.provenance.read_at
    past = sheet.now - read_at
    at = kit.time_of_day(read_at) if past < _SAME_DAY else kit.moment(read_at)
    age = f"read {kit.age(past)} ({at})"
    return f":warning: stale, last {age}" if sheet.ownership.is_stale else age


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
