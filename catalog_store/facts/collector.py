"""What a collector is."""

from collections.abc import Callable
from dataclasses import dataclass

from catalog_store.facts.model import FactKind, Reading
from catalog_store.facts.subject import Subject


@dataclass(frozen=True, slots=True)
class Collector:
    """Reads facts of one kind off what is at hand. Gives None where there is nothing that it could read.

    `source` is under what name others keep what it needs, if they do.
    """

    name: str
    facts: tuple[FactKind, ...]
    collect: Callable[[Subject], Reading | None]
    source: str | None = None
