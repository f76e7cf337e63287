"""Keeps the facts that others know: what is due is read, what fails leaves the old ones, marked."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from bot.fact_sources.errors import FactsNotReadError, SourceAwayError
from catalog_store.facts import Subject, Value
from catalog_store.standings.facts import FactStore

_log = structlog.get_logger()

#: So many are read at a time from one source, so that nothing else has to wait for requests.
_AT_ONCE = 100
#: Of what a source has nothing to do with, nothing is to be had for so long.
_NOTHING_FOR = timedelta(days=1)

Facts: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FactSource:
    """Who knows some facts. `place` is what is asked about: things of one place share a reading; of None there is none.

    `reading` is open while some are read one after the other; what it gives may raise `FactsNotReadError`.
    """

    name: str
    good_for: timedelta
    place: Callable[[Subject], Hashable | None]
    reading: Callable[[], AbstractContextManager[Callable[[Subject], Facts]]]


@dataclass(frozen=True, slots=True)
class Collected:
    """How many were looked at, and whether more are due that can be read at once."""

    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Collecting:
    """All such sources. Every replica may collect; reading something twice does no harm."""

    facts: FactStore
    sources: Sequence[FactSource]

    def collect(self, *, now: datetime, pause: Callable[[], None] = lambda: None) -> Collected:
        """Read what is due, some at a time; `pause` is called before each."""
        rounds = [_Round(self.facts, source, now, pause).collect() for source in self.sources]
        return Collected(sum(each.count for each in rounds), any(each.is_more for each in rounds))


class _Round:
    """One source, and what is due of it now."""

    def __init__(self, facts: FactStore, source: FactSource, now: datetime, pause: Callable[[], None]) -> None:
        self._facts = facts
        self._source = source
        self._now = now
        self._pause = pause
        self._read: dict[Hashable, Facts | str] = {}
        self._away: str | None = None

    def collect(self) -> Collected:
        due = self._facts.due(self._source.name, now=self._now, limit=_AT_ONCE)
        with self._source.reading() if due else nullcontext(_nothing) as read:
            for subject in self._facts.subjects(due):
                self._pause()
                self._keep(subject, read)
        # Whoever is away is left alone until the next look.
        return Collected(len(due), len(due) == _AT_ONCE and self._away is None)

    def _keep(self, subject: Subject, read: Callable[[Subject], Facts]) -> None:
        place, source, entity_id = self._source.place(subject), self._source, subject.known.id
        if place is None:
            self._facts.save(entity_id, source.name, {}, at=self._now, good_for=_NOTHING_FOR)
            return
        if place not in self._read:
            self._read[place] = self._away or self._told(subject, read)
        told = self._read[place]
        if isinstance(told, str):
            _log.info("facts-not-read", source=source.name, entity=str(subject.known.ref), reason=told)
            self._facts.mark(entity_id, source.name, told, at=self._now)
        else:
            self._facts.save(entity_id, source.name, told, at=self._now, good_for=source.good_for)

    def _told(self, subject: Subject, read: Callable[[Subject], Facts]) -> Facts | str:
        try:
            return read(subject)
        except SourceAwayError as error:
            self._away = str(error)
            return self._away
        except (FactsNotReadError, OSError) as error:
            return str(error)


def _nothing(_subject: Subject) -> Facts:
    """Where nothing is due, nothing is asked."""
    return {}
