"""A Markdown file in sections, one for each heading."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_store.documents.markdown import Token, tokens

#: Of larger files the beginning is kept.
_TEXT_LIMIT = 200_000
_MOST_SECTIONS = 200
_TITLE_LIMIT = 200
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n---\s*\n", re.DOTALL)
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document of an entity. `page` is what the whole file is called, `text` is Markdown.

    `path` is within the folder of the documents, `position` counts the sections of a file from 0.
    """

    path: str
    position: int
    page: str
    title: str
    anchor: str
    text: str
    url: str | None = None


def sections_of(path: str, body: bytes, *, page: str = "", url: str | None = None) -> tuple[Section, ...]:
    """The sections of a file. What stands before the first heading is one, too, unless it is empty.

    `page` is what the navigation calls the file; by default its first heading does.
    """
    text = _FRONT_MATTER.sub("", body.decode(errors="replace").replace("\0", "")[:_TEXT_LIMIT])
    parts = [(title, words) for title, words in _parts(text) if title or words.strip()][:_MOST_SECTIONS]
    named = page or next((title for title, _ in parts if title), path)
    anchors = _anchors(title for title, _ in parts)
    return tuple(
        Section(path, position, named[:_TITLE_LIMIT], (title or named)[:_TITLE_LIMIT], anchor, words.strip(), url)
        for position, ((title, words), anchor) in enumerate(zip(parts, anchors, strict=True))
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each heading with the text below it. Headings in quotations and lists are no headings of the file."""
    lines = text.splitlines(keepends=True)
    found = tokens(text)
    title, begin = "", 0
    for number, token in enumerate(found):
        if token.type == "heading_open" and token.level == 0 and token.map:
            yield title, "".join(lines[begin : token.map[0]])
            title, begin = _plain(found[number + 1].children or []), token.map[1]
    yield title, "".join(lines[begin:])


def _plain(children: Sequence[Token]) -> str:
    words = (child.content or " " * (child.type == "softbreak") for child in children)
    return " ".join("".join(words).split())


def _anchors(titles: Iterator[str]) -> list[str]:
    """As GitHub makes them: the second of the same name has `-1` behind it."""
    seen: Counter[str] = Counter()
    anchors = []
    for title in titles:
        anchor = _NOT_IN_ANCHORS.sub("", title.lower()).replace(" ", "-")
        anchors.append(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return anchors
