"""Stops a worker that shall not go on: somebody cancelled the run, the process ends, or another worker has it."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

from bot.right_of_way import Courtesy
from catalog_store.errors import CatalogError
from catalog_store.runs.model import Json, Run, RunState
from catalog_store.runs.progress import OvertakenError, RunProgress
from golden_paths.errors import ActionError
from golden_paths.workshop import Outside

#: Seconds between two looks at whether somebody wants the run to stop.
_LOOK = 0.5

Port = TypeVar("Port")


class StoppedError(ActionError):
    """The step is broken off. `cause` is what stopped it: nothing where the process ends or somebody cancelled."""

    def __init__(self, cause: Exception | None = None, *, is_cancelled: bool = False) -> None:
        super().__init__("The step was broken off.")
        self.cause = cause
        self.is_cancelled = is_cancelled


class Fence:
    """Asked before whatever a worker does to the outside."""

    def __init__(self, progress: RunProgress, run: Run, is_to_end: Callable[[], bool]) -> None:
        self._progress = progress
        self._run = run
        self._is_to_end = is_to_end
        self._looked_at = float("-inf")
        self._courtesy = Courtesy()

    def check_end(self) -> None:
        """Whether the process may begin anything more.

        Raises:
            StoppedError: it may not.
        """
        if self._is_to_end():
            raise StoppedError

    def check(self) -> None:
        """Whether the step may go on; to be called as often as one likes.

        Raises:
            StoppedError: it may not.
        """
        self.check_end()
        self._courtesy.give_way()
        if time.monotonic() - self._looked_at >= _LOOK:
            self.check_ours()

    def check_ours(self) -> None:
        """The same, asked of the database at once: this worker may have been asleep for long.

        Raises:
            StoppedError: another worker has the run, or somebody cancelled it.
        """
        self._courtesy.give_way()
        try:
            state = self._progress.state(self._run)
        except (OvertakenError, CatalogError) as error:
            raise StoppedError(error) from error
        self._looked_at = time.monotonic()
        if state is RunState.CANCELLING:
            raise StoppedError(is_cancelled=True)

    def keep_round(self, step: int, name: str, output: Json) -> None:
        """Keep what a round of a step gave.

        Raises:
            StoppedError: another worker has the run.
        """
        try:
            self._progress.keep_round(self._run, step, name, output)
        except (OvertakenError, CatalogError) as error:
            raise StoppedError(error) from error

    def say(self, step: int | None, line: str) -> None:
        """Add a line to the run's log.

        Raises:
            StoppedError: another worker has the run.
        """
        try:
            self._progress.say(self._run, step, line)
        except (OvertakenError, CatalogError) as error:
            raise StoppedError(error) from error


def fenced(outside: Outside, fence: Fence) -> Outside:
    """The same doors, each of which is opened only by the worker that has the run."""
    return replace(
        outside,
        host=_guarded(outside.host, fence),
        catalog=_guarded(outside.catalog, fence),
        notifier=_guarded(outside.notifier, fence),
        gateway=_guarded(outside.gateway, fence),
        deployer=_guarded(outside.deployer, fence),
    )


class _Guarded:
    """Asks the fence before each call."""

    def __init__(self, port: object, fence: Fence) -> None:
        self._port = port
        self._fence = fence

    def __getattr__(self, name: str) -> Any:  # Any: whatever the port has
        call = getattr(self._port, name)

        @wraps(call)
        def guarded(*words: object, **more: object) -> Any:  # Any: as above
            self._fence.check_ours()
            return call(*words, **more)

        return guarded


def _guarded(port: Port, fence: Fence) -> Port:
    return cast(Port, _Guarded(port, fence))
