"""Values that can be written as JSON, and those of them that Postgres refuses all the same."""

import re
from collections.abc import Iterator
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
#: The keys and indexes that lead to a value.
Path: TypeAlias = tuple[str | int, ...]

#: Zero bytes and halves of a surrogate pair: no database and no UTF-8 takes them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def unstorable(value: Json, path: Path = ()) -> Iterator[Path]:
    """Where the value holds text that cannot be stored."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unstorable(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if _UNSTORABLE.search(key):
                yield path
            yield from unstorable(item, (*path, key))


def storable(text: str) -> str:
    """The text with a sign in the place of each that cannot be stored."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def is_deeper_than(value: Json, levels: int) -> bool:
    """Lists and mappings stand within each other more than `levels` deep."""
    if not isinstance(value, list | dict):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper_than(item, levels - 1) for item in inner)


def path_text(path: Path) -> str:
    """The path as people write it: `metadata.tags[1]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
