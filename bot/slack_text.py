"""Slack's way of writing text, undone: escapes, mentions and links become what a person would have typed."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from commands.kit import unescape

#: What Slack puts between angle brackets: a mention, a channel, a command such as `<!here>`, or a link.
_REFERENCE = re.compile(r"<([^<>\s][^<>]*)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_SPACES = re.compile(r"[ \t\u00a0]+")

Payload = Mapping[str, Any]  # Any: JSON that Slack sent


def plain(text: str) -> str:
    """The text as a person would have typed it.

    `<https://x|label>` becomes the address, `<mailto:a@b|a@b>` the mail address. People and channels stay `<@U1>` and
    `<#C1|payments>`: their ids say who and what is meant, on every surface alike, and their names may be anybody's.
    """
    return unescape(_REFERENCE.sub(_named, text))


def without_mention(text: str, user_id: str | None) -> str:
    """`text` without the mentions of this user, wherever they stand; the words around them stay in their order."""
    kept = _MENTION.sub(lambda match: " " if match[1] == user_id else match[0], text)
    return _SPACES.sub(" ", kept).strip()


def text_of_message(message: Payload, *, limit: int) -> str:
    """All that a person reads in a message: its text, and what only its blocks and attachments say; `limit` characters."""
    seen: set[str] = set()
    lines: list[str] = []
    for part in _texts(message):
        line = plain(part).strip()
        if line and line not in seen and not any(line in other for other in lines):
            seen.add(line)
            lines.append(line)
    return "\n".join(lines)[:limit]


def _named(match: re.Match[str]) -> str:
    target, _bar, label = match[1].partition("|")
    name = _NAMED.get(target[0], _link)
    return name(target, label)


def _person(target: str, _label: str) -> str:
    """Slash commands bring a name along, messages do not: what is found must not depend on it."""
    return f"<{target}>"


def _channel(target: str, label: str) -> str:
    return f"<{target}|{label}>" if label else f"<{target}>"


def _special(target: str, label: str) -> str:
    """`<!here>`, `<!subteam^S1|@payments>`, `<!date^1^{date}|monday>`: the words that were shown.

    A group of which Slack gives only the id stays `<!subteam^S1>`, as a person does.
    """
    if target.startswith("!subteam^") and not label:
        return f"<{target}>"
    return label or f"@{target[1:].partition('^')[0]}"


def _link(target: str, label: str) -> str:
    """Slack completes what looks like a host, `ghcr.io/acme/api:1`, to an address: what was typed stands in the label."""
    if target == f"http://{label}":
        return label
    return target.removeprefix("mailto:").removeprefix("tel:")


_NAMED: Mapping[str, Callable[[str, str], str]] = {"@": _person, "#": _channel, "!": _special}

#: Where Block Kit and attachments keep their words and addresses.
_WORDED = ("text", "url", "title_link", "from_url", "title", "pretext", "value", "fallback", "alt_text")
_NESTED = ("blocks", "attachments", "elements", "fields", "accessory", "text", "title", "rows")


def _texts(node: object) -> Iterator[str]:
    """Every text below this node, the message's own first."""
    if isinstance(node, Mapping):
        yield from (node[key] for key in _WORDED if isinstance(node.get(key), str))
        for key in _NESTED:
            if not isinstance(node.get(key), str):
                yield from _texts(node.get(key))
    elif isinstance(node, list):
        for element in node:
            yield from _texts(element)
