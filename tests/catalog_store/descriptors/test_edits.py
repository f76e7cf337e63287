"""One field of a descriptor is changed, and everything else stays as people wrote it."""

import difflib

import pytest

from catalog_store.descriptors.edits import with_field
from catalog_store.errors import NotEditableError
from catalog_store.refs import EntityRef

REF = EntityRef.of("component", "payments-api")
FILE = """\
# Who we are.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: payments-api   # never rename
  title: "Payments: API"
  tags:
    - java
    - pci
  links:
    - {url: https://example.org/a?b=c#d, title: Dashboard}
spec:
  type: service
  lifecycle: 'production'
  owner: payments
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: payments-api
spec:
  definition: |
    openapi: 3.0.0   # kept
"""


def changed(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("+", "-"))]


def test_a_field_is_replaced() -> None:
    after = with_field(FILE, REF, ("spec", "owner"), "search")
    assert changed(FILE, after) == ["-   owner: payments", "+   owner: search"]


def test_a_field_and_what_it_stands_in_are_added() -> None:
    after = with_field(FILE, REF, ("metadata", "annotations", "backstage.io/techdocs-ref"), "dir:.")
    assert changed(FILE, after) == ["+   annotations:", "+     backstage.io/techdocs-ref: dir:."]


def test_a_list_is_added() -> None:
    after = with_field(FILE.replace("  tags:\n    - java\n    - pci\n", ""), REF, ("metadata", "tags"), ("java", "pci"))
    assert "  tags:\n" in after
    assert "- pci" in after


def test_what_looks_like_something_else_is_quoted() -> None:
    after = with_field(FILE, REF, ("metadata", "description"), "yes: # and @no")
    assert "description: 'yes: # and @no'" in after


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "kind: [", "a: &x [*x]\n", "kind: Component\nmetadata: no\n"])
def test_what_is_no_descriptor_is_left_alone(text: str) -> None:
    with pytest.raises(NotEditableError):
        with_field(text, REF, ("spec", "owner"), "search")


def test_a_field_that_is_no_mapping_is_left_alone() -> None:
    with pytest.raises(NotEditableError, match="no mapping"):
        with_field(FILE, REF, ("metadata", "name", "deeper"), "x")


def test_another_entity_of_the_file_is_left_alone() -> None:
    with pytest.raises(NotEditableError, match="not described"):
        with_field(FILE, EntityRef.of("component", "other"), ("spec", "owner"), "search")
