"""What a search gives back: what was found, and why it fits."""

from dataclasses import dataclass
from datetime import timedelta

from catalog_store.documents import Section
from catalog_store.refs import EntityRef


@dataclass(frozen=True, slots=True)
class Match:
    """A part of the thing that has some of the words. `excerpt` is the text around them where the part is long."""

    field: str
    words: tuple[str, ...]
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that fits, and why. With `section`, it is that section of a document of the entity.

    `kind` and `type` are as the entity's file writes them. `score` only compares hits of one search.
    """

    ref: EntityRef
    label: str
    kind: str
    type: str | None
    owner: EntityRef | None
    matches: tuple[Match, ...]
    score: float
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what fits, best first. `total` is counted up to a thousand; `notes` are sentences on what was done instead.

    `is_exact`: the hits have what was asked for. Otherwise typos were mended, or the hits have only some of the words.
    """

    hits: tuple[Hit, ...]
    total: int
    took: timedelta
    notes: tuple[str, ...] = ()
    is_exact: bool = True
