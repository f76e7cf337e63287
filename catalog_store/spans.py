"""Pieces of work that somebody may want to follow: nobody does, unless `follow` was called, and then it costs next to nothing."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

Facts = Mapping[str, str | int | float | bool]


class Follower(Protocol):
    """Who follows work from its beginning to its end."""

    def begin(self, name: str, facts: Facts, cause: object) -> AbstractContextManager[str]:
        """One piece of work, inside of what the thread is doing or after its `cause`. Gives the id of the whole."""

    def here(self) -> object:
        """What this thread is doing, as a cause of what follows elsewhere."""


@dataclass(slots=True)
class _Place:
    follower: Follower | None = None


_place = _Place()
_NOT_FOLLOWED = nullcontext("")


def follow(follower: Follower | None) -> None:
    """Have all work of this process followed from now on; None ends it."""
    _place.follower = follower


def span(name: str, *, cause: object = None, **facts: str | int | float | bool) -> AbstractContextManager[str]:
    """One piece of work, for as long as the block lasts. Gives the id of all work that belongs together, or nothing."""
    follower = _place.follower
    return follower.begin(name, facts, cause) if follower else _NOT_FOLLOWED


def here() -> object:
    """What this thread is doing, to be the `cause` of what another thread does because of it."""
    return _place.follower.here() if _place.follower else None
