"""The log of a run: lines for people, in which no secret is ever shown."""

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

MASK = "***"
#: Shorter ones would blot out half of every line, and protect nothing.
_SHORTEST = 4
_LONGEST_LINE = 4000
#: Of one log. A template that says more fills memory, and nobody reads it.
_MOST_LINES = 20_000


def _nobody(_line: str) -> None:
    """Nobody listens."""


class Log:
    """Lines as they come. `tell` hears of each at once; it must return at once."""

    def __init__(self, secrets: Iterable[str] = (), tell: Callable[[str], None] = _nobody) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        # The longest first, so that no part of one is left beside a mask.
        self._secrets = sorted((each for each in spellings if len(each) >= _SHORTEST), key=len, reverse=True)
        self._tell = tell
        self._lines: list[str] = []

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything said so far."""
        return tuple(self._lines)

    def say(self, text: str) -> None:
        """Add a text, line by line."""
        for line in self.masked_text(text).splitlines() or [""]:
            if len(self._lines) >= _MOST_LINES:
                return
            if len(self._lines) == _MOST_LINES - 1:
                line = "… the rest is left out: the log is too long."
            shown = line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}… ({len(line):,} letters)"
            self._lines.append(shown)
            self._tell(shown)

    def masked_text(self, text: str) -> str:
        """The text without any secret's value."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    # Any: what JSON can hold
    def masked(self, value: Any) -> Any:
        """The value with every text in it masked, keys included."""
        if not self._secrets:
            return value
        if isinstance(value, str):
            return self.masked_text(value)
        if isinstance(value, Mapping):
            return {self.masked(key): self.masked(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked(item) for item in value]
        return value


def _spellings(secret: str) -> Iterable[str]:
    """As it is, each of its lines, and how it looks in an address and in a header."""
    yield secret
    yield from secret.splitlines()
    yield quote(secret, safe="")
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
