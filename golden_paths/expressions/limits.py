"""How much a template may cost: time, steps, characters and depth, counted while it runs."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from golden_paths.expressions.errors import LimitError

#: The clock is read once in so many steps; between two readings nothing takes long.
_STEPS_BETWEEN_LOOKS = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """What one render may use: seconds, steps (rounds of a loop, list items touched), characters made, and depth of nesting."""

    seconds: float = 2.0
    steps: int = 1_000_000
    characters: int = 20_000_000
    depth: int = 60
    source: int = 5_000_000


class Meter:
    """Counts what a render uses, and ends it when that is too much."""

    def __init__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic, seed: str | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._ends = clock() + self.limits.seconds
        self._next_look = _STEPS_BETWEEN_LOOKS
        self._steps = 0
        self._characters = 0
        self._depth = 0
        self._chance = random.Random(seed)  # noqa: S311 -- picks an item for a template, guards nothing

    @property
    def seconds_left(self) -> float:
        return max(self._ends - self._clock(), 0.0)

    def step(self, count: int = 1) -> None:
        """Count some rounds of a loop or items of a list, before they are made."""
        self._steps += count
        if self._steps > self.limits.steps:
            raise LimitError(f"This takes more than {self.limits.steps:,} steps.", "Loop over fewer things.")
        if self._steps >= self._next_look:
            self._next_look = self._steps + _STEPS_BETWEEN_LOOKS
            self.look_at_the_clock()

    def build(self, characters: float) -> None:
        """Count text before it is made."""
        self._characters += int(min(characters, self.limits.characters + 1))
        if self._characters > self.limits.characters:
            raise LimitError(f"This makes more than {self.limits.characters:,} characters.", "Make less text.")
        self.step()

    def look_at_the_clock(self) -> None:
        if self._clock() > self._ends:
            raise LimitError(f"This takes longer than {self.limits.seconds:g} seconds.", "Loop over fewer things.")

    def pick(self, count: int) -> int:
        """Any number below it; the same ones again for the same seed."""
        return self._chance.randrange(count)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting more: a list in a list, a macro in a macro."""
        self._depth += 1
        if self._depth > self.limits.depth:
            raise LimitError(f"This nests more than {self.limits.depth} levels deep.", "Nest less.")
        try:
            yield
        finally:
            self._depth -= 1
