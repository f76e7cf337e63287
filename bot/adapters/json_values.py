"""Single values out of JSON that others send, whatever an odd version of them leaves out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

Json: TypeAlias = Any  # JSON as others send it: read at once into types of ours, never passed on


def part(value: Json, *path: str) -> Mapping[str, Any]:  # Any: JSON
    """The mapping at the end of the path; an empty one where there is none."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: Json, *path: str) -> tuple[Mapping[str, Any], ...]:  # Any: JSON
    """The mappings of the list at the end of the path."""
    holder = part(value, *path[:-1])
    found = holder.get(path[-1])
    return tuple(each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else ()


def text(value: Json, *path: str) -> str:
    """The text at the end of the path, else nothing."""
    found = part(value, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def number(value: Json, *path: str, default: int = 0) -> int:
    """The whole number at the end of the path."""
    found = part(value, *path[:-1]).get(path[-1])
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def moment(value: Json, *path: str) -> datetime | None:
    """The time at the end of the path: `2026-03-02T08:59:12Z`, with or without fractions."""
    written = text(value, *path)
    try:
        found = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else None


def condition(value: Json, name: str) -> Mapping[str, Any]:  # Any: JSON
    """The condition of this type; an empty one where it is not told."""
    return next((each for each in items(value, "status", "conditions") if each.get("type") == name), {})
