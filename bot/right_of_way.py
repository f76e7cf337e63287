"""Who is asked goes first: what nobody waits for stands aside while somebody's question is being answered."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Seconds to stand aside at once. Answers take some milliseconds; nobody is held up by one that takes long.
_MOMENT = 0.05
#: Seconds for which work goes on after it has stood aside in vain.
_TURN = 0.5


class RightOfWay:
    """One interpreter runs one thread at a time, so what works out files keeps an answer waiting at each of its turns."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._answering = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Somebody waits for what happens inside."""
        with self._free:
            self._answering += 1
        try:
            yield
        finally:
            with self._free:
                self._answering -= 1
                if not self._answering:
                    self._free.notify_all()

    def stand_aside(self) -> bool:
        """Wait until nobody is being answered, a moment at most. Whether that is so; to be called often, as it costs nothing."""
        if not self._answering:
            return True
        with self._free:
            return self._free.wait_for(lambda: not self._answering, timeout=_MOMENT)


#: Of this process.
OURS = RightOfWay()


@dataclass(slots=True)
class Courtesy:
    """How one piece of work gives way. Where there is always somebody being answered, it has its turns all the same."""

    way: RightOfWay = OURS
    goes_first_until: float = float("-inf")

    def give_way(self) -> None:
        """Let a question be answered first; to be called often, as it costs nothing."""
        if time.monotonic() >= self.goes_first_until and not self.way.stand_aside():
            self.goes_first_until = time.monotonic() + _TURN
