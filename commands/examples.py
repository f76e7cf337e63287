"""Examples of what one can ask, as help and usage show them."""

from collections.abc import Sequence

from commands import kit
from commands.ask import Answer, Outcome
from commands.command import Example
from commands.services import Services
from commands.slash import typed

_MOST_BUTTONS = 3
#: Longer ones are read, not pressed: they would fill the row.
_BUTTON_LIMIT = 30
_LINE_LIMIT = 140


def with_examples(intro: str, examples: Sequence[Example], services: Services, *, small_print: str = "") -> Answer:
    """A sentence, the examples as they are typed here, and buttons that ask the shorter ones."""
    written = [kit.quoted(typed(each.words, services), _LINE_LIMIT) for each in examples]
    lines = [f"{spoken}  {kit.shown(each.gloss)}" for spoken, each in zip(written, examples, strict=True)]
    return Answer(
        text=f"{intro}, for example {kit.listed(written, 'or')}.",
        blocks=(
            kit.section("\n".join([f"{intro}. For example:", *lines])),
            *kit.row(_buttons(examples)),
            *((kit.context(small_print),) if small_print else ()),
        ),
        outcome=Outcome.USAGE,
    )


def _buttons(examples: Sequence[Example]) -> list[kit.Element]:
    short = [each for each in examples if len(each.words) <= _BUTTON_LIMIT][:_MOST_BUTTONS]
    return [
        kit.button(each.words, kit.numbered(kit.ASK_ACTION, number), each.words) for number, each in enumerate(short)
    ]
