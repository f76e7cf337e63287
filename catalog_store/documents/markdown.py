"""Markdown as tokens. The only place that knows the library."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: CommonMark with tables and crossed-out words; HTML stays text.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

__all__ = ["Token", "tokens"]


def tokens(text: str) -> Sequence[Token]:
    """The blocks of a text, in their order; those of type `inline` have the words as `children`."""
    return _PARSER.parse(text)
