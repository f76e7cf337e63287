"""What a search engine does for us: keep entries, and name those that fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalog_store.errors import CatalogError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an entry must have: every group of `terms` (any one of each), none of `without`, and the words.

    A word fits where a name's word begins with it, or another word is it. With `is_any`, one of the words is enough.
    """

    terms: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_any: bool = False


#: Nobody looks at more; engines count no further.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of the first entries that fit, and how many fit in all, counted up to `MOST_COUNTED`.

    First those that have all the words in their names, and of these the ones with the shortest names.
    """

    keys: Sequence[str]
    total: int


class IndexUnusableError(CatalogError):
    """The folder for the index cannot be written or read, so that searches are answered more simply."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The search index in {folder} cannot be used ({reason}). Make the folder writable and make room there."
            " Until then only names are searched."
        )


class Engine(Protocol):
    """Keeps entries of what the catalog holds, and follows its changes."""

    def follow(self, *, most: int | None = None) -> bool:
        """Take in what changed. Whether everything is in now.

        With `most`, somebody waits: nothing is done if more than so many entities changed, or others are at it.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            IndexUnusableError: there is no place for an index.
        """

    def look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What fits; None while nothing can be said, since not everything is in yet.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
