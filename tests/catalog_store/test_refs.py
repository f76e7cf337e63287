"""How references are written, read and compared."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef

parts = st.text(st.characters(exclude_characters=":/", exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), min_size=1)


def parse(text: str) -> str:
    return str(EntityRef.parse(text, default_kind="group", default_namespace="desk"))


@pytest.mark.parametrize(
    "text, read",
    [
        ("payments", "group:desk/payments"),
        ("user:ana", "user:desk/ana"),
        ("default/payments", "group:default/payments"),
        ("component:default/payments-api", "component:default/payments-api"),
        ("Component:Default/Payments-API", "component:default/payments-api"),
        ("  payments  ", "group:desk/payments"),
        ("ana@example.com", "group:desk/ana@example.com"),
        ("Team Payments", "group:desk/team payments"),
    ],
)
def test_reads_every_form_with_the_defaults_filled_in(text: str, read: str) -> None:
    assert parse(text) == read


@pytest.mark.parametrize("text", ["", "  ", "a:b:c", "a/b/c", ":x", "/x", "x:", "kind:namespace/", "a/b:c"])
def test_refuses_what_is_no_reference_and_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(InvalidRefError, match="Write `name`, `kind:name` or `kind:namespace/name`"):
        parse(text)


@pytest.mark.parametrize("text", ["x" * 501, "pay\0ments", "pay\ud800ments"])
def test_refuses_what_no_database_takes(text: str) -> None:
    with pytest.raises(InvalidRefError):
        parse(text)


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(InvalidRefError):
        EntityRef.parse(["payments"], default_kind="group")


def test_needs_a_kind_where_none_can_be_assumed() -> None:
    with pytest.raises(InvalidRefError):
        EntityRef.parse("payments")


@given(parts, parts, parts)
def test_what_is_written_reads_back_the_same(kind: str, namespace: str, name: str) -> None:
    ref = EntityRef.of(kind, name, namespace)
    assert EntityRef.parse(str(ref)) == ref


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(InvalidRefError):
        assert EntityRef.parse(text, default_kind="component").name
