"""What to say of a text that is not YAML: the parser's words, then ours, with the line as it should read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from catalog_store.descriptors.corrections import quoted
from catalog_store.descriptors.documents import Document
from catalog_store.descriptors.exact import YamlError
from catalog_store.descriptors.expectations import LEAVE_SKELETONS_OUT
from catalog_store.descriptors.json_values import path_text
from catalog_store.entities import Fault

_KEY_AND_VALUE = re.compile(r"\s*(?:- +)*([^\s:#'\"][^:#]*): +(\S.*?)\s*$")
_TEMPLATE_LINE = re.compile(r"\s*\{[%#]")
_TEXT_AFTER_QUOTE = re.compile(r"""\s*(?:- +)*([^\s:#'"][^:#]*): +((["']).*?\3 *[^\s#].*?)\s*$""")
_LONGEST_LINE = 300
_PLACEHOLDER = re.compile(r"(?<!\$)\{\{")


def fault_of(error: YamlError, document: Document) -> Fault:
    """The fault, with its place in the file and what to write instead."""
    lines = document.text.split("\n")
    index = min(error.line, len(lines)) - 1
    here = _Here(error.problem, _short(lines[index]) if index >= 0 else "", error.column)
    message, fix = _EXPLAINED[error.code](here) if error.code in _EXPLAINED else _syntax(here)
    line = document.first_line + error.line - 1 if error.line else document.line
    return Fault(error.code, message, fix, line, error.column, path_text(error.path))


def _short(line: str) -> str:
    """The line, or nothing: a correction of a line that nobody could read helps nobody."""
    return line if len(line) <= _LONGEST_LINE else ""


@dataclass(frozen=True, slots=True)
class _Here:
    """The parser's words, and the line at which it gave up."""

    problem: str
    line: str
    column: int

    @property
    def sign(self) -> str:
        return self.line[self.column - 1 : self.column]

    @property
    def value_in_quotes(self) -> str | None:
        """The line's `key: value` with the value in quotes."""
        found = _KEY_AND_VALUE.match(self.line)
        if not found or found[2][0] in "\"'[|>":
            return None
        return f"{found[1]}: {quoted(found[2].partition(' #')[0].rstrip())}"


_Words = tuple[str, str]


def _duplicate(here: _Here) -> _Words:
    return f"Here {here.problem}.", "Keep one of the two, or join what they hold."


def _too_deep(here: _Here) -> _Words:
    return f"The document cannot be read: {here.problem}.", "Flatten it."


def _alias(here: _Here) -> _Words:
    fix = "If it is meant as text, put it in quotes; else set the anchor with `&` before it is used."
    return f"Here {here.problem}.", f"Write `{here.value_in_quotes}`." if here.value_in_quotes else fix


def _bomb(here: _Here) -> _Words:
    return f"The document cannot be read: {here.problem}.", "Write it without repeating so much through `*` aliases."


def _merge(here: _Here) -> _Words:
    return f"Here {here.problem}.", "Write `<<: *anchor`, where the anchor stands on a mapping."


_EXPLAINED: dict[str, Callable[[_Here], _Words]] = {
    "duplicate-key": _duplicate,
    "too-deep": _too_deep,
    "unknown-alias": _alias,
    "alias-bomb": _bomb,
    "bad-merge": _merge,
}


def _syntax(here: _Here) -> _Words:
    for applies, words in _CASES:
        if applies(here):
            return words(here)
    return f"This is not YAML: {here.problem}.", "Correct the line, or the one above it."


def _template(_: _Here) -> _Words:
    return "This is a template's line, which is filled in when the template runs.", LEAVE_SKELETONS_OUT


def _placeholder(here: _Here) -> _Words:
    found = re.match(r"\s*(?:- +)*([^\s:{][^:{]*): +(.*?)\s*$", here.line)
    fix = f"Write `{found[1]}: {quoted(found[2])}`." if found else "Put the value in quotes."
    return "A value that begins with `{{` is not YAML unless it stands in quotes.", fix


def _tab(_: _Here) -> _Words:
    return "The line is indented with a tab.", "Indent with spaces; YAML takes no tabs."


def _colon(here: _Here) -> _Words:
    if here.value_in_quotes and ": " in here.line.partition(": ")[2]:
        return "The value holds a `: `, which begins a new field.", f"Write `{here.value_in_quotes}`."
    fix = "Indent it like the field above it, or put the value above in quotes if this line belongs to it."
    return "A field cannot begin here.", fix


def _open_quote(_: _Here) -> _Words:
    return "A text in quotes is not closed.", "Close it with the same quote on the same line."


def _open_bracket(here: _Here) -> _Words:
    fix = f"Write `{here.value_in_quotes}` if it is meant as text, else close the bracket."
    return "A list or mapping in brackets is not closed.", fix if here.value_in_quotes else "Close the bracket."


def _reserved(here: _Here) -> _Words:
    fix = f"Write `{here.value_in_quotes}`." if here.value_in_quotes else "Put the value in quotes."
    return f"A value cannot begin with `{here.sign}`.", fix


def _anchor(here: _Here) -> _Words:
    fix = f"Write `{here.value_in_quotes}`." if here.value_in_quotes else "Put the value in quotes."
    return "A value that begins with `&` or `*` must stand in quotes.", fix


def _escape(_: _Here) -> _Words:
    fix = "Double the backslash, or use 'single quotes', where it stands for itself."
    return "In double quotes a backslash begins an escape, and this one is none.", fix


def _no_colon(_: _Here) -> _Words:
    fix = "Write `key: value`, or indent the line if it goes on with the text above it."
    return "The line is no `key: value`.", fix


def _after_quote(here: _Here) -> _Words:
    found = _TEXT_AFTER_QUOTE.match(here.line)
    single = found and found[2].startswith('"') and "'" not in found[2]
    fix = f"Write `{found[1]}: '{found[2]}'`." if found and single else "Put the whole value in one pair of quotes."
    return "Text follows the closing quote.", fix


def _misplaced(_: _Here) -> _Words:
    fix = "Give it the same indentation as its neighbours."
    return "The line does not fit the lines above it.", fix


def _comment(_: _Here) -> _Words:
    return "A comment needs a space before its `#`.", "Put a space before the `#`, or the text into the quotes."


def _says(*words: str) -> Callable[[_Here], bool]:
    return lambda here: any(word in here.problem for word in words)


_CASES: tuple[tuple[Callable[[_Here], bool], Callable[[_Here], _Words]], ...] = (
    (lambda here: _TEMPLATE_LINE.match(here.line) is not None, _template),
    (lambda here: "\t" in here.line[: len(here.line) - len(here.line.lstrip())] or here.sign == "\t", _tab),
    (lambda here: _PLACEHOLDER.search(here.line) is not None, _placeholder),
    (_says("found a tab"), _tab),
    (_says("a comment needs"), _comment),
    (_says("mapping values are not allowed"), _colon),
    (_says("scanning a quoted scalar", "quoted text is not closed"), _open_quote),
    (_says("scanning an anchor", "scanning an alias"), _anchor),
    (_says("escape character", "escape code"), _escape),
    (_says("cannot start any token"), _reserved),
    (_says("did not find expected ',' or"), _open_bracket),
    (lambda here: _TEXT_AFTER_QUOTE.match(here.line) is not None, _after_quote),
    (_says("flow node", "flow sequence", "flow mapping", "brackets are not"), _open_bracket),
    (_says("could not find expected ':'"), _no_colon),
    (_says("did not find expected"), _misplaced),
)
