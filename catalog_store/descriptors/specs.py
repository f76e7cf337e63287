"""What each built-in kind asks of its `spec`, as Backstage's catalog model has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalog_store.descriptors import corrections
from catalog_store.descriptors import expectations as expect
from catalog_store.descriptors.expectations import Expectation
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json


@dataclass(frozen=True, slots=True)
class Spec:
    """The fields of one kind. Others are kept as they are."""

    required: tuple[str, ...] = ()
    fields: Mapping[str, Expectation] = field(default_factory=dict)


_OWNED: dict[str, Expectation] = {"type": expect.text, "owner": expect.text}
_LIVING: dict[str, Expectation] = {**_OWNED, "lifecycle": expect.text, "system": expect.text}

SPECS: Mapping[str, Spec] = {
    "Component": Spec(
        ("type", "lifecycle", "owner"),
        {
            **_LIVING,
            "subcomponentOf": expect.text,
            "providesApis": expect.texts,
            "consumesApis": expect.texts,
            "dependsOn": expect.texts,
        },
    ),
    "API": Spec(("type", "lifecycle", "owner", "definition"), {**_LIVING, "definition": expect.text}),
    "Resource": Spec(("type", "owner"), {**_OWNED, "system": expect.text, "dependsOn": expect.texts}),
    "System": Spec(("owner",), {**_OWNED, "domain": expect.text}),
    "Domain": Spec(("owner",), {**_OWNED, "subdomainOf": expect.text}),
    "Group": Spec(
        ("type", "children"),
        {
            "type": expect.text,
            "profile": expect.profile,
            "parent": expect.text,
            "children": expect.texts,
            "members": expect.texts,
        },
    ),
    "User": Spec(("memberOf",), {"profile": expect.profile, "memberOf": expect.texts}),
    "Location": Spec(
        (),
        {"type": expect.text, "target": expect.text, "targets": expect.texts, "presence": expect.presence},
    ),
}

#: What to write where a required field is missing.
_EXAMPLES = {
    "type": "type: service",
    "lifecycle": "lifecycle: production",
    "owner": "owner: your-team",
    "definition": "definition: …` (the API's text, or `$text: ./openapi.yaml` on the line below it",
    "children": "children: []",
    "memberOf": "memberOf: []",
}
_TYPES = {"API": "type: openapi", "Resource": "type: database", "Group": "type: team"}


def flaws(kind: str, document: Mapping[str, Json]) -> Iterator[Flaw]:
    """What Backstage would refuse in the entity's `spec`."""
    rules = SPECS.get(kind)
    spec = document.get("spec")
    if type(spec) is not dict:
        yield from _without_spec(rules, document)
        return
    if rules is None:
        return
    expected = rules.fields
    for key, value in spec.items():
        check = expected.get(key)
        if check is None or (check is expect.text and type(value) is str and value):
            continue  # nearly always: not worth a generator
        if value is None and key in rules.required:
            yield _empty(kind, key)
        else:
            yield from check(value, ("spec", key))
    for key in rules.required:
        if key not in spec:
            yield _missing(kind, key, spec)


def _without_spec(rules: Spec | None, document: Mapping[str, Json]) -> Iterator[Flaw]:
    if "spec" in document:
        yield expect.not_a_mapping(document["spec"], ("spec",))
    elif rules is not None:
        needs = ", ".join(f"`{key}`" for key in rules.required) or "`targets`"
        yield Flaw("missing-field", ("spec",), "There is no `spec`.", f"Add `spec:` with {needs} under it.")


def _empty(kind: str, key: str) -> Flaw:
    message = f"spec.{key} is empty, and {_a(kind)} needs it."
    return Flaw("empty-value", ("spec", key), message, f"Write `{_example(kind, key)}.")


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "AEIO" else f"a {kind}"


def _example(kind: str, key: str) -> str:
    """What to write, from after its opening backtick on."""
    example = _TYPES.get(kind, _EXAMPLES[key]) if key == "type" else _EXAMPLES[key]
    return f"{example})" if "(" in example else f"{example}`"


def _missing(kind: str, key: str, spec: Mapping[str, Json]) -> Flaw:
    message = f"`spec.{key}` is missing, and {_a(kind)} needs it."
    near = corrections.nearest(key, (each for each in spec if each not in SPECS[kind].fields))
    if near:
        return Flaw("missing-field", ("spec", near), message, f"Write `{key}:` instead of `{near}:`.", at_key=True)
    return Flaw("missing-field", ("spec", key), message, f"Add `{_example(kind, key)} under `spec:`.")
