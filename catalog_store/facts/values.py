"""Values of facts as JSON and YAML have them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from catalog_store.facts.model import FactType, Value


def value_from(stored: object, wanted: FactType | None) -> Value:
    """The value as it is compared; what cannot be one is nothing at all."""
    if isinstance(stored, list | tuple):
        return tuple(str(each) for each in stored)
    if wanted is FactType.TIME:
        return _moment(stored)
    return stored if isinstance(stored, bool | int | float | str) else None


def as_json(values: Mapping[str, Value]) -> dict[str, object]:
    """The values as they are stored."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _moment(stored: object) -> Value:
    if isinstance(stored, str):
        try:
            stored = datetime.fromisoformat(stored)
        except ValueError:
            return stored if isinstance(stored, str) else None
    if not isinstance(stored, datetime):
        return str(stored) if stored is not None else None
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
