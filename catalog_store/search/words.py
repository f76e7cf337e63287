"""How text becomes the words that are compared: split at signs and humps, folded, plurals like singulars."""

import re
import unicodedata
from collections.abc import Iterator

from catalog_store.aliases import name_key

#: Longer ones are hashes, tokens and encoded data; nobody types them.
_LONGEST = 40
_CHUNK = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+")
_SINGULAR_ENDINGS = ("ss", "us", "is", "os")
_SHORTEST_PLURAL = 4


def folded(word: str) -> str:
    """The form in which a word is compared: no case, no plural `s`."""
    low = word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()
    is_plural = len(low) >= _SHORTEST_PLURAL and low.endswith("s") and not low.endswith(_SINGULAR_ENDINGS)
    return low[:-1] if is_plural else low


def words_of(text: str) -> Iterator[str]:
    """Every word of a text, folded: `PaymentsAPI.v2` has `payment`, `api`, `paymentsapi` and `v2`."""
    for chunk in _CHUNK.findall(text):
        if len(chunk) <= _LONGEST:
            yield folded(chunk)
            yield from parts_of(chunk)


def parts_of(chunk: str) -> Iterator[str]:
    """The words between the humps of one word, folded; nothing when there are none."""
    if chunk.islower() or not chunk.isascii():
        return
    parts = _HUMPS.findall(chunk)
    if len(parts) > 1:
        yield from map(folded, parts)


def name_words(name: str) -> list[str]:
    """The words that a name is made of, in their order."""
    parts: list[str] = []
    for chunk in _CHUNK.findall(name):
        parts.extend(list(parts_of(chunk)) or [folded(chunk)])
    return parts


def names_of(name: str) -> set[str]:
    """All words by which a name is found: its parts, and all of it in one."""
    joined = name_key(name)[:_LONGEST]
    return {*words_of(name), *([joined] if joined else [])}


def asked_words(text: str) -> list[str]:
    """The words that somebody asks for, folded, each once; humps are left as they were typed."""
    return list(dict.fromkeys(folded(chunk) for chunk in _CHUNK.findall(text) if len(chunk) <= _LONGEST))
