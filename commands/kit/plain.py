"""An answer as plain text, with everything in it that a person would read in Slack."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from commands.ask import Answer, Block
from commands.kit.text import unescape

Node = Mapping[str, Any]  # Any: Block Kit's JSON

#: The emoji that our answers use, as a terminal shows them.
EMOJI = {
    ":large_green_circle:": "🟢",
    ":large_yellow_circle:": "🟡",
    ":red_circle:": "🔴",
    ":white_circle:": "⚪",
    ":warning:": "⚠",
    ":bust_in_silhouette:": "👤",
    ":white_check_mark:": "✅",
    ":heavy_minus_sign:": "➖",
    ":grey_question:": "❔",
    ":ticket:": "🎫",
    ":arrow_up:": "⬆",
    ":arrow_down:": "⬇",
    ":hourglass_flowing_sand:": "⏳",
    ":fast_forward:": "⏩",
    ":black_square_for_stop:": "⏹",
    ":raised_hand:": "✋",
    ":no_entry_sign:": "🚫",
    ":no_entry:": "⛔",
    ":lock:": "🔒",
    ":page_facing_up:": "📄",
    ":information_source:": "ℹ",
    ":x:": "❌",
    ":pencil2:": "✏",
}

_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)\|([^>]*)>")
_ADDRESS = re.compile(r"<((?:https?|mailto):[^|>]+)>")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_FIELD = re.compile(r"\*([^*\n]+)\*\n(.*)", re.DOTALL)
_EMOJI_CODE = re.compile("|".join(EMOJI))


def plain(answer: Answer) -> str:
    """The whole answer as lines of text."""
    if not answer.blocks:
        return readable(answer.text)
    return "\n".join(line for block in answer.blocks for line in _lines(block))


def readable(text: str) -> str:
    """Slack's mrkdwn as plain words: links with their addresses, times in UTC, escapes undone."""
    text = _LINK.sub(_spelled_link, text)
    text = _ADDRESS.sub(lambda match: match[1].removeprefix("mailto:"), text)
    text = _DATE.sub(r"\1", text)
    text = _CHANNEL.sub(lambda match: f"#{match[2] or match[1]}", text)
    text = _PERSON.sub(lambda match: f"@{match[2] or match[1]}", text)
    text = _EMOJI_CODE.sub(lambda match: EMOJI[match[0]], _BOLD.sub(r"\1", text))
    return unescape(text)


def _spelled_link(match: re.Match[str]) -> str:
    target, label = match[1].removeprefix("mailto:"), match[2]
    return label if label == target else f"{label} ({target})"


def _lines(block: Block) -> Iterator[str]:
    yield from _LINES.get(block["type"], _nothing)(block)


def _section(block: Node) -> Iterator[str]:
    if "text" in block:
        yield from _text(block["text"]).split("\n")
    for field in block.get("fields", ()):
        yield _field(field["text"])
    if "accessory" in block:
        yield _element(block["accessory"])


def _field(text: str) -> str:
    labelled = _FIELD.fullmatch(text)
    if not labelled:
        return readable(text)
    return f"{readable(labelled[1])}: {readable(labelled[2])}".replace("\n", ", ")


def _elements(block: Node) -> Iterator[str]:
    yield "  ".join(_element(element) for element in block["elements"])


def _element(element: Node) -> str:
    return _ELEMENTS.get(element["type"], _text)(element)


def _button(element: Node) -> str:
    label = _text(element["text"])
    return f"[{label}: {element['url']}]" if "url" in element else f"[{label}]"


def _overflow(element: Node) -> str:
    return "  ".join(_button(option) for option in element["options"])


def _text(node: Node) -> str:
    text: str = node.get("text", "")
    return unescape(text) if node["type"] == "plain_text" else readable(text)


def _nothing(_block: Node) -> Iterator[str]:
    yield from ()


_LINES: Mapping[str, Callable[[Node], Iterator[str]]] = {
    "section": _section,
    "header": _section,
    "context": _elements,
    "actions": _elements,
}
_ELEMENTS: Mapping[str, Callable[[Node], str]] = {"button": _button, "overflow": _overflow}
