"""Globs over the paths of a repository, as `catalogPath` and targets of Locations write them."""

import re
from functools import lru_cache

_GLOB = re.compile(r"[*?\[{]")


def is_pattern(path: str) -> bool:
    """Whether it stands for several paths."""
    return bool(_GLOB.search(path))


@lru_cache(maxsize=256)
def expression(pattern: str) -> re.Pattern[str]:
    """`*` and `?` stay within a folder, `**/` stands for any number of folders and none, `{a,b}` for either.

    The pattern begins at the repository's root, with or without a slash.
    """
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", pattern.lstrip("/"))
    return re.compile("".join(map(_piece, pieces)))


def _piece(piece: str) -> str:
    if piece.startswith("{") and piece.endswith("}"):
        return f"(?:{'|'.join(map(re.escape, piece[1:-1].split(',')))})"
    return {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece))
