"""Reads a descriptor file: its good entities, and what is wrong with the others."""

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from catalog_store.descriptors import envelope, exact, fast, locations, syntax
from catalog_store.descriptors.documents import Document, UnfitFileError, decoded, documents
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json, path_text, storable, unstorable
from catalog_store.descriptors.kinds import BUILT_IN, Kinds
from catalog_store.descriptors.placeholders import Replacement
from catalog_store.entities import Entity, Fault, Severity
from catalog_store.reading import Dependency, Described, Descriptor, Fetch, SourceFile
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef

#: Enough to see that a file is no descriptor; a hostile one could hold millions.
_MOST_FAULTS = 200


def read_descriptor(file: SourceFile, *, fetch: Fetch, kinds: Kinds = BUILT_IN) -> Descriptor:
    """All that the file says. It never raises for what stands in it: each fault is told, and the rest comes in."""
    try:
        text = decoded(file.body)
    except UnfitFileError as error:
        return Descriptor((), (error.fault,))
    reading = _Reading(file.location, fetch, kinds)
    for document in documents(text):
        reading.add(document)
    return reading.descriptor()


def located(flaws: list[Flaw], document: Document) -> list[Fault]:
    """The faults with their places. Only here, where something is wrong, is the document read once more to find them."""
    try:
        _, places = exact.read_with_places(document.text)
    except exact.YamlError:  # the stricter reader: the place stays that of the document
        return [flaw.at(document.line, 0) for flaw in flaws]
    return [_located(flaw, document, places) for flaw in flaws]


def _located(flaw: Flaw, document: Document, places: exact.Places) -> Fault:
    place = places.find(flaw.path, key=flaw.at_key) if flaw.path else None
    return flaw.at(document.first_line + place[0] - 1, place[1]) if place else flaw.at(document.line, 1)


@dataclass(slots=True)
class _Reading:
    """One file while it is being read."""

    location: str
    fetch: Fetch
    kinds: Kinds
    entities: dict[EntityRef, Described] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)

    def add(self, document: Document) -> None:
        try:
            value = fast.read(document.text)
        except exact.YamlError as error:
            if len(self.faults) < _MOST_FAULTS:
                self.faults.append(syntax.fault_of(error, document))
            return
        if value is None:
            return
        if not isinstance(value, dict):
            if len(self.faults) < _MOST_FAULTS:
                self.faults.append(_not_a_mapping(document))
            return
        self._add_entity(value, document)

    def descriptor(self) -> Descriptor:
        if not self.entities and not self.faults:
            fix = "Describe something in it, beginning with `apiVersion: backstage.io/v1alpha1`, or remove it."
            self.faults.append(Fault("empty-file", "The file holds no entity.", fix, 1, 1))
        targets = tuple(dict.fromkeys(self.targets))
        dependencies = tuple({each.location: each for each in self.dependencies}.values())
        return Descriptor(tuple(self.entities.values()), tuple(map(_storable, self.faults)), targets, dependencies)

    def _add_entity(self, value: dict[str, Json], document: Document) -> None:
        flaws: list[Flaw] = []
        if "$" in document.text:
            value = self._with_placeholders(value, flaws)
        flaws.extend(islice(envelope.flaws(value, self.kinds), _MOST_FAULTS))
        if "\\" in document.text or "$" in document.text:
            flaws.extend(map(_unstorable, islice(unstorable(value), _MOST_FAULTS)))
        if flaws:
            self._tell(flaws, document)
            return
        self._keep(_entity(value), document)

    def _with_placeholders(self, value: dict[str, Json], flaws: list[Flaw]) -> dict[str, Json]:
        replacement = Replacement(self.location, self.fetch)
        replaced = replacement.of(value)
        self.dependencies.extend(replacement.dependencies)
        flaws.extend(replacement.flaws)
        return replaced if isinstance(replaced, dict) else {}

    def _keep(self, entity: Entity, document: Document) -> None:
        first = self.entities.get(entity.ref)
        if first is not None:
            message = f"{entity.ref} stands on line {first.line} of this file already."
            flaw = Flaw("duplicate-entity", ("metadata", "name"), message, "Remove one of the two, or rename it.")
            self._tell([flaw], document)
            return
        self.entities[entity.ref] = Described(entity, document.line)
        if entity.kind == "Location":
            self.targets.extend(locations.targets_of(entity, self.location))
            self._tell(list(locations.flaws(entity.document)), document)

    def _tell(self, flaws: list[Flaw], document: Document) -> None:
        if flaws and len(self.faults) < _MOST_FAULTS:
            self.faults.extend(located(flaws, document))


def _entity(document: dict[str, Json]) -> Entity:
    metadata: Any = document["metadata"]  # Any: the envelope has just been judged
    kind: Any = document["kind"]
    name, namespace = metadata["name"], metadata.get("namespace", DEFAULT_NAMESPACE)
    return Entity(EntityRef.of(kind, name, namespace), kind, name, namespace, document)


def _storable(fault: Fault) -> Fault:
    """Faults quote what is wrong, and are kept."""
    return replace(fault, message=storable(fault.message), fix=storable(fault.fix), field=storable(fault.field))


def _unstorable(path: tuple[str | int, ...]) -> Flaw:
    message = f"{path_text(path) or 'A key of the document'} holds a zero byte or half a sign, which no database takes."
    return Flaw("unstorable-text", path, message, "Remove the `\\0` or `\\u…` from the text.")


def _not_a_mapping(document: Document) -> Fault:
    message = "The document is not made of `key: value` lines."
    fix = "Begin with `apiVersion: backstage.io/v1alpha1`, or leave the file out of the catalog."
    return Fault("not-an-entity", message, fix, document.line, 1, severity=Severity.ERROR)
