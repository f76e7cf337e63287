"""How what was found looks in Slack: a row for each thing with the reason, buttons to page, documents below."""

from collections.abc import Iterator, Mapping, Sequence

from catalog_store.entities import KINDS
from catalog_store.refs import EntityRef
from catalog_store.search import Hit, Match, Page, Query
from catalog_store.search.engine import MOST_COUNTED
from commands import kit
from commands.ask import Answer, Block, Outcome, Person
from commands.command import Example
from commands.find.meant import meant_query
from commands.find.paths import MOST_PATHS, all_paths, path_rows, paths_of
from commands.naming import called, kind_word
from commands.paths import Offered
from commands.services import Services
from commands.slash import typed

PAGE = "find.page"

#: Rows of one answer.
SIZE = 5
_MOST_DOCUMENTS = 2
#: As much of the words as a button carries on.
_WORDS_LIMIT = 200
#: What the row says anyway.
_UNTOLD = ("name", "title", "kind")


def found(query: Query, person: Person, services: Services, *, words: str, offset: int = 0) -> Answer:
    """The things that fit, from `offset` on, and on the first page the golden paths and sections of documents that do."""
    page = services.search.find(query, limit=SIZE, offset=offset)
    documents = services.search.find_documents(query, limit=_MOST_DOCUMENTS) if query.words and not offset else None
    sections = documents.hits if documents and (documents.is_exact or not page.hits) else ()
    paths = () if offset else paths_of(query, person, services)
    if not page.hits and not sections and not paths:
        return _nothing(query, page, services)
    title = (
        _title(query, page, offset) if page.hits else f"Only {_others(paths, sections)} fit {kit.quoted(_asked(query))}"
    )
    owners = {ref: called(ref, services.catalog) for ref in {hit.owner for hit in page.hits} if ref}
    return Answer(
        text=f"{title}: {kit.listed([*map(_spoken, page.hits), *_spoken_paths(paths), *map(_spoken, sections)])}.",
        blocks=(
            kit.section(f"{title}:"),
            *(_row(hit, number, owners) for number, hit in enumerate(page.hits)),
            *path_rows(paths),
            *(_document_row(hit, len(page.hits) + number) for number, hit in enumerate(sections)),
            *kit.row([*_paging(page, words, offset), *all_paths(paths)]),
            *_small_print(page.notes),
        ),
    )


def how_to_find(examples: Sequence[Example], services: Services) -> Answer:
    """Nothing was asked for."""
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples]
    return kit.with_examples("Say what you look for", samples)


def _title(query: Query, page: Page, offset: int) -> str:
    asked = kit.quoted(_asked(query))
    many = f"More than {MOST_COUNTED:,} things" if page.total >= MOST_COUNTED else kit.counted(page.total, "thing")
    verb = ("fits" if page.total == 1 else "fit") if page.is_exact else "may be meant by"
    where = f", {offset + 1} to {offset + len(page.hits)}" if offset else ""
    return f"{many} {verb} {asked}{where}"


def _others(paths: Sequence[Offered], sections: Sequence[Hit]) -> str:
    return kit.listed([*(["golden paths"] if paths else []), *(["documents"] if sections else [])])


def _spoken_paths(paths: Sequence[Offered]) -> list[str]:
    return [f"{kit.shown(each.title)} (golden path)" for each in paths[:MOST_PATHS]]


def _row(hit: Hit, number: int, owners: Mapping[EntityRef, str]) -> Block:
    ref = hit.ref
    name = "" if kit.tidy(hit.label).lower() == ref.name else f"  {kit.quoted(ref.name, 60)}"
    facts = [kit.shown(kind_word(hit.kind))]
    if hit.type and hit.type != kind_word(hit.kind):
        facts.append(kit.shown(hit.type, 30))
    if hit.owner and hit.owner != ref:
        facts.append(f"owned by {owners[hit.owner]}")
    lines = [f"*{kit.shown(hit.label)}*{name}  ·  {' · '.join(facts)}", *_reasons(hit.matches)]
    button = kit.button("Show", kit.numbered(kit.ASK_ACTION, number), f"owner {ref}", spoken=f"Show {hit.label}")
    return kit.section("\n".join(lines), accessory=button)


def _document_row(hit: Hit, number: int) -> Block:
    assert hit.section
    place = f"{kit.shown(hit.section.page)} › {kit.shown(hit.section.title)}"
    lines = [f":page_facing_up: *{place}*  ·  {kit.shown(hit.label)}", *_reasons(hit.matches)]
    value = kit.tidy(f"docs {hit.ref} {hit.section.title}", _WORDS_LIMIT)
    button = kit.button("Read", kit.numbered(kit.ASK_ACTION, number), value, spoken=f"Read {hit.section.title}")
    return kit.section("\n".join(lines), accessory=button)


def _reasons(matches: Sequence[Match]) -> Iterator[str]:
    """One line on why it fits; a match of the name speaks for itself."""
    told = [_reason(match) for match in matches if match.field not in _UNTOLD]
    if told:
        yield "; ".join(told)


def _reason(match: Match) -> str:
    if match.excerpt:
        return f"“{kit.shown(match.excerpt, 110)}”"
    return f"{match.field}: {kit.shown(' '.join(match.words), 60)}"


def _paging(page: Page, words: str, offset: int) -> Iterator[kit.Element]:
    asked = kit.tidy(words, _WORDS_LIMIT)
    if offset:
        yield kit.button("Back", kit.numbered(PAGE, 0), f"{max(0, offset - SIZE)} {asked}")
    behind = page.total - offset - len(page.hits)
    if behind > 0 and page.hits:
        more = f"{behind:,}" if page.total < MOST_COUNTED else "many"
        yield kit.button(f"+{more} more", kit.numbered(PAGE, 1), f"{offset + SIZE} {asked}")


def _nothing(query: Query, page: Page, services: Services) -> Answer:
    sentence = f"Nothing fits {kit.quoted(_asked(query))}."
    advice = "Try fewer words, or a part of the name."
    if query.filters:
        filters = kit.listed([kit.quoted(str(each)) for each in query.filters])
        advice = f"I kept to {filters}; without that there may be something."
        advice = _no_such_kind(query) or advice
    if services.catalog.is_empty():
        advice = "The catalog is still empty. `callboard ingest` fills it from your `catalog-info.yaml` files."
    suggested = services.resolver.resolve(query.text).suggestions if query.text else ()
    buttons = [
        kit.button(each.label, kit.numbered(kit.ASK_INSTEAD_ACTION, number), f"owner {each.ref}")
        for number, each in enumerate(suggested[:SIZE])
    ]
    plain = kit.button("Without filters", kit.numbered(PAGE, 2), f"0 {kit.tidy(query.text, _WORDS_LIMIT)}")
    if query.filters and query.words:
        buttons.append(plain)
    meant = meant_query(query, services)
    if meant:
        asked = _asked(meant)
        advice = f"Did you mean {kit.quoted(asked)}?"
        buttons.insert(0, kit.button(asked, kit.numbered(PAGE, 3), f"0 {kit.tidy(asked, _WORDS_LIMIT)}"))
    question = " Did you mean one of these?" if suggested and not meant else ""
    return Answer(
        text=f"{sentence} {advice}{question}",
        blocks=(kit.section(f"{sentence} {advice}{question}"), *kit.row(buttons), *_small_print(page.notes)),
        outcome=Outcome.NOT_FOUND,
    )


def _no_such_kind(query: Query) -> str | None:
    """That no catalog has such a kind by itself, and which there are."""
    asked = [each.value for each in query.filters if each.key == "kind" and not each.is_negated]
    usual = [kind.lower() for kind in KINDS]
    if not asked or any(each in usual for each in asked):
        return None
    kinds = kit.listed([kit.quoted(each) for each in asked], "or")
    return f"There is nothing of a kind {kinds}. The usual kinds are {kit.listed(usual)}."


def _asked(query: Query) -> str:
    return " ".join(filter(None, (query.text, *map(str, query.filters))))


def _spoken(hit: Hit) -> str:
    if hit.section:
        return f"{kit.shown(hit.section.title)} in the documents of {kit.shown(hit.label)}"
    return f"{kit.shown(hit.label)} ({kit.shown(kind_word(hit.kind))})"


def _small_print(notes: Sequence[str]) -> tuple[Block, ...]:
    return (kit.context(" ".join(kit.shown(note, 300) for note in notes)),) if notes else ()
