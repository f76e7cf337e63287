"""Windows without fields: a sentence, and what one can do now."""

from collections.abc import Sequence

from commands import kit
from commands.ask import Block, Modal

TITLE_LIMIT = 24


def title_of(name: str) -> str:
    """A window's title, which may have 24 letters."""
    return kit.bare(name, TITLE_LIMIT)


def window(title: str, sentence: str, *more: Block, metadata: str = "", buttons: Sequence[kit.Element] = ()) -> Modal:
    """A sentence that is ready to be shown, what goes with it, and buttons."""
    blocks = (kit.section(sentence), *more, *kit.row(list(buttons)))
    return Modal(title_of(title), blocks, metadata=metadata, close="Close")


def refusal(error: Exception) -> Modal:
    """Why it cannot go on, in the error's own words."""
    return window("Golden path", kit.shown(str(error), 600))
