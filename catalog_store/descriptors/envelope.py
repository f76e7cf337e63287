"""What every entity must say of itself, whatever its kind: version, kind and metadata."""

from collections.abc import Iterator, Mapping

from catalog_store.descriptors import corrections, schemas, specs
from catalog_store.descriptors import expectations as expect
from catalog_store.descriptors.expectations import Expectation, shown
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json
from catalog_store.descriptors.kinds import CORE_VERSIONS, VERSIONS, Kinds

_ROOT = frozenset(("apiVersion", "kind", "metadata", "spec"))
_METADATA: dict[str, Expectation] = {
    "name": expect.name,
    "namespace": expect.namespace,
    "title": expect.text,
    "description": expect.any_text,
    "labels": expect.labels,
    "annotations": expect.annotations,
    "tags": expect.tags,
    "links": expect.links,
    "uid": expect.text,
    "etag": expect.text,
}
_SPEC_FIELDS = frozenset(key for spec in specs.SPECS.values() for key in spec.fields)


def flaws(document: Mapping[str, Json], kinds: Kinds) -> Iterator[Flaw]:
    """All that Backstage would refuse in the document, in the order of its fields."""
    if not document.keys() & _ROOT:
        yield _not_an_entity()
        return
    if not document.keys() <= _ROOT:
        yield from (_foreign(key) for key in document if key not in _ROOT)
    yield from _kind_flaws(document, kinds)
    yield from _metadata_flaws(document)
    kind = document.get("kind")
    if type(kind) is str and kind in kinds.names:
        yield from specs.flaws(kind, document)
        if kind not in VERSIONS:
            yield from schemas.flaws(kind, document, kinds)


def _kind_flaws(document: Mapping[str, Json], kinds: Kinds) -> Iterator[Flaw]:
    version, kind = document.get("apiVersion"), document.get("kind")
    if type(version) is str and type(kind) is str and version in VERSIONS.get(kind, ()) and kind in kinds.names:
        return
    yield from _required_text(document, "apiVersion", CORE_VERSIONS[0])
    yield from _required_text(document, "kind", "Component")
    if type(kind) is str and kind and kind not in kinds.names:
        yield _unknown_kind(kind, kinds, version)
    elif type(kind) is str and type(version) is str and version and kind in VERSIONS:
        message = f"A {kind} of the version {shown(version)} is unknown."
        yield Flaw("unknown-version", ("apiVersion",), message, f"Write `apiVersion: {VERSIONS[kind][0]}`.")


def _required_text(document: Mapping[str, Json], key: str, example: str) -> Iterator[Flaw]:
    if key in document:
        yield from expect.text(document[key], (key,))
    else:
        yield Flaw("missing-field", (key,), f"There is no `{key}`.", f"Add the line `{key}: {example}`.")


def _metadata_flaws(document: Mapping[str, Json]) -> Iterator[Flaw]:
    metadata = document.get("metadata")
    if type(metadata) is not dict:
        if "metadata" in document:
            yield expect.not_a_mapping(metadata, ("metadata",))
        else:
            yield Flaw(
                "missing-field", ("metadata",), "There is no `metadata`.", "Add `metadata:` with `name:` under it."
            )
        return
    for key, value in metadata.items():
        check = _METADATA.get(key)
        if check is None or (check is expect.text and type(value) is str and value):
            continue  # nearly always: not worth a generator
        yield from check(value, ("metadata", key))
    if "name" not in metadata:
        yield _nameless(metadata)


def _nameless(metadata: Mapping[str, Json]) -> Flaw:
    message = "The entity has no `metadata.name`."
    near = corrections.nearest("name", (key for key in metadata if key not in _METADATA))
    if near:
        return Flaw("missing-field", ("metadata", near), message, f"Write `name:` instead of `{near}:`.", at_key=True)
    return Flaw("missing-field", ("metadata", "name"), message, "Add `name: your-service` under `metadata:`.")


def _not_an_entity() -> Flaw:
    message = "This is YAML, but it describes no entity: there is no `apiVersion`, `kind`, `metadata` or `spec`."
    fix = f"Begin with `apiVersion: {CORE_VERSIONS[0]}` and `kind: Component`, or leave the file out of the catalog."
    return Flaw("not-an-entity", (), message, fix)


def _foreign(key: str) -> Flaw:
    if key in _METADATA:
        fix = f"Move `{key}` under `metadata:`, indented by two spaces."
    elif key in _SPEC_FIELDS:
        fix = f"Move `{key}` under `spec:`, indented by two spaces."
    elif near := corrections.nearest(key, _ROOT):
        fix = f"Write `{near}:`."
    else:
        fix = f"Remove `{key}`, or move it under `spec:` to keep it."
    message = f"`{key}` cannot stand here: an entity has `apiVersion`, `kind`, `metadata` and `spec` only."
    return Flaw("unknown-field", (key,), message, fix, at_key=True)


def _unknown_kind(kind: str, kinds: Kinds, version: Json) -> Flaw:
    if isinstance(version, str) and "backstage.io/" not in version:
        message = f"{shown(f'{version} {kind}')} is a kind of another system."
        fix = "Leave the file out of the catalog, or have this kind declared in the configuration."
        return Flaw("unknown-kind", ("kind",), message, fix)
    near = corrections.nearest(kind, kinds.names)
    choice = ", ".join(f"`{each}`" for each in kinds.names)
    fix = f"Write `kind: {near}`." if near else f"Use one of {choice}, or have this kind declared in the configuration."
    return Flaw("unknown-kind", ("kind",), f"The kind {shown(kind)} is unknown to this catalog.", fix)
