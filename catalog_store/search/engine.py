"""What a search engine does for us: keep entries, and name those that fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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


class Engine(Protocol):
    """Keeps entries of what the catalog holds, and follows its changes."""

    def follow(self, *, most: int | None = None) -> bool:
        """Take in what changed, unless more than `most` entities did. Whether everything is in now.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """

    def look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What fits; None while nothing can be said, since not everything is in yet.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
