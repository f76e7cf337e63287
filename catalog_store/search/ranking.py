"""How well an entity or a section fits the words, and why. Values in, values out."""

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog_store.aliases import name_key
from catalog_store.documents import Section
from catalog_store.entities import Entity
from catalog_store.refs import DEFAULT_NAMESPACE
from catalog_store.search.entries import fields_of
from catalog_store.search.hits import Match
from catalog_store.search.query import Query
from catalog_store.search.words import name_words, words_of

_WHOLE_NAME, _PER_NAME_WORD, _COVERAGE, _FIRST_WORD, _PER_OTHER_WORD = 100.0, 60.0, 25.0, 5.0, 40.0
_TYPED_BEGINNING, _USUAL_NAMESPACE = 12.0, 0.5
_EXACT, _BEGINS = 1.0, 0.8
#: What a word is worth in a part that is no name.
_FIELDS: Mapping[str, float] = {"tags": 0.6, "type": 0.6, "kind": 0.5, "description": 0.5, "owner": 0.4, "system": 0.4}
_OTHER_FIELD = 0.2
_KINDS: Mapping[str, float] = {
    "component": 6,
    "api": 4,
    "system": 4,
    "group": 4,
    "resource": 3,
    "user": 3,
    "template": 3,
}
_OTHER_KIND, _LOCATION = 2.0, -10.0
_LIFECYCLES: Mapping[str, float] = {"deprecated": -4, "experimental": -1}
_IN_TITLE, _IN_ENTITY, _IN_PAGE, _IN_TEXT = 50.0, 40.0, 30.0, 10.0

_CHUNK = re.compile(r"[^\W_]+")
_EXCERPT = 90
#: Nobody reads why in more than so many parts.
_MOST_MATCHES = 3
_LONG_FIELDS = ("description", "definition")


def entity_score(query: Query, entity: Entity) -> float:
    """Larger for what fits better: a whole name, then words in names, then words elsewhere."""
    bonus = _LOCATION if entity.ref.kind == "location" else _KINDS.get(entity.ref.kind, _OTHER_KIND)
    bonus += _LIFECYCLES.get(entity.lifecycle or "", 0) + _USUAL_NAMESPACE * (entity.namespace == DEFAULT_NAMESPACE)
    if not query.words:
        return bonus
    names = [entity.name, *([entity.title] if entity.title else [])]
    worth = [0.0] * len(query.words)
    for field in fields_of(entity):
        if not field.is_name and field.text and not all(worth):
            held = set(words_of(field.text))
            value = _FIELDS.get(field.label, _OTHER_FIELD)
            worth = [max(now, value if word in held else 0) for now, word in zip(worth, query.words, strict=True)]
    return max(_name_score(query, name, worth) for name in names) + bonus


def section_score(query: Query, entity: Entity, section: Section) -> float:
    """Larger for what fits better: the heading, the thing that it is about, the page, the text."""
    entity_words = [*name_words(entity.name), *name_words(entity.label)]
    title, page, text = name_words(section.title), name_words(section.page), set(words_of(section.text))
    total = 0.0
    for word in query.words:
        total += _IN_TITLE * _best(word, title) + _IN_ENTITY * _best(word, entity_words) + _IN_PAGE * _best(word, page)
        total += _IN_TEXT * (word in text)
    return total / max(1, len(query.words)) - section.position / 10


def best_sections(query: Query, sections: Sequence[Section]) -> tuple[Section, ...]:
    """Those that have any of the words, best first."""
    scored = [(_section_worth(query, section), section) for section in sections]
    return tuple(section for worth, section in sorted(scored, key=lambda each: -each[0]) if worth > 0)


def _section_worth(query: Query, section: Section) -> float:
    title, text = name_words(section.title), set(words_of(section.text))
    return sum(_IN_TITLE * _best(word, title) + _IN_TEXT * (word in text) for word in query.words)


def entity_matches(query: Query, entity: Entity) -> tuple[Match, ...]:
    """Which parts have the words, each word told once."""
    left = list(query.words)
    found: list[Match] = []
    for field in fields_of(entity):
        if not left or len(found) == _MOST_MATCHES:
            break
        held = [(chunk, set(words_of(chunk))) for chunk in _CHUNK.findall(field.text)]
        hits = {word: chunk for word in left if (chunk := _holding(word, held, is_name=field.is_name))}
        if hits:
            left = [word for word in left if word not in hits]
            excerpt = _excerpt(field.text, hits.values()) if field.label in _LONG_FIELDS else ""
            found.append(Match(field.label, tuple(dict.fromkeys(hits.values())), excerpt))
    return tuple(found)


def section_matches(query: Query, section: Section) -> tuple[Match, ...]:
    """Where in its text the words are."""
    held = [(chunk, set(words_of(chunk))) for chunk in _CHUNK.findall(section.text)]
    hits = [chunk for word in query.words if (chunk := _holding(word, held, is_name=False))]
    return (Match("text", tuple(dict.fromkeys(hits)), _excerpt(section.text, hits)),) if hits else ()


def _name_score(query: Query, name: str, elsewhere: Sequence[float]) -> float:
    parts, joined, typed = name_words(name), name_key(name), name_key(query.text)
    worth = [_best(word, [*parts, joined]) for word in query.words]
    covered = sum(any(part.startswith(word) for word in query.words) for part in parts) / max(1, len(parts))
    other = sum(value for value, in_name in zip(elsewhere, worth, strict=True) if not in_name)
    score = (_PER_NAME_WORD * sum(worth) + _PER_OTHER_WORD * other) / len(query.words) + _COVERAGE * covered
    score += _FIRST_WORD * (bool(parts) and parts[0].startswith(query.words[0]))
    return score + _TYPED_BEGINNING * joined.startswith(typed) + _WHOLE_NAME * (joined == typed)


def _best(word: str, parts: Sequence[str]) -> float:
    if word in parts:
        return _EXACT
    return _BEGINS if any(part.startswith(word) for part in parts) else 0.0


def _holding(word: str, held: Sequence[tuple[str, set[str]]], *, is_name: bool) -> str | None:
    """The part of a text that has this word, as it is written there."""
    exact = next((chunk for chunk, words in held if word in words), None)
    if exact or not is_name:
        return exact
    begins = (chunk for chunk, words in held if any(each.startswith(word) for each in words))
    whole = "".join(chunk.lower() for chunk, _ in held)
    return next(begins, " ".join(chunk for chunk, _ in held) if whole.startswith(word) else None)


def _excerpt(text: str, chunks: Iterable[str]) -> str:
    """The text around the first of these, without breaking words."""
    line = " ".join(text.split())
    place = max(0, line.find(next(iter(chunks), "")))
    start = 0 if place <= _EXCERPT // 2 else line.rfind(" ", 0, place - _EXCERPT // 3) + 1
    end = len(line) if len(line) - start <= _EXCERPT else line.rfind(" ", start, start + _EXCERPT)
    end = end if end > place else min(len(line), place + _EXCERPT)
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
