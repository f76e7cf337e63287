"""`help`: five things that one can really ask here."""

from collections.abc import Sequence
from functools import partial
from itertools import chain, islice

from commands import kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command
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
    examples = list(islice(chain.from_iterable(each.examples(services) for each in commands), _MOST_EXAMPLES))
    intro = f"Ask me {kit.listed([each.summary for each in commands])}"
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples]
    return kit.with_examples(intro, samples, small_print=_ELSEWHERE)


def _empty_catalog() -> Answer:
    sentence = "The catalog is still empty, so there is nothing to ask yet."
    advice = "`callboard ingest DIR` reads the `catalog-info.yaml` files in a folder; then ask again."
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.USAGE)
