"""Asks all systems about things at once, with one deadline for all: what is there in time is told, the rest is named."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.operation_source import OperationSource, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Reading, Told
from catalog_store.refs import EntityRef

_log = structlog.get_logger()

#: What was read within this time is as good as new.
_FRESH = timedelta(seconds=10)
#: In passing, when nobody asked how things are, this is: such answers are many.
_FRESH_IN_PASSING = timedelta(minutes=2)
#: Older knowledge is better than none for so long.
_WORTH_TELLING = timedelta(minutes=30)
#: So many readings are remembered, each of one source about one thing.
_MOST_REMEMBERED = 4_000
#: So many questions to one source may be under way: one that hangs takes no more of our threads.
_AT_ONCE = 3
_MOST_THREADS = 48
#: What has not been answered for so many seconds is not waited for by those who ask next.
_HANGS_AFTER = 2.5

_Key = tuple[str, EntityRef]
#: Is told what was read, from the thread that read it.
Note = Callable[[Mapping[EntityRef, Reading]], None]


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What was read, when; or why nothing was."""

    at: datetime
    reading: Reading | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """One question under way."""

    refs: frozenset[EntityRef]
    begun: float
    answer: "Future[None]"


class Lookout:
    """The commands' port `Operations`. Nothing is read of things that nobody asks about."""

    def __init__(
        self,
        load: Callable[[], Sequence[OperationSource]],
        *,
        is_configured: bool,
        clock: Callable[[], datetime],
        note: Note = lambda _read: None,
    ) -> None:
        """`load` gives the systems. It may take seconds, so it is called when somebody looks, or before by `warm`."""
        self._load = load
        self._is_configured = is_configured
        self._clock = clock
        self._note = note
        self._sources: tuple[OperationSource, ...] = ()
        self._is_loaded = not is_configured
        self._pool = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="lookout")
        self._memory: OrderedDict[_Key, _Remembered] = OrderedDict()
        self._under_way: dict[str, list[_Question]] = {}
        self._lock = threading.Lock()
        self._loading = threading.Lock()

    @property
    def is_configured(self) -> bool:
        """There is a system to be asked."""
        return self._is_configured

    def warm(self) -> None:
        """Be ready to ask."""
        with self._loading:
            if not self._is_loaded:
                self._sources = tuple(self._load())
                self._under_way = {source.name: [] for source in self._sources}
                self._is_loaded = True

    def look(
        self, things: Sequence[Entity], *, patience: float, is_fresh: bool = False
    ) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What every system tells of each thing within `patience` seconds. `is_fresh`: not from memory."""
        self.warm()
        deadline = time.monotonic() + patience
        asked = self._ask(things, _FRESH if not is_fresh else timedelta(0))
        hopeful = [each.answer for each in asked if time.monotonic() - each.begun < _HANGS_AFTER]
        wait(hopeful, max(0.0, deadline - time.monotonic()))
        return self._told(things)

    def remembered(self, things: Sequence[Entity]) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What is known already. What is not as good as new is read for the next time."""
        if not self._is_loaded:
            return {}
        self._ask(things, _FRESH_IN_PASSING)
        return self._told(things)

    def close(self) -> None:
        """Begin nothing more; what hangs is left alone."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, things: Sequence[Entity], good_for: timedelta) -> list[_Question]:
        found = (self._ask_one(source, things, good_for) for source in self._sources)
        return [question for questions in found for question in questions]

    def _ask_one(self, source: OperationSource, things: Sequence[Entity], good_for: timedelta) -> list[_Question]:
        """The questions whose answers are worth waiting for; a new one about what nobody asks about already."""
        now = self._clock()
        wanted = [each for each in things if source.concerns(each) and not self._knows(source, each, now - good_for)]
        with self._lock:
            under_way = self._under_way[source.name]
            running = [each for each in under_way if each.refs & {thing.ref for thing in wanted}]
            asked = frozenset(ref for each in running for ref in each.refs)
            rest = [each for each in wanted if each.ref not in asked]
            if rest and len(under_way) < _AT_ONCE:
                running.append(self._begin(source, rest))
        return running

    def _begin(self, source: OperationSource, things: Sequence[Entity]) -> _Question:
        question = _Question(frozenset(each.ref for each in things), time.monotonic(), Future())
        self._under_way[source.name].append(question)
        self._pool.submit(self._read, source, things, question)
        return question

    def _read(self, source: OperationSource, things: Sequence[Entity], question: _Question) -> None:
        read: Mapping[EntityRef, Reading] = {}
        missing: str | None = None
        try:
            read = source.read(things)
            self._note(read)
        except SourceFailedError as error:
            missing = str(error)
        except Exception as bug:  # noqa: BLE001  # the edge of a job: the other sources are worth having
            _log.error("source-failed", source=source.name, exc_info=bug)
            missing = "reading it failed; the reason is in the log"
        self._remember(source, things, read, missing)
        with self._lock:
            self._under_way[source.name].remove(question)
        question.answer.set_result(None)

    def _remember(
        self, source: OperationSource, things: Sequence[Entity], read: Mapping[EntityRef, Reading], missing: str | None
    ) -> None:
        """A failure takes nothing of what is known away."""
        now = self._clock()
        with self._lock:
            for thing in things:
                key = source.name, thing.ref
                before = self._memory.pop(key, None)
                if missing is None:
                    self._memory[key] = _Remembered(now, read.get(thing.ref, Reading()))
                elif before is None:
                    self._memory[key] = _Remembered(now, missing=missing)
                else:
                    self._memory[key] = replace(before, missing=missing)
            while len(self._memory) > _MOST_REMEMBERED:
                self._memory.popitem(last=False)

    def _knows(self, source: OperationSource, thing: Entity, since: datetime) -> bool:
        known = self._memory.get((source.name, thing.ref))
        return known is not None and known.missing is None and known.at > since

    def _told(self, things: Sequence[Entity]) -> dict[EntityRef, tuple[Told, ...]]:
        return {
            thing.ref: tuple(self._told_by(source, thing) for source in self._sources if source.concerns(thing))
            for thing in things
        }

    def _told_by(self, source: OperationSource, thing: Entity) -> Told:
        with self._lock:
            known = self._memory.get((source.name, thing.ref))
            running = [each for each in self._under_way[source.name] if thing.ref in each.refs]
            is_full = len(self._under_way[source.name]) >= _AT_ONCE
        awaited = _awaited(running[0]) if running else None
        if awaited is None and is_full and known is None:
            awaited = "it has not answered earlier questions yet"
        if known is None:
            silence = awaited or "nobody has asked it yet"
            return Told(source.name, missing=silence, is_awaited=bool(running), kind=source.kind)
        is_worth = known.reading is not None and self._clock() - known.at < _WORTH_TELLING
        missing = awaited or known.missing
        return Told(source.name, known.reading if is_worth else None, known.at, missing, bool(running), source.kind)


def _awaited(question: _Question) -> str:
    seconds = time.monotonic() - question.begun
    return f"it has not answered within {seconds:.1f} s"
