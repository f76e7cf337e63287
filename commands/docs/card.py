"""How a section of a document looks in Slack: its first lines, where the rest is, and what else there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from catalog_store.documents import Section
from catalog_store.entities import Entity, Known
from catalog_store.search import Hit
from commands import kit, reach
from commands.ask import Answer, Block, Outcome

SECTION = "docs.section"

_TEXT_LIMIT = 1_400
_MOST_OTHERS = 4
_MOST_HITS = 5
_MOST_THINGS = 10
_LABEL_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A section of a thing's documents, all the sections there are, and those to offer next. `notes` are ready to be shown."""

    known: Known
    section: Section
    every: tuple[Section, ...]
    others: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()


def section_card(reading: Reading) -> Answer:
    """The section's first lines, a link to the page, and buttons to others."""
    section, label = reading.section, kit.shown(reading.known.entity.label)
    url = _url(section)
    text = kit.mrkdwn_of(section.text, limit=_TEXT_LIMIT) or "_This section has no text of its own._"
    title = f"*{kit.link(url, section.title)}*  ·  {label}"
    pages = len({each.path for each in reading.every})
    small = (*reading.notes, f"{kit.quoted(section.path)}, {kit.counted(pages, 'page')}, as last read from its source")
    return Answer(
        text=f"{kit.shown(section.title)}, from the documents of {label}: {kit.shown(kit.readable(text), 300)}",
        blocks=(
            kit.section(title),
            kit.section(text),
            *kit.row([*_buttons(reading, url)]),
            kit.context(kit.capitalized(" · ".join(small))),
        ),
        subject=reading.known.ref,
    )


def no_documents(known: Known) -> Answer:
    """What leads further where the catalog has no documents of a thing."""
    label = kit.shown(known.entity.label)
    sentence = f"The catalog has no documents of {label}."
    links = kit.listed(list(_links(known.entity)))
    more = f" Its links: {links}." if links else ""
    advice = "`backstage.io/techdocs-ref: dir:.` in its `catalog-info.yaml` brings in `docs/` or `README.md` beside it."
    return Answer(
        f"{sentence}{kit.unlinked(more)}", (kit.section(f"{sentence}{more}"), kit.context(advice)), Outcome.NOT_FOUND
    )


def which_of_theirs(command: str, owner: Known, things: Sequence[Known], notes: tuple[str, ...]) -> Answer:
    """The things of a team that have documents, each as a button that asks for it."""
    label = kit.shown(owner.entity.label)
    sentence = f"{label} has no documents of its own, but these of its things have. Which one?"
    shown = [each.entity.label for each in things[:_MOST_THINGS]]
    buttons = [
        kit.button(name, kit.numbered(kit.ASK_INSTEAD_ACTION, number), f"{command} {each.ref}")
        for number, (name, each) in enumerate(zip(shown, things, strict=False))
    ]
    more = [f"+{len(things) - _MOST_THINGS} more"] if len(things) > _MOST_THINGS else []
    small = [*notes, *more]
    return Answer(
        text=f"{sentence} {kit.listed([kit.shown(name) for name in shown], 'or')}.",
        blocks=(
            kit.section(sentence),
            *kit.row(buttons),
            *([kit.context(kit.capitalized(" · ".join(small)))] if small else []),
        ),
        outcome=Outcome.AMBIGUOUS,
    )


def which_document(asked: str, hits: Sequence[Hit]) -> Answer:
    """Sections of several things that fit the words."""
    shown = hits[:_MOST_HITS]
    title = f"These sections fit {kit.quoted(asked)}"
    told = [f"{kit.shown(hit.section.title)} of {kit.shown(hit.label)}" for hit in shown if hit.section]
    return Answer(
        text=f"{title}: {kit.listed(told)}.",
        blocks=(kit.section(f"{title}:"), *(_hit_row(hit, number) for number, hit in enumerate(shown))),
    )


def _hit_row(hit: Hit, number: int) -> Block:
    assert hit.section
    excerpt = next((f"\n“{kit.shown(match.excerpt, 110)}”" for match in hit.matches if match.excerpt), "")
    line = f"*{kit.shown(hit.section.title)}*  ·  {kit.shown(hit.label)}{excerpt}"
    button = kit.button("Read", kit.numbered(SECTION, number), value_of(str(hit.ref), hit.section))
    return kit.section(line, accessory=button)


def _buttons(reading: Reading, url: str | None) -> Iterator[kit.Element]:
    if url:
        yield kit.link_button("Open", url)
    for number, other in enumerate(reading.others[:_MOST_OTHERS]):
        label = kit.tidy(other.title, _LABEL_LIMIT)
        yield kit.button(label, kit.numbered(SECTION, number), value_of(str(reading.known.ref), other))


def value_of(ref: str, section: Section) -> str:
    """What a button that shows this section carries."""
    return f"{ref} {section.position} {section.path}"


def _url(section: Section) -> str | None:
    """The page in a browser, at this section."""
    page = kit.address(section.url) if section.url else None
    return kit.address(f"{page}#{quote(section.anchor)}") if page and section.anchor else page


def _links(entity: Entity) -> Iterator[str]:
    for link in reach.ordered_links(entity)[:3]:
        yield kit.link(link.url, reach.link_title(link))
