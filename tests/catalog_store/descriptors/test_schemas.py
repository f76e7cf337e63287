"""Entities of declared kinds must fit their schemas."""

import json
from collections.abc import Mapping

import pytest

from catalog_store.descriptors import Kinds, read_descriptor
from catalog_store.descriptors.schemas import fault_of_schema
from catalog_store.entities import KINDS, Fault
from catalog_store.reading import Descriptor, SourceFile, UnreadableError

SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["owner", "retention"],
            "properties": {
                "retention": {"enum": ["30d", "1y"]},
                "rows": {"type": "integer"},
                "bucket": {"type": "string", "pattern": "^s3://"},
            },
        }
    },
    "required": ["spec"],
}
DATASET = """\
apiVersion: data.acme.example/v1
kind: Dataset
metadata: {name: bookings}
spec:
  owner: payments
  retention: %s
"""


def test_an_entity_that_fits_comes_in() -> None:
    (described,) = read(DATASET % "30d").entities

    assert str(described.entity.ref) == "dataset:default/bookings"


def test_one_that_does_not_fit_stays_out_and_says_where_and_why() -> None:
    (fault,) = read(DATASET % "ever").faults

    assert (fault.code, fault.line, fault.field) == ("against-schema", 6, "spec.retention")
    assert fault.message == "spec.retention must be one of `30d`, `1y`, not `ever`."
    assert fault.fix == "Use `30d`, `1y`."


@pytest.mark.parametrize(
    "line, message",
    [
        ("  rows: many", "spec.rows must be a whole number, not `many`."),
        ("  bucket: gs://x", "spec.bucket does not fit the schema of Dataset: 'gs://x' does not match '^s3://'."),
    ],
)
def test_says_it_in_words(line: str, message: str) -> None:
    (fault,) = read(DATASET % "1y" + line + "\n").faults

    assert fault.message == message


def test_names_a_field_that_is_missing() -> None:
    fault = only(
        read("apiVersion: data.acme.example/v1\nkind: Dataset\nmetadata: {name: a}\nspec: {owner: payments}\n")
    )

    assert fault.message == "A Dataset must have spec.retention."
    assert fault.fix == "Add `retention:` to spec."


def test_built_in_kinds_are_as_ever() -> None:
    group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: []}\n"

    assert read(group).is_whole


def test_schemas_that_build_on_backstages_own_can_be_used() -> None:
    schema = {"$id": "Dataset", "allOf": [{"$ref": "Entity"}, SCHEMA]}

    assert fault_of_schema(schema) is None
    assert not read(DATASET % "ever", schema).is_whole


@pytest.mark.parametrize(
    "schema, fault",
    [
        ({"type": "strange"}, "type: 'strange' is not valid under any of the given schemas"),
        (
            {"$ref": "https://schemas.example/dataset.json"},
            "it refers to https://schemas.example/dataset.json, which is not in it",
        ),
    ],
)
def test_says_why_a_schema_cannot_be_used(schema: dict[str, object], fault: str) -> None:
    assert fault_of_schema(schema) == fault


def read(text: str, schema: Mapping[str, object] = SCHEMA) -> Descriptor:
    kinds = Kinds((*KINDS, "Dataset"), (("Dataset", json.dumps(schema)),))
    return read_descriptor(SourceFile("file:/catalog-info.yaml", text.encode()), fetch=_nothing, kinds=kinds)


def only(descriptor: Descriptor) -> Fault:
    (fault,) = descriptor.faults
    return fault


def _nothing(location: str) -> bytes:
    raise UnreadableError(location, "there is nothing")
