"""Slack's text: what people type becomes what is stored, and whom a stored text notifies."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

TOKEN = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!(?:here|channel|everyone|group)"
    r"|!date\^[^>|]+|(?:https?|mailto|slack|tel|ftp):[^\s<>|]+)(?:\|[^<>]*)?>"
)
MENTION = re.compile(r"<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!(?:here|channel|everyone|group))(?:\|[^<>]*)?>")
BARE_BROADCAST = re.compile(r"(?<![\w@])@(here|channel|everyone)\b")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_URL = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"`*_~]")
_MAIL = re.compile(r"(?<![\w.:/@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?<![\w.@:/-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|example)(?:/[^\s<>|]*)?(?![\w@-])")
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_NAMED = re.compile(r"(?<![\w<])([@#])([\w.-]*[\w])")
_RICH_KINDS = (
    ("@", "user", "user_id"),
    ("#", "channel", "channel_id"),
    ("!subteam^", "usergroup", "usergroup_id"),
    ("!", "broadcast", "range"),
)

Names = Mapping[str, str]
"""From `@ana`, `#payments` or `@payments-team` to the token without its brackets: `@U1`, `#C1`, `!subteam^S1`."""


def escape(text: str) -> str:
    """The three characters that Slack reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stored(text: str) -> str:
    """A text sent by an app as Slack keeps it: tokens stay, every other `&`, `<` and `>` is escaped."""
    return "".join(part if is_token else _escaped_once(part) for part, is_token in _parts(text))


def typed(text: str, names: Names) -> str:
    """A text typed by a person as Slack keeps it: names become mentions and addresses become links, save in code."""
    return "".join(
        escape(part) if part.startswith("`") else _linked(part, names, _plain_token)
        for part in _CODE.split(text)
        if part
    )


def command_text(text: str, names: Names) -> str:
    """The `text` of a slash command with "Escape channels, users and links" on: `<@U1|ana>`, `<#C1|payments>`."""
    return _linked(text, names, _labelled_token)


def mentions(text: str, *, bare: bool = False) -> frozenset[str]:
    """Who a stored text names: user ids, `!channel` and its like, `!subteam^S1`; `bare` counts `@channel` too."""
    found = {match[1].removeprefix("@") for match in MENTION.finditer(text)}
    if bare:
        found |= {f"!{match[1]}" for match in BARE_BROADCAST.finditer(text)}
    return frozenset(found)


def mentions_in_blocks(blocks: object) -> frozenset[str]:
    """Who a message's blocks name, in mrkdwn texts, Markdown and rich text, code included (the strict reading)."""
    return frozenset(name for part in _objects(blocks) for name in _mentions_of(part))


def text_length(blocks: object) -> int:
    """How many characters of text the blocks hold together."""
    return sum(len(part["text"]) for part in _objects(blocks) if isinstance(part.get("text"), str))


def rich_text_of(text: str) -> list[dict[str, Any]]:
    """The elements of the rich_text_section that Slack's composer makes of a stored text."""
    pieces = [
        _rich_piece(part) if is_token else {"type": "text", "text": unescape(part)} for part, is_token in _parts(text)
    ]
    return [piece for piece in pieces if piece.get("text") != ""]


def unescape(text: str) -> str:
    """Back from Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _rich_piece(token: str) -> dict[str, Any]:
    what, _, label = token[1:-1].partition("|")
    for prefix, kind, key in _RICH_KINDS:
        if what.startswith(prefix):
            return {"type": kind, key: what.removeprefix(prefix)}
    return {"type": "link", "url": unescape(what)} | ({"text": unescape(label)} if label else {})


def _mentions_of(part: Mapping[str, Any]) -> frozenset[str]:
    text = part.get("text")
    match part.get("type"):
        case "mrkdwn" if isinstance(text, str):
            return mentions(text, bare=not part.get("verbatim"))
        case "markdown" if isinstance(text, str):
            return mentions(text, bare=True)
        case "user" if isinstance(part.get("user_id"), str):
            return frozenset({part["user_id"]})
        case "usergroup" if isinstance(part.get("usergroup_id"), str):
            return frozenset({f"!subteam^{part['usergroup_id']}"})
        case "broadcast" if isinstance(part.get("range"), str):
            return frozenset({f"!{part['range']}"})
    return frozenset()


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _objects(inner)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    end = 0
    for match in TOKEN.finditer(text):
        yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield text[end:], False


def _escaped_once(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _plain_token(token: str, _name: str) -> str:
    return f"<{token}>"


def _labelled_token(token: str, name: str) -> str:
    return f"<{token}|{name}>"


def _linked(text: str, names: Names, mention: Callable[[str, str], str]) -> str:
    def named(match: re.Match[str]) -> str:
        token = names.get(match[1] + match[2].lower())
        return mention(token, match[2].lower()) if token else match[0]

    pieces: list[str] = []

    def keep(piece: str) -> str:
        pieces.append(piece)
        return f"\0{len(pieces) - 1}\0"

    text = escape(text.replace("\0", ""))
    text = _URL.sub(lambda match: keep(f"<{match[0]}>"), text)
    text = _MAIL.sub(lambda match: keep(f"<mailto:{match[0]}|{match[0]}>"), text)
    text = _HOST.sub(lambda match: keep(f"<http://{match[0]}|{match[0]}>"), text)
    text = _NAMED.sub(named, text)
    text = re.sub(r"(?<![\w<])@(here|channel|everyone)\b", r"<!\1>", text)
    return re.sub("\0(\\d+)\0", lambda match: pieces[int(match[1])], text)
