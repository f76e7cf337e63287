"""The kept messages that this process has in hand, and those that it has settled lately."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from catalog_store.slack.outgoing import Claimed

#: More than a process sends in the minute that a database takes to come back.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """A message of which nothing more is to be done, and what came of it."""

    claimed: Claimed
    outcome: str
    ts: str | None


class Hands:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[Claimed] = set()
        self._settled: OrderedDict[Claimed, Settled] = OrderedDict()

    def take(self, claimed: Claimed) -> None:
        """It is ours to send. After a crash of Postgres its number may be one that another message had."""
        with self._lock:
            self._held.add(claimed)
            self._settled.pop(claimed, None)

    def let_go(self, claimed: Claimed) -> None:
        """It is somebody else's."""
        with self._lock:
            self._held.discard(claimed)

    def settle(self, settled: Settled) -> None:
        """It is nobody's any more."""
        with self._lock:
            self._held.discard(settled.claimed)
            self._settled[settled.claimed] = settled
            while len(self._settled) > _REMEMBERED:
                self._settled.popitem(last=False)

    def held(self) -> tuple[int, ...]:
        """The numbers of those that are ours to send."""
        with self._lock:
            return tuple(claimed.id for claimed in self._held)

    def settled(self) -> tuple[Settled, ...]:
        """Those that were settled lately, the oldest first."""
        with self._lock:
            return tuple(self._settled.values())
