"""How often one person may ask: enough for anybody at a keyboard, and too little for a program in a loop."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog_store.errors import DatabaseAwayError
from catalog_store.slack.buckets import Limit
from commands.ask import Person

SENTENCE = "You ask faster than I may answer. Wait for some seconds, and ask again."
#: So many are remembered; who has not asked for longest is forgotten first.
_MOST_PEOPLE = 10_000
#: Of what somebody may ask at once, the share that is nobody else's business: beyond it all replicas count together.
_OWN_SHARE = 0.5
_TOLD_EVERY = 30.0

#: Takes one of a limit that all replicas share: 0, or the seconds to wait.
Take = Callable[[Sequence[Limit]], float]


@dataclass(slots=True)
class _Asker:
    """What is left to somebody, as far as this process knows, and when they were last told that it is too much."""

    left: float
    counted_at: float
    told_at: float = float("-inf")


class Askers:
    """Counts by itself while somebody asks at a person's pace, which costs nothing; who is quicker is counted by all replicas.

    Safe to use from several threads.
    """

    def __init__(self, take: Take, *, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`take` asks Postgres. `per_minute` questions, as many at once as in a minute; with 0 nobody is counted."""
        self._take = take
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._askers: OrderedDict[str, _Asker] = OrderedDict()

    def may_ask(self, person: Person) -> bool:
        """Whether this question is answered. Postgres is asked only about those who are quick."""
        if not self._per_minute:
            return True
        left = self._count(f"{person.team_id}:{person.user_id}")
        if left < 0:
            return False
        if left >= self._per_minute * (1 - _OWN_SHARE):
            return True
        return self._is_let_by_all(person)

    def is_to_be_told(self, person: Person) -> bool:
        """Whether they were not told a moment ago, where telling costs a message."""
        with self._lock:
            asker = self._askers.get(f"{person.team_id}:{person.user_id}")
            now = self._clock()
            if asker is None or now - asker.told_at < _TOLD_EVERY:
                return False
            asker.told_at = now
            return True

    def _count(self, key: str) -> float:
        """What is left after this question; less than nothing where it is one too many."""
        now = self._clock()
        with self._lock:
            asker = self._askers.setdefault(key, _Asker(self._per_minute, now))
            self._askers.move_to_end(key)
            while len(self._askers) > _MOST_PEOPLE:
                self._askers.popitem(last=False)
            fresh = (now - asker.counted_at) * self._per_minute / 60
            asker.left, asker.counted_at = min(self._per_minute, asker.left + fresh), now
            if asker.left < 1:
                return -1.0
            asker.left -= 1
            return asker.left

    def _is_let_by_all(self, person: Person) -> bool:
        spacing = 60 / self._per_minute
        slack = spacing * self._per_minute * (1 - _OWN_SHARE)
        try:
            return not self._take([Limit(f"asker:{person.team_id}:{person.user_id}", spacing, slack)])
        except DatabaseAwayError:  # what is counted here is enough for that long
            return True
