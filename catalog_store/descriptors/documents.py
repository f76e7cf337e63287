"""From the bytes of a file to the texts of its documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog_store.entities import Fault

LARGEST = 10 * 1024 * 1024

#: `---` and `...` at the left edge end a document wherever they stand, within quotes and blocks of text too.
_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)
_PREAMBLE = re.compile(r"(?:[ \t]*(?:#[^\n]*|---[ \t]*(?:#[^\n]*)?)?\n)*")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one document, its `---` included, and the line of the file on which this text begins, from 1."""

    text: str
    first_line: int

    @property
    def line(self) -> int:
        """The line on which it says something for the first time."""
        preamble = _PREAMBLE.match(self.text)
        return self.first_line + (self.text.count("\n", 0, preamble.end()) if preamble else 0)


class UnfitFileError(Exception):
    """The file is not text that could be a descriptor."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def decoded(body: bytes) -> str:
    """The file's text, its lines ended by `\\n`, without a byte-order mark.

    Raises:
        UnfitFileError: too large, not UTF-8, or with zero bytes.
    """
    if len(body) > LARGEST:
        message = (
            f"The file is {len(body) / 1024 / 1024:.1f} MB; descriptors of up to {LARGEST // 1024 // 1024} MB are read."
        )
        raise UnfitFileError(Fault("too-large", message, "Split it, or move long definitions out with `$text`."))
    if b"\x00" in body:
        raise UnfitFileError(_binary(body))
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise UnfitFileError(_not_utf8(body, error.start)) from error
    if text.startswith("\ufeff"):
        text = text[1:]
    return text.replace("\r\n", "\n") if "\r" in text else text


def documents(text: str) -> Iterator[Document]:
    """The documents of a file in order; what stands before `---` belongs to none of the others."""
    if "---" not in text and "..." not in text:
        yield Document(text, 1)
        return
    yield from _split(text)


def _split(text: str) -> Iterator[Document]:
    start, line, held = 0, 1, False
    for marker in _MARKER.finditer(text):
        piece = text[start : marker.start()]
        if held or not _is_of_directives(piece):
            yield from _document(piece, line)
            line += piece.count("\n")
            start, held = marker.start(), False
        else:
            held = True  # directives belong to the document that follows them
    yield from _document(text[start:], line)


def _is_of_directives(piece: str) -> bool:
    """`%YAML 1.2` and the like, which stand before the `---` of the document that they are about."""
    if not piece.lstrip().startswith(("%", "#")):
        return False
    lines = piece.split("\n")
    return any(line.startswith("%") for line in lines) and all(line.lstrip()[:1] in "#%" for line in lines)


def _document(piece: str, line: int) -> Iterator[Document]:
    if piece.startswith("..."):
        piece = "   " + piece[3:]
    if piece.strip(" \n-"):
        yield Document(piece, line)


def _binary(body: bytes) -> Fault:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Fault("not-utf8", "The file is written in UTF-16.", "Save it as UTF-8.", 1, 1)
    line, column = _place(body, body.index(b"\x00"))
    message = "The file holds a zero byte, so it is not a text file."
    return Fault("binary", message, "Point the location at a YAML file, or remove the byte.", line, column)


def _not_utf8(body: bytes, start: int) -> Fault:
    line, column = _place(body, start)
    sign = body[start : start + 1].decode("latin-1")
    guess = f" (in Latin-1 it would be `{sign}`)" if sign.isprintable() else ""
    message = f"The byte 0x{body[start]:02X} is not UTF-8{guess}."
    return Fault("not-utf8", message, "Save the file as UTF-8.", line, column)


def _place(body: bytes, index: int) -> tuple[int, int]:
    return body.count(b"\n", 0, index) + 1, index - body.rfind(b"\n", 0, index)
