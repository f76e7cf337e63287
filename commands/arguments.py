"""Words into a command and what is asked of it."""

import re

#: Nobody phrases a question longer than this; what is longer is pasted text, and patterns need not look at all of it.
PHRASE_LIMIT = 300

_TRAILING = " \t\r\n?!.,;:…"
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»"}
_BEFORE = re.compile(r"^(?:please|pls|hey|hi|hello|ok|so)\b[,:\s]+", re.IGNORECASE)
_AFTER = re.compile(r"[,.?!\s]+(?:please|pls|thanks|thank you)[.!?\s]*$", re.IGNORECASE)


def split(words: str) -> tuple[str, str]:
    """The first word in lower case, and the rest as written."""
    first, *rest = words.split(maxsplit=1) or [""]
    return first.rstrip(":,?!.").lower(), rest[0].strip() if rest else ""


def without_politeness(words: str) -> str:
    """`please, who owns x? thanks` → `who owns x`. A single polite word stays."""
    return _AFTER.sub("", _BEFORE.sub("", words.strip())) if len(words) <= PHRASE_LIMIT else words.strip()


def subject(words: str) -> str:
    """The thing asked about, without the quotation marks around it and the question mark after it.

    Slashes, brackets and everything else that may be part of an id stay.
    """
    text = words.strip().rstrip(_TRAILING) or words.strip()
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text
