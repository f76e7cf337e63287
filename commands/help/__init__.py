"""`help`: five things that one can really ask here."""

from collections.abc import Sequence
from functools import partial
from itertools import chain, islice, zip_longest

from commands import kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.services import Services
from commands.slash import typed

_WORDS = ("help", "hi", "hello", "hey", "start", "usage", "?", "")
_MOST_EXAMPLES = 5
_ELSEWHERE = (
    "Slash commands answer only you. Mention me in a thread with the same words, and I answer there."
    " In the menu of any message: *Find the owner*."
)


def explaining(commands: Sequence[Command]) -> Command:
    """The command that gives examples of all these."""
    return Command(words=_WORDS, summary="what you can ask", answer=partial(_answer, tuple(commands)))


def _answer(commands: tuple[Command, ...], _words: str, _ask: Ask, services: Services) -> Answer:
    if services.catalog.is_empty():
        return _empty_catalog()
    examples = _some_of_each([each.examples(services) for each in commands])
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples]
    return kit.with_examples(
        "This is what you can ask", samples, small_print=f"{_all(commands, services)} {_ELSEWHERE}"
    )


def _some_of_each(examples: Sequence[Sequence[Example]]) -> list[Example]:
    """The first of each command, then the second ones."""
    turns = chain.from_iterable(zip_longest(*examples))
    return list(islice(filter(None, turns), _MOST_EXAMPLES))


def _all(commands: tuple[Command, ...], services: Services) -> str:
    """All first words, as the examples show only some."""
    names = [kit.quoted(each.name) for each in commands]
    return f"After {kit.quoted(typed('', services))} you can say {kit.listed(names)}."


def _empty_catalog() -> Answer:
    sentence = "The catalog is still empty, so there is nothing to ask yet."
    advice = "`callboard ingest DIR` reads the `catalog-info.yaml` files in a folder; then ask again."
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.USAGE)
