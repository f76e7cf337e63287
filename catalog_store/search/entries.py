"""What an index keeps of an entity or of a section of its documents: words by which it is found, and filters."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from catalog_store.documents import Section
from catalog_store.entities import Entity
from catalog_store.errors import InvalidRefError
from catalog_store.ownership import owner_ref
from catalog_store.refs import EntityRef
from catalog_store.search.query import term
from catalog_store.search.words import name_words, names_of, words_of

#: To be raised whenever the same entity leads to another entry, so that every index is built anew.
ENTRY_VERSION = 1
ENTITIES, DOCUMENTS = "in:entities", "in:documents"

#: As many different words of one thing are kept; what comes later in a long text is not found.
_MOST_WORDS = 400
_TEXT_LIMIT = 20_000
_REFERENCES = (
    "consumesApis",
    "providesApis",
    "dependsOn",
    "memberOf",
    "children",
    "parent",
    "system",
    "domain",
    "subcomponentOf",
)


class Field(NamedTuple):
    """A part of an entity that is searched: what to call it, and what it says. `is_name`: a match there counts most."""

    label: str
    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as an index keeps it. `names` and `words` have nothing in common; `weight` grows with the length of its name."""

    key: str
    entity_id: int
    weight: int
    names: frozenset[str]
    words: frozenset[str]
    terms: tuple[str, ...]


def entity_entry(entity_id: int, entity: Entity) -> Entry:
    """The entry of an entity."""
    fields = list(fields_of(entity))
    names = frozenset(word for field in fields if field.is_name for word in names_of(field.text))
    texts = (field.text for field in fields if not field.is_name)
    return Entry(str(entity_id), entity_id, _weight(entity), names, _words(texts) - names, (ENTITIES, *_terms(entity)))


def section_entry(entity_id: int, entity: Entity, section: Section) -> Entry:
    """The entry of a section, which is also found by the names of its entity."""
    titles = (section.title, section.page, entity.name, entity.label)
    names = frozenset(word for title in titles for word in names_of(title))
    key = f"{entity_id}#{section.position}#{section.path}"
    weight = len(name_words(section.title)) + section.position
    return Entry(key, entity_id, weight, names, _words((section.text,)) - names, (DOCUMENTS, *_terms(entity)))


def fields_of(entity: Entity) -> Iterator[Field]:
    """Everything by which an entity is found, what says most about it first."""
    yield Field("name", entity.name, is_name=True)
    if entity.title:
        yield Field("title", entity.title, is_name=True)
    yield Field("tags", " ".join(map(str, entity.tags)))
    yield Field("description", entity.description or "")
    yield Field("type", entity.type or "")
    yield Field("kind", f"{entity.kind} {_CALLED.get(entity.ref.kind, '')}")
    owner = owner_ref(entity)
    yield Field("owner", owner.name if owner else "")
    for key in _REFERENCES:
        yield Field(_spoken(key), " ".join(_references(entity.spec.get(key))))
    yield Field("lifecycle", entity.lifecycle or "")
    yield Field("e-mail address", (entity.email or "").partition("@")[0])
    yield Field("links", " ".join(link.title or "" for link in entity.links))
    yield Field("labels", " ".join(f"{key} {value}" for key, value in entity.labels.items()))
    yield Field("annotations", " ".join(map(str, entity.annotations.values())))
    definition = entity.spec.get("definition")
    yield Field("definition", definition if isinstance(definition, str) else "")


#: What people call the things of these kinds.
_CALLED = {"group": "team", "user": "person people"}


def _words(texts: Iterable[str]) -> frozenset[str]:
    found = (word for text in texts for word in words_of(text[:_TEXT_LIMIT]))
    return frozenset(islice(dict.fromkeys(found), _MOST_WORDS))


def _weight(entity: Entity) -> int:
    return min(len(name_words(name)) for name in (entity.name, entity.label))


def _terms(entity: Entity) -> Iterator[str]:
    yield term("kind", entity.ref.kind)
    yield term("namespace", entity.ref.namespace)
    for key, value in (("type", entity.type), ("lifecycle", entity.lifecycle)):
        if value:
            yield term(key, value)
    for tag in entity.tags:
        yield term("tag", str(tag))
    yield from _reference_terms("owner", owner_ref(entity))
    system = entity.spec.get("system")
    yield from _reference_terms("system", _ref(system, "system", entity.ref.namespace))


def _reference_terms(key: str, ref: EntityRef | None) -> Iterator[str]:
    """However somebody names it."""
    if ref:
        yield term(key, ref.name)
        yield term(key, f"{ref.namespace}/{ref.name}")
        yield term(key, f"{ref.kind}:{ref.name}")
        yield term(key, str(ref))


def _ref(written: object, kind: str, namespace: str) -> EntityRef | None:
    if not isinstance(written, str):
        return None
    try:
        return EntityRef.parse(written, default_kind=kind, default_namespace=namespace)
    except InvalidRefError:
        return None


def _references(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            yield each.rpartition(":")[2].rpartition("/")[2]


def _spoken(key: str) -> str:
    return _SPOKEN.get(key, key)


_SPOKEN: Mapping[str, str] = {
    "consumesApis": "consumed APIs",
    "providesApis": "provided APIs",
    "dependsOn": "dependencies",
    "memberOf": "teams",
    "children": "child teams",
    "parent": "parent team",
    "subcomponentOf": "component that it is a part of",
}
