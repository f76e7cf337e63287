"""Tells the author of a descriptor what is wrong with it, and what comes in but will disappoint."""

import re
from collections.abc import Callable, Iterator

from catalog_store.descriptors import corrections, specs
from catalog_store.descriptors.documents import decoded, documents
from catalog_store.descriptors.expectations import shown
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Path
from catalog_store.descriptors.kinds import BUILT_IN, Kinds
from catalog_store.descriptors.reader import located, read_descriptor
from catalog_store.entities import Entity, Fault, Severity
from catalog_store.reading import Descriptor, Fetch, SourceFile
from catalog_store.refs import EntityRef
from catalog_store.relations import FIELDS, Declared, declared_by

#: Tells whether the catalog, or another file at hand, has an entity of this reference.
IsKnown = Callable[[EntityRef], bool]

_LIFECYCLES = ("experimental", "production", "deprecated")
_DESCRIBED = frozenset(("component", "api", "system", "domain", "resource"))
_INDEX = re.compile(r"(.*)\[([0-9]+)\]\Z")


def lint(file: SourceFile, *, fetch: Fetch, known: IsKnown | None = None, kinds: Kinds = BUILT_IN) -> tuple[Fault, ...]:
    """The faults of the file and warnings about what it holds, by line. Without `known`, references may point anywhere."""
    descriptor = read_descriptor(file, fetch=fetch, kinds=kinds)
    warnings = _warnings(file, descriptor, known) if descriptor.entities else []
    return tuple(sorted((*descriptor.faults, *warnings), key=lambda fault: (fault.line, fault.column)))


def _warnings(file: SourceFile, descriptor: Descriptor, known: IsKnown | None) -> list[Fault]:
    by_line = {document.line: document for document in documents(decoded(file.body))}
    own = {described.entity.ref for described in descriptor.entities}
    faults: list[Fault] = []
    for described in descriptor.entities:
        flaws = list(_doubts(described.entity))
        flaws += _references(described.entity, known and _either(own, known))
        if flaws:
            faults += located(flaws, by_line[described.line])
    return faults


def _either(own: set[EntityRef], known: IsKnown) -> IsKnown:
    return lambda ref: ref in own or known(ref)


def _doubts(entity: Entity) -> Iterator[Flaw]:
    if entity.ref.kind in _DESCRIBED and not entity.description:
        fix = f"Add `description:` under `metadata:`, one line that says what {entity.name} is for."
        yield _warning("no-description", ("metadata", "description"), "There is no description.", fix)
    lifecycle = entity.lifecycle
    if lifecycle and lifecycle not in _LIFECYCLES:
        near = corrections.nearest(lifecycle, _LIFECYCLES)
        choice = ", ".join(f"`{each}`" for each in _LIFECYCLES)
        fix = f"Write `lifecycle: {near}`." if near else f"Use one of {choice}."
        message = f"The lifecycle {shown(lifecycle)} is not one of {choice}."
        yield _warning("unknown-lifecycle", ("spec", "lifecycle"), message, fix)
    yield from _misspelt_fields(entity)


def _misspelt_fields(entity: Entity) -> Iterator[Flaw]:
    if entity.kind not in specs.SPECS:
        return
    meant = {field.name for field in FIELDS[entity.ref.kind]} | specs.SPECS[entity.kind].fields.keys()
    for key in entity.spec:
        near = None if key in meant else corrections.nearest(key, sorted(meant - entity.spec.keys()))
        if near:
            message = f"`spec.{key}` means nothing to the catalog; it is kept as it is."
            yield _warning(
                "misspelt-field", ("spec", key), message, f"If `{near}` is meant, write `{near}:`.", at_key=True
            )


def _references(entity: Entity, known: IsKnown | None) -> Iterator[Flaw]:
    for declared in declared_by(entity):
        other = _other(entity, declared)
        if other is None or " " in declared.text.strip() or "@" in declared.text:
            yield _no_reference(declared)
        elif known is not None and not known(other):
            yield _dangling(declared, other)


def _other(entity: Entity, declared: Declared) -> EntityRef | None:
    relation = declared.relation
    if relation is None:
        return None
    return relation.target if relation.source == entity.ref else relation.source


def _no_reference(declared: Declared) -> Flaw:
    path = _path(declared.field)
    fixed = corrections.name(declared.text.partition("@")[0].rpartition("/")[2].rpartition(":")[2])
    if declared.field == "spec.owner":
        what = "an e-mail address" if "@" in declared.text else "no reference to a team or a person"
        message = f"The owner {shown(declared.text)} is {what}, so nobody will be found."
        example = f"user:{fixed}" if "@" in declared.text else f"group:{fixed}"
        return _warning(
            "unknown-owner", path, message, f"Name a Group or User of the catalog, such as `owner: {example}`."
        )
    message = f"{declared.field} is {shown(declared.text)}, which is no reference to an entity."
    fix = f"Write `name`, `kind:name` or `kind:namespace/name`{f', such as `{fixed}`' if fixed else ''}."
    return _warning("invalid-reference", path, message, fix)


def _dangling(declared: Declared, other: EntityRef) -> Flaw:
    path = _path(declared.field)
    if declared.field == "spec.owner":
        message = f"The owner {shown(declared.text)} is not in the catalog; it would be {other}."
        return _warning("unknown-owner", path, message, "Correct the name, or describe that team or person in a file.")
    message = f"{declared.field} points at {other}, which is not in the catalog."
    return _warning("dangling-reference", path, message, "Correct the name, or describe that entity in a file.")


def _path(field: str) -> Path:
    """`spec.dependsOn[1]` as the keys and indexes that lead there."""
    found = _INDEX.match(field)
    return (*_path(found[1]), int(found[2])) if found else tuple(field.split("."))


def _warning(code: str, path: Path, message: str, fix: str, *, at_key: bool = False) -> Flaw:
    return Flaw(code, path, message, fix, at_key, Severity.WARNING)
