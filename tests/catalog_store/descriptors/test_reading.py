"""A descriptor file becomes entities: verbatim, each with its line, and never at the cost of the others."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_store.descriptors import Kinds, read_descriptor
from catalog_store.reading import Descriptor, SourceFile, UnreadableError
from catalog_store.refs import EntityRef

Read = Callable[..., Descriptor]


def test_an_entity_comes_in_as_it_is_written(read: Read, component: str) -> None:
    descriptor = read(component.replace("payments-api", "Payments-API") + "  tier: 1\n")

    (described,) = descriptor.entities
    assert described.line == 1
    assert described.entity.ref == EntityRef("component", "default", "payments-api")
    assert (described.entity.kind, described.entity.name, described.entity.namespace) == (
        "Component",
        "Payments-API",
        "default",
    )
    assert described.entity.spec["tier"] == 1
    assert descriptor.is_whole


def test_every_document_of_a_file_comes_in_with_its_line(read: Read, component: str) -> None:
    text = f"---\n{component}---\n# the team\n{GROUP}---\n"

    assert [(str(each.entity.ref), each.line) for each in read(text).entities] == [
        ("component:default/payments-api", 2),
        ("group:default/team-a", 13),
    ]


def test_the_good_documents_come_in_beside_a_broken_one(read: Read, component: str) -> None:
    descriptor = read(f"{component}---\nkind: [\n---\n{GROUP}")

    assert [each.entity.kind for each in descriptor.entities] == ["Component", "Group"]
    (fault,) = descriptor.faults
    assert (fault.code, fault.line) == ("syntax", 11)
    assert not descriptor.is_whole


def test_the_second_of_one_name_is_refused(read: Read, component: str) -> None:
    descriptor = read(f"{component}---\n{component.replace('payments-api', 'Payments-API')}")

    (fault,) = descriptor.faults
    assert len(descriptor.entities) == 1
    assert (fault.code, fault.line, fault.field) == ("duplicate-entity", 14, "metadata.name")
    assert fault.message == "component:default/payments-api stands on line 1 of this file already."


def test_merges_and_numbers_mean_what_yaml_says(read: Read, component: str) -> None:
    text = component + "  base: &base {port: 012, on: yes}\n  more:\n    <<: *base\n    since: 2026-01-31\n"

    (described,) = read(text).entities
    assert described.entity.spec["more"] == {"port": 12, "on": "yes", "since": "2026-01-31"}


def test_a_declared_kind_is_judged_by_its_envelope(component: str) -> None:
    text = component.replace("Component", "Robot").replace("backstage.io/v1alpha1", "shop.example/v1")

    descriptor = read_descriptor(
        SourceFile("file:/r.yaml", text.encode()), fetch=no_file, kinds=Kinds(("Component", "Robot"))
    )

    assert [str(each.entity.ref) for each in descriptor.entities] == ["robot:default/payments-api"]


@pytest.mark.parametrize("body", ["", "\n\n", "---\n---\n", "# later\n", "null\n"])
def test_a_file_without_entities_is_a_fault(read: Read, body: str) -> None:
    (fault,) = read(body).faults

    assert (fault.code, fault.message) == ("empty-file", "The file holds no entity.")


def test_faults_of_one_file_have_an_end(read: Read) -> None:
    assert len(read("---\nfoo\n" * 5_000).faults) == 200


PIECES = st.sampled_from(
    [
        "\t",
        '"',
        "'",
        "{{ x }}",
        ": ",
        "- ",
        "\n",
        "\n---\n",
        "&a ",
        "*a",
        "null",
        "[",
        "{",
        "  ",
        "é",
        "\\0",
        "$text: x",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 160), st.integers(0, 3), PIECES), max_size=4))
def test_whatever_happens_to_a_file_it_is_read_or_explained(component: str, edits: list[tuple[int, int, str]]) -> None:
    text = component
    for start, removed, piece in edits:
        text = text[:start] + piece + text[start + removed :]

    descriptor = read_descriptor(SourceFile("file:/x.yaml", text.encode()), fetch=no_file)

    assert descriptor.entities or descriptor.faults
    assert all(fault.message and fault.fix and fault.line >= 0 for fault in descriptor.faults)
    json.dumps([each.entity.document for each in descriptor.entities], allow_nan=False)


@given(st.binary())
def test_any_bytes_are_explained(body: bytes) -> None:
    assert read_descriptor(SourceFile("file:/x.yaml", body), fetch=no_file).faults


def no_file(location: str) -> bytes:
    raise UnreadableError(location, "there is no such file")


GROUP = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-a
spec:
  type: team
  children: []
"""
