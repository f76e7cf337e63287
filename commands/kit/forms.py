"""The button that opens a form where no form can be opened."""

from commands.ask import Answer
from commands.kit.blocks import button, row, section


def form_offer(sentence: str, action: str, value: str) -> Answer:
    """A window opens only within three seconds of a click or a slash command: this asks for the click.

    `sentence` is escaped and says why it is needed; `action` is one that opens forms, with its value.
    """
    text = f"{sentence} Press *Open the form* to fill it in."
    return Answer(text.replace("*", ""), (section(text), *row([button("Open the form", action, value, primary=True)])))
