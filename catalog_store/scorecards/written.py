"""Small parts of what people write in the configuration, read with every fault at its place."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from catalog_store.scorecards.reading import Faults, Written

_LONGEST = 300


def mapping(written: Any, place: str, faults: Faults) -> Written:  # Any: YAML
    """A mapping; nothing at all is an empty one."""
    if written is None:
        return {}
    if isinstance(written, Mapping):
        return written
    faults.add(place, "must be a mapping", "Indent its keys below it.")
    return {}


def only_keys(section: Written, known: Sequence[str], place: str, faults: Faults) -> None:
    """No other keys than these."""
    for key in section:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            faults.add(f"{place}.{key}", "is not known", hint)


def sentence(written: object, place: str, example: str, faults: Faults) -> str | None:
    """A short text on one line."""
    if not isinstance(written, str) or not written.strip() or len(written) > _LONGEST:
        faults.add(place, f"must be a text of at most {_LONGEST} signs", f"Write for example `{example}`.")
        return None
    return " ".join(written.split())


def new_id(written: object, place: str, taken: Collection[str], what: str, faults: Faults) -> str | None:
    """A name of its own for a `what`."""
    good = isinstance(written, str) and 0 < len(written) <= 60 and written.replace("-", "").isalnum()
    if not good or not str(written).isascii() or str(written) != str(written).lower():
        faults.add(
            place, "must be small letters, digits and hyphens, at most 60", "Write for example `id: on-python-3-13`."
        )
        return None
    if written in taken:
        faults.add(place, f"{written} is the id of another {what}", "Give it another one, or leave the other out.")
        return None
    return str(written)
