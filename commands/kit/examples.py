"""Examples of what one can ask, as help and usage show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.ask import Answer, Outcome
from commands.kit.blocks import ASK_ACTION, Element, button, context, numbered, row, section
from commands.kit.text import listed, quoted, shown

_MOST_BUTTONS = 3
#: Longer ones are read, not pressed: they would fill the row.
_BUTTON_LIMIT = 30
_LINE_LIMIT = 140


@dataclass(frozen=True, slots=True)
class Sample:
    """Words that one can ask, how they are typed as a slash command, and what comes of it."""

    words: str
    typed: str
    gloss: str


def with_examples(intro: str, samples: Sequence[Sample], *, small_print: str = "") -> Answer:
    """A sentence, the examples as they are typed here, and buttons that ask the shorter ones."""
    written = [quoted(each.typed, _LINE_LIMIT) for each in samples]
    lines = [f"{typed}  {shown(each.gloss)}" for typed, each in zip(written, samples, strict=True)]
    return Answer(
        text=f"{intro}, for example {listed(written, 'or')}.",
        blocks=(
            section("\n".join([f"{intro}. For example:", *lines])),
            *row(_buttons(samples)),
            *((context(small_print),) if small_print else ()),
        ),
        outcome=Outcome.USAGE,
    )


def _buttons(samples: Sequence[Sample]) -> list[Element]:
    short = [each.words for each in samples if len(each.words) <= _BUTTON_LIMIT][:_MOST_BUTTONS]
    return [button(words, numbered(ASK_ACTION, number), words) for number, words in enumerate(short)]
