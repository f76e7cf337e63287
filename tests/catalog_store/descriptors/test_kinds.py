"""What each of the built-in kinds needs, as Backstage's catalog model has it."""

from collections.abc import Callable

import pytest

from catalog_store.reading import Descriptor

Read = Callable[..., Descriptor]

NEEDED = {
    "Component": {"type": "service", "lifecycle": "production", "owner": "team-a"},
    "API": {"type": "openapi", "lifecycle": "production", "owner": "team-a", "definition": "text"},
    "Resource": {"type": "database", "owner": "team-a"},
    "System": {"owner": "team-a"},
    "Domain": {"owner": "team-a"},
    "Group": {"type": "team", "children": "[]"},
    "User": {"memberOf": "[]"},
}


def entity(kind: str, spec: dict[str, str], version: str = "backstage.io/v1alpha1") -> str:
    fields = "".join(f"\n  {key}: {value}" for key, value in spec.items()) or " {}"
    return f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: thing\nspec:{fields}\n"


@pytest.mark.parametrize("version", ["backstage.io/v1alpha1", "backstage.io/v1beta1"])
@pytest.mark.parametrize("kind", NEEDED)
def test_the_required_fields_are_enough(read: Read, kind: str, version: str) -> None:
    assert read(entity(kind, NEEDED[kind], version)).is_whole


@pytest.mark.parametrize("kind, missing", [(kind, key) for kind, spec in NEEDED.items() for key in spec])
def test_each_of_them_is_needed(read: Read, kind: str, missing: str) -> None:
    spec = {key: value for key, value in NEEDED[kind].items() if key != missing}

    (fault,) = read(entity(kind, spec)).faults

    assert (fault.code, fault.line, fault.field) == ("missing-field", 5, f"spec.{missing}")
    assert fault.fix.startswith(f"Add `{missing}: ")


def test_an_empty_required_field_says_what_to_write(read: Read) -> None:
    (fault,) = read(entity("System", {"owner": ""})).faults

    assert fault.message == "spec.owner is empty, and a System needs it."
    assert fault.fix == "Write `owner: your-team`."


def test_a_component_needs_a_spec(read: Read) -> None:
    (fault,) = read("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: thing\n").faults

    assert fault.fix == "Add `spec:` with `type`, `lifecycle`, `owner` under it."


def test_profiles_hold_texts(read: Read) -> None:
    (fault,) = read(entity("User", {"memberOf": "[]", "profile": "{email: 5}"})).faults

    assert (fault.field, fault.code) == ("spec.profile.email", "wrong-type")


@pytest.mark.parametrize(
    "version",
    ["scaffolder.backstage.io/v1beta3", "scaffolder.backstage.io/v1beta2", "backstage.io/v1beta1"],
)
def test_a_template_is_judged_by_its_envelope(read: Read, version: str) -> None:
    assert read(entity("Template", {"steps": "anything"}, version)).is_whole


def test_a_location_needs_nothing(read: Read) -> None:
    assert read(entity("Location", {})).is_whole


def test_a_location_knows_two_presences(read: Read) -> None:
    (fault,) = read(entity("Location", {"presence": "maybe"})).faults

    assert fault.fix == "Write `presence: required` or `presence: optional`."
