"""Sheets of facts for tests."""

from datetime import UTC, datetime, timedelta

from catalog_store.facts import Reading, Sheet, Value
from catalog_store.refs import EntityRef

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
REF = EntityRef("component", "default", "payments-api")


def sheet(**facts: Value) -> Sheet:
    """A sheet with these facts; `entity_kind` stands for `entity.kind`. It is a component unless it says otherwise."""
    values: dict[str, Value] = {"entity.kind": "component"}
    values |= {name.replace("_", ".", 1): value for name, value in facts.items()}
    return sheet_with(values)


def sheet_with(values: dict[str, Value]) -> Sheet:
    """A sheet with exactly these."""
    reading = Reading("catalog-info.yaml", NOW - timedelta(minutes=4), timedelta(days=1), values)
    return Sheet(1, REF, "Payments API", EntityRef("group", "default", "payments"), (reading,), values)
