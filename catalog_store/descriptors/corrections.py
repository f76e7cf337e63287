"""The text that somebody most likely meant."""

import difflib
import re
from collections.abc import Iterable

from catalog_store.descriptors.json_values import Json

LONGEST = 63


def name(text: str) -> str:
    """`Payments API` → `payments-api`, or nothing where no letter is left."""
    return _joined(text, r"[^A-Za-z0-9_.-]+", "-_.")


def namespace(text: str) -> str:
    """Names of namespaces know small letters, digits and `-` only."""
    return _joined(text, r"[^A-Za-z0-9-]+", "-").lower()


def tag(text: str) -> str:
    """`Java 17` → `java-17`."""
    return re.sub("-{2,}", "-", _joined(text, r"[^A-Za-z0-9:+#-]+", "-")).lower()


def label(text: str) -> str:
    """A label's value keeps its capitals."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-_.")[:LONGEST].rstrip("-_.")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant. The first letter is hardly ever the wrong one."""
    if len(word) > LONGEST:
        return None
    by_small = {each.lower(): each for each in known if each[:1].lower() == word[:1].lower()}
    found = difflib.get_close_matches(word.lower(), by_small, n=1, cutoff=0.75)
    return by_small[found[0]] if found else None


def quoted(value: Json) -> str:
    """The value as text in quotes, as YAML writes it."""
    text = "true" if value is True else "false" if value is False else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _joined(text: str, foreign: str, edges: str) -> str:
    """Small letters, with a dash for every run of foreign signs. Text that is only too long keeps its capitals."""
    cleaned = re.sub(foreign, "-", text).strip(edges)
    small = cleaned if cleaned == text else cleaned.lower()
    return small[:LONGEST].rstrip(edges)
