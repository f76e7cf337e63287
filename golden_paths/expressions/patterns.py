"""Regular expressions in templates: testing, replacing and splitting as JavaScript does, with an end to patience."""

import re
from collections.abc import Callable, Iterator

from catalog_store.patterns import Find, InvalidPatternError, JavaScriptPattern, compiled
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.values import HasText

_LONGEST_LOOK = 0.5
#: The other flags say how often to look, not what fits.
_COMPILED_FLAGS = "im"


class Pattern(HasText):
    """One `r/source/flags`. With the flag `g`, `test` goes on where it stopped."""

    __slots__ = ("_compiled", "_next", "flags", "source")

    def __init__(self, source: str, flags: str) -> None:
        self.source = source
        self.flags = flags
        self._compiled = _compile(source, flags)
        self._next = 0

    def __str__(self) -> str:
        return f"/{self.source}/{self.flags}"

    @property
    def is_global(self) -> bool:
        return "g" in self.flags

    def tests(self, text: str, meter: Meter) -> bool:
        """Whether it is found; with `g` or `y` from where the last one ended."""
        goes_on = self.is_global or "y" in self.flags
        found = self._find(text, self._next if goes_on else 0, meter)
        if goes_on:
            self._next = found.end() if found else 0
        return found is not None

    def _find(self, text: str, start: int, meter: Meter) -> Find | None:
        look = self._compiled.match if "y" in self.flags else self._compiled.search
        return _in_time(lambda seconds: look(text, start, timeout=seconds), meter)

    def replaced(self, text: str, replacement: str, meter: Meter) -> str:
        """The text with the first find replaced, or with `g` all of them; `$1`, `$&` and `$<name>` stand for what was found."""
        pieces: list[str] = []
        end = 0
        for found in self._finds(text, meter):
            piece = text[end : found.start()] + _expanded(replacement, found, text, meter)
            meter.build(len(piece))
            pieces.append(piece)
            end = found.end()
            if not self.is_global:
                break
        return "".join(pieces) + text[end:]

    def split(self, text: str, meter: Meter) -> list[str | None]:
        """The parts between the finds, and what the groups of each have found."""
        if not text:
            return [] if self._find(text, 0, meter) else [text]
        parts: list[str | None] = []
        end = 0
        for found in self._finds(text, meter):
            if found.end() == found.start() and found.start() in (end, len(text)):
                continue
            parts += [text[end : found.start()], *found.groups()]
            end = found.end()
        return [*parts, text[end:]]

    def _finds(self, text: str, meter: Meter) -> Iterator[Find]:
        start = 0
        while start <= len(text):
            meter.step()
            found = self._find(text, start, meter)
            if found is None:
                return
            yield found
            start = found.end() + (found.end() == found.start())


def _in_time(look: Callable[[float], Find | None], meter: Meter) -> Find | None:
    meter.look_at_the_clock()
    try:
        return look(max(min(meter.seconds_left, _LONGEST_LOOK), 0.001))
    except TimeoutError as error:
        raise LimitError(
            "A regular expression takes too long.", "Write it without one repetition inside another."
        ) from error


def _compile(source: str, flags: str) -> JavaScriptPattern:
    try:
        return compiled(source, "".join(flag for flag in flags if flag in _COMPILED_FLAGS))
    except InvalidPatternError as error:
        raise ExpressionError(f"`/{source:.60}/` is no regular expression: {error.problem}.", "Correct it.") from error


def _expanded(replacement: str, found: Find, text: str, meter: Meter) -> str:
    if "$" not in replacement:
        return replacement
    meter.build((replacement.count("$`") + replacement.count("$'")) * len(text))
    return re.sub(r"\$(?:\$|&|`|'|<(\w+)>|(\d{1,2}))", lambda sign: _what_stands_for(sign, found, text), replacement)


def _what_stands_for(sign: re.Match[str], found: Find, text: str) -> str:
    plain = {"$$": "$", "$&": found.group(), "$`": text[: found.start()], "$'": text[found.end() :]}
    if sign.group() in plain:
        return plain[sign.group()]
    if sign[1] is not None:
        return (found.groupdict().get(sign[1]) or "") if found.groupdict() else sign.group()
    return _numbered(sign[2], found) if sign[2] else sign.group()


def _numbered(digits: str, found: Find) -> str:
    """What group `$12` is: the twelfth, else the first and a 2."""
    count = len(found.groups())
    if 1 <= int(digits) <= count:
        return found.group(int(digits)) or ""
    if len(digits) == 2 and 1 <= int(digits[0]) <= count:
        return (found.group(int(digits[0])) or "") + digits[1]
    return f"${digits}"


def with_signs(replacement: str, found: str, before: str, after: str, meter: Meter) -> str:
    """The replacement of plain text, as JavaScript's `replace` reads it: `$&` is what was found, `$$` a dollar."""
    if "$" not in replacement:
        return replacement
    meter.build(
        replacement.count("$&") * len(found)
        + replacement.count("$`") * len(before)
        + replacement.count("$'") * len(after)
    )
    signs = {"$$": "$", "$&": found, "$`": before, "$'": after}
    return re.sub(r"\$[$&`']", lambda sign: signs[sign.group()], replacement)
