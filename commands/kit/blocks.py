"""The pieces of Block Kit that our messages are made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from commands.ask import Block
from commands.kit.text import bare

Element = dict[str, Any]  # Any: Block Kit's JSON

BUTTON_LABEL_LIMIT = 75

#: A button that asks what its value says; the answer comes as a further message.
ASK_ACTION = "ask"
#: The same, but the answer takes the place of the message with the button.
ASK_INSTEAD_ACTION = "ask.instead"
#: A button that only opens its address.
OPEN_ACTION = "open"
#: A button that opens the form which its value asks for.
FORM_ACTION = "form"

#: Set on every text that may hold foreign words: Slack then links and mentions nothing that was not written as such.
_VERBATIM = {"verbatim": True}


def mrkdwn(text: str) -> Element:
    """Text with Slack's formatting. Foreign parts of it have been escaped."""
    return {"type": "mrkdwn", "text": text, **_VERBATIM}


def plain_text(text: str, limit: int = BUTTON_LABEL_LIMIT) -> Element:
    """Text without formatting and without emoji codes."""
    return {"type": "plain_text", "text": bare(text, limit), "emoji": False}


def section(text: str, *, fields: Iterable[str] = (), accessory: Element | None = None) -> Block:
    """A paragraph, with up to ten short fields in two columns, or with one button at its side."""
    block: Element = {"type": "section", "text": mrkdwn(text)}
    cells = [mrkdwn(field) for field in fields]
    if cells:
        block["fields"] = cells
    if accessory:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    """A large line."""
    return {"type": "header", "text": plain_text(text, 140)}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def row(buttons: Sequence[Element]) -> tuple[Block, ...]:
    """One row of buttons; nothing at all without any."""
    return ({"type": "actions", "elements": list(buttons)},) if buttons else ()


def button(label: str, action: str, value: str, *, primary: bool = False, spoken: str | None = None) -> Element:
    """A button that comes back to us as a press. `spoken` is what screen readers say where the label is too short."""
    element: Element = {"type": "button", "text": plain_text(label), "action_id": action, "value": value}
    if primary:
        element["style"] = "primary"
    if spoken:
        element["accessibility_label"] = bare(spoken, BUTTON_LABEL_LIMIT)
    return element


def overflow(action: str, options: Sequence[tuple[str, str]]) -> Element:
    """Three dots with up to five things to choose, each a label and the value that comes back as a press."""
    listed = [{"text": plain_text(label), "value": value} for label, value in options]
    return {"type": "overflow", "action_id": action, "options": listed}


def danger(element: Element, *, title: str, question: str, yes: str) -> Element:
    """The same button in red, which asks first whether that is really meant."""
    confirm = {
        "title": plain_text(title, 100),
        "text": plain_text(question, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text("No", 30),
        "style": "danger",
    }
    return {**element, "style": "danger", "confirm": confirm}


def link_button(label: str, url: str, number: int = 0) -> Element:
    """A button that opens a web address; `number` tells several in one row apart."""
    return {"type": "button", "text": plain_text(label), "action_id": f"{OPEN_ACTION}#{number}", "url": url}


def numbered(action: str, number: int) -> str:
    """An action id that tells several buttons of one action apart: `owner.pick#2`."""
    return f"{action}#{number}"


def action_of(action_id: str) -> str:
    """The action behind a possibly numbered action id."""
    return action_id.partition("#")[0]
