"""Markdown that others wrote, as Slack's mrkdwn: every word escaped, every link checked, nobody pinged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from catalog_store.documents.markdown import Token, tokens
from commands.kit.text import address, escape, harmless

_FENCE = "```"
_INDENT = "    "
_BULLETS = ("•", "◦", "▪")
_MOST_BLOCKS = 200
_MARKS: Mapping[str, str] = {
    "strong_open": "*", "strong_close": "*", "em_open": "_", "em_close": "_", "s_open": "~", "s_close": "~",
}  # fmt: skip


def mrkdwn_of(markdown: str, *, limit: int = 2_000) -> str:
    """As much of the text as fits, in whole blocks; a block that alone is too long is cut at a line."""
    kept: list[str] = []
    for block in islice(_Blocks(tokens(markdown)).read(), _MOST_BLOCKS):
        if len(block) > limit:
            return "\n".join([*kept, *_cut(block, limit), "…"])
        kept.append(block)
        limit -= len(block) + 1
    return "\n".join(kept)


class _Blocks:
    """The blocks of a text, each as mrkdwn; lists keep their depth and their numbers."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens = found
        self._lists: list[int | None] = []
        self._marker = ""
        self._quotes = 0
        self._is_heading = False
        self._row: list[str] | None = None

    def read(self) -> Iterator[str]:
        for token in self._tokens:
            block = _READERS.get(token.type, _Blocks.nothing)(self, token)
            if block:
                yield f"{'> ' * min(self._quotes, 1)}{block}" if _FENCE not in block else block

    def nothing(self, _token: Token) -> str:
        return ""

    def heading(self, token: Token) -> str:
        self._is_heading = token.nesting > 0
        return ""

    def begin_list(self, token: Token) -> str:
        self._lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        return ""

    def end_list(self, _token: Token) -> str:
        self._lists.pop()
        return ""

    def item(self, _token: Token) -> str:
        number = self._lists[-1]
        if number is None:
            self._marker = _BULLETS[min(len(self._lists), len(_BULLETS)) - 1]
        else:
            self._marker = f"{number}."
            self._lists[-1] = number + 1
        return ""

    def quote(self, token: Token) -> str:
        self._quotes += token.nesting
        return ""

    def words(self, token: Token) -> str:
        words = "".join(_inline(token.children or [])).strip()
        if token.level and self._is_heading and words:
            words = f"*{words.replace('*', '')}*"
        if self._row is not None:
            self._row.append(words)
            return ""
        marker, self._marker = self._marker, ""
        depth = len(self._lists)
        if not depth:
            return words
        lead = f"{marker} " if marker else "  "
        return f"{_INDENT * (depth - 1)}{lead}{words}"

    def table_row(self, token: Token) -> str:
        cells, self._row = self._row, [] if token.nesting > 0 else None
        return "  |  ".join(cells or [])

    def code(self, token: Token) -> str:
        words = harmless(token.content.rstrip("\n")).replace(_FENCE, "'''")
        return f"{_FENCE}\n{words}\n{_FENCE}" if words.strip() else ""

    def rule(self, _token: Token) -> str:
        return "———"


_READERS: Mapping[str, Callable[[_Blocks, Token], str]] = {
    "heading_open": _Blocks.heading,
    "heading_close": _Blocks.heading,
    "bullet_list_open": _Blocks.begin_list,
    "ordered_list_open": _Blocks.begin_list,
    "bullet_list_close": _Blocks.end_list,
    "ordered_list_close": _Blocks.end_list,
    "list_item_open": _Blocks.item,
    "blockquote_open": _Blocks.quote,
    "blockquote_close": _Blocks.quote,
    "tr_open": _Blocks.table_row,
    "tr_close": _Blocks.table_row,
    "inline": _Blocks.words,
    "fence": _Blocks.code,
    "code_block": _Blocks.code,
    "hr": _Blocks.rule,
}


def _inline(children: Sequence[Token]) -> Iterator[str]:
    links: list[str | None] = []
    for child in children:
        if child.type == "link_open":
            links.append(address(str(child.attrGet("href") or "")))
            yield f"<{escape(links[-1])}|" if links[-1] else ""
        elif child.type == "link_close":
            yield ">" if links and links.pop() else ""
        elif child.type == "image":
            yield harmless(child.content) or "(image)"
        elif child.type == "code_inline":
            yield f"`{harmless(child.content).replace('`', 'ˋ')}`"
        elif child.type in ("softbreak", "hardbreak"):
            yield " " if links or child.type == "softbreak" else "\n"
        elif child.type in _MARKS:
            yield _MARKS[child.type]
        else:
            words = harmless(child.content)
            yield words.replace("|", "¦") if any(links) else words


def _cut(block: str, limit: int) -> Iterator[str]:
    """The first lines of a block, with its fence closed again."""
    is_code = block.startswith(_FENCE)
    if not is_code:
        return
    left = limit - 2 * len(_FENCE)
    kept = []
    for line in block.split("\n")[1:-1]:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    if kept:
        yield "\n".join([_FENCE, *kept, _FENCE])
