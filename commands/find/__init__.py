"""`find`: everything in the catalog that fits some words, with filters, and why it fits."""

from collections.abc import Iterator

from catalog_store.search import parse_query
from commands import arguments
from commands.ask import Answer, Ask, Press, Reaction, Surface
from commands.command import Command, Example
from commands.find.card import PAGE, SIZE, found, how_to_find
from commands.services import Services


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    query = parse_query(arguments.subject(words))
    if query.is_empty:
        return how_to_find(tuple(_examples(services)), services)
    return found(query, ask.person, services, words=words)


def _page(press: Press, services: Services) -> Reaction:
    """The button's value is where to begin, and the words that were asked."""
    offset, _, words = press.value.partition(" ")
    begin = int(offset) if offset.isdecimal() and len(offset) < 5 else 0
    answer = found(parse_query(words), press.person, services, words=words, offset=begin - begin % SIZE)
    is_private = press.is_ephemeral or press.surface is Surface.DIRECT
    return Reaction(replace=answer) if is_private else Reaction(reply=answer)


def _examples(services: Services) -> Iterator[Example]:
    known = services.catalog.examples(limit=2)
    name = known[-1].entity.name if known else "payments-api"
    yield Example(f"find {name.rpartition('-')[0] or name}", "everything that fits some words, also with typos")
    yield Example("find kind:api lifecycle:production", "with filters: kind, type, owner, system, lifecycle, tag")


COMMAND = Command(
    words=("find", "search", "lookup"),
    summary="everything that fits some words, with filters",
    answer=_answer,
    examples=lambda services: tuple(_examples(services))[:1],
    presses={PAGE: _page},
    yields=True,
)
