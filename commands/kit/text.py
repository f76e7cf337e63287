"""Foreign words made fit to be shown: on one line, shortened, escaped, unable to ping anyone or to turn the text around."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

#: Nothing foreign that is shown in passing is longer than this.
LABEL_LIMIT = 80
PLACE_LIMIT = 90
#: Of a file's way on some machine so many folders and its name say where it lies; the rest is nobody's business.
_PARTS_OF_A_WAY = 4

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = re.compile(r"\s+")
_ASCII_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_UNFIT_IN_ADDRESS = re.compile(r'[\x00-\x20\s<>|"`\\^{}\x7f]')
#: Slack allows more, but four such addresses would fill a section.
_ADDRESS_LIMIT = 500
_LABELLED = re.compile(r"<(?:https?|mailto):[^|>]+\|([^>]*)>")
_MAIL = re.compile(r"[^\s@<>|&,;:\"]{1,64}@[^\s@<>|&,;:\"]{1,190}")
_NAMED_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+\|([^<>|]+)>")
#: Where Slack gives an id alone there is no name to be quoted.
_NAMELESS = {"@": "@somebody", "#": "#channel", "!": "@group"}
_NAMELESS_MENTION = re.compile(r"<([@#])[UWCG][A-Z0-9]+>|<(!)subteam\^[A-Z0-9]+>")
_CHANNEL_ID = re.compile(r"[CG](?=[A-Z]*[0-9])[A-Z0-9]{7,20}")


def escape(text: str) -> str:
    """Slack's three escapes. Everything foreign goes through here before it stands in mrkdwn or in a message's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """Foreign words of any length, with their line breaks: escaped, and without characters that turn them around."""
    lines = text.replace("\t", "    ").split("\n")
    return escape("\n".join(_ASCII_CONTROLS.sub(" ", _without_tricks(line)) for line in lines))


def unescape(text: str) -> str:
    """Slack's three escapes undone, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def tidy(text: str, limit: int = LABEL_LIMIT) -> str:
    """One line without control characters, at most `limit` characters, `…` where something was left out."""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # as nearly everything is
    head = _without_tricks(text[: limit * 4 + 200])  # what follows can't be shown, however much of the start is blank
    line = _SPACES.sub(" ", _ASCII_CONTROLS.sub(" ", head)).strip()
    return line if len(line) <= limit else _cut(line, limit - 1) + "…"


def shown(text: str, limit: int = LABEL_LIMIT) -> str:
    """Foreign words as they may stand in mrkdwn; with their escapes at most twice as long as the limit."""
    escaped = escape(isolated(tidy(text, limit)))
    return escaped if len(escaped) <= 2 * limit else shown(text, limit // 2)


def bounded(lines: Iterable[str], limit: int) -> str:
    """As many of these lines as fit; what is shown never ends in the middle of a link."""
    kept: list[str] = []
    for line in lines:
        limit -= len(line) + 1
        if limit < 0:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def bare(text: str, limit: int = LABEL_LIMIT) -> str:
    """Foreign words as they may stand in a `plain_text` object, which pings nobody but undoes escapes."""
    line = isolated(_ENTITY.sub("&amp;", tidy(text, limit)).replace("<", "‹").replace(">", "›"))
    excess = len(line) - limit
    if excess > 0:
        return bare(text, limit - excess) if excess < limit else "…"
    return line or "(blank)"


def quoted(text: str, limit: int = LABEL_LIMIT) -> str:
    """The exact words that somebody wrote, recognizable as a quotation; of a channel the name that they saw.

    People and groups of whom Slack gave only an id stand as `@somebody` and `@group`.
    """
    named = _NAMELESS_MENTION.sub(lambda match: _NAMELESS[match[1] or match[2]], _NAMED_CHANNEL.sub(r"#\1", text))
    words = shown(named, limit)
    if not words:
        return "(blank)"
    return f"“{words}”" if "`" in words else f"`{words}`"


def place(location: str, limit: int = PLACE_LIMIT) -> str:
    """Where a file lies. Of a long way there the end says more than the beginning, and whole folders more than halves."""
    bare_place = _end_of_way(location) if location.startswith("file:/") else location.removeprefix("url:")
    if len(bare_place) <= limit:
        return quoted(bare_place, limit)
    end = bare_place[2 - limit :]
    folder, slash, rest = end.partition("/")
    return quoted(f"…/{rest}" if slash and len(folder) < len(end) / 2 else f"…{end}", limit)


def _end_of_way(location: str) -> str:
    """The last parts of a file's path, and a sign that there is more."""
    path = location.removeprefix("file:")
    parts = path.strip("/").split("/")
    return path if len(parts) <= _PARTS_OF_A_WAY else "/".join(("…", *parts[-_PARTS_OF_A_WAY:]))


def isolated(text: str) -> str:
    """Right-to-left words kept from reordering the sentence around them."""
    if text.isascii() or not any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text):
        return text
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def address(url: str) -> str | None:
    """The web address if it is one that can be linked, made safe to stand in a link; None otherwise."""
    cleaned = _without_tricks(url.strip())
    if not _ADDRESS.match(cleaned) or len(escape(cleaned)) > _ADDRESS_LIMIT:
        return None
    return _UNFIT_IN_ADDRESS.sub(lambda match: quote(match[0], safe=""), cleaned)


def link(url: str | None, label: str, limit: int = LABEL_LIMIT) -> str:
    """The label, linked where the address allows it."""
    target = address(url) if url else None
    words = shown(label, limit) or "(blank)"
    return f"<{escape(target)}|{words.replace('|', '¦')}>" if target else words


def mail_link(mail: str | None, label: str) -> str:
    """The label, which opens a mail to that address."""
    words = shown(label) or "(blank)"
    if not mail or not mail.isascii() or not _MAIL.fullmatch(mail):
        return words
    return f"<mailto:{mail}|{words.replace('|', '¦')}>"


def channel(name: str) -> str:
    """A Slack channel, given its id or its name. Naming a channel pings nobody."""
    written = name.strip()
    return f"<#{written}>" if _CHANNEL_ID.fullmatch(written) else shown(f"#{written.removeprefix('#')}")


def moment(at: datetime) -> str:
    """A point in time in the reader's own zone, in UTC where the client can't tell."""
    fallback = at.astimezone(UTC).strftime("%b %d, %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}, {{time}}|{fallback}>"


def time_of_day(at: datetime) -> str:
    """The same without the day, for what happened a moment ago."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{at.astimezone(UTC):%H:%M} UTC>"


def age(past: timedelta) -> str:
    """How long ago, in words, as exactly as it matters."""
    minutes = int(past.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def unlinked(shown: str) -> str:
    """Text that is ready to be shown, with the labels of its links alone: for where links only clutter."""
    return _LABELLED.sub(r"\1", shown)


def capitalized(sentence: str) -> str:
    """With a capital letter, unless it begins with a quotation or a link."""
    return sentence[:1].upper() + sentence[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 service`, `2 services`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: list[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; where one of several has a comma of its own, `a, b; and c`."""
    if len(words) < 2:
        return "".join(words)
    apart = _apart(words)
    before = "; " if apart == "; " else " "
    return f"{apart.join(words[:-1])}{before}{last} {words[-1]}"


def in_a_row(words: Sequence[str]) -> str:
    """`a, b, c`; where one has a comma of its own, `a, b; c`."""
    return _apart(words).join(words)


def _apart(words: Sequence[str]) -> str:
    return "; " if any(", " in word for word in words) else ", "


def _cut(line: str, limit: int) -> str:
    """At a space, if there is one near the end."""
    space = line.rfind(" ", limit * 3 // 4, limit + 1)
    return line[: space if space > 0 else limit].rstrip(" ,;:")


def _without_tricks(text: str) -> str:
    """Without characters that turn the text around, break the line or are none at all."""
    return text if text.isascii() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in _BIDI_CONTROLS or unicodedata.category(character) == "Cs":
        return ""
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
