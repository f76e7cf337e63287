"""What to say to words that name no command and nothing that is known."""

from collections.abc import Sequence

from catalog_store.likeness import likest
from commands import arguments, kit
from commands.ask import Answer, Outcome
from commands.command import Command, Example
from commands.services import Services
from commands.slash import typed

_MOST_OFFERS = 5
_LEAST_LIKENESS = 70
_WORD_LIMIT = 40
_WORDS_LIMIT = 200


def did_you_mean(words: str, commands: Sequence[Command], offers: Sequence[Example], services: Services) -> Answer:
    """The commands whose word looks like the first one, and what else was offered, as buttons."""
    first, rest = arguments.split(words)
    likely = [Example(f"{name} {rest}".strip(), "") for name in _like(first, commands)]
    every = [*likely, *offers] or [Example(f"owner {kit.tidy(words, _WORDS_LIMIT)}", "")]
    shown = [*every[: _MOST_OFFERS - 1], Example("help", "")]
    unknown = f"I don't know {kit.quoted(words, _WORD_LIMIT * 2)}."
    buttons = [
        kit.button(_label(each), kit.numbered(kit.ASK_INSTEAD_ACTION, number), kit.tidy(each.words, _WORDS_LIMIT))
        for number, each in enumerate(shown)
    ]
    spoken = kit.listed([_spoken(each, services) for each in shown], "or")
    return Answer(
        text=f"{unknown} Did you mean {spoken}?",
        blocks=(kit.section(f"{unknown} Did you mean:"), *kit.row(buttons)),
        outcome=Outcome.NOT_FOUND,
    )


def _like(word: str, commands: Sequence[Command]) -> list[str]:
    """The names of the commands one of whose words looks like this one, likeliest first."""
    names = {called: command.name for command in commands for called in command.words if len(called) > 2}
    return list(dict.fromkeys(names[called] for called in likest(word[:_WORD_LIMIT], names, least=_LEAST_LIKENESS)))


def _spoken(example: Example, services: Services) -> str:
    return kit.shown(example.gloss) or kit.quoted(typed(example.words, services), _WORD_LIMIT * 2)


def _label(example: Example) -> str:
    return example.gloss or example.words
