"""Facts that the catalog does not hold: which files a repository has. Only what is no longer good is read again."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from catalog_store.fact_store import FactStore
from catalog_store.facts import Subject
from catalog_store.facts.collectors.files import PATHS

_log = structlog.get_logger()

SOURCE = "files"
_GOOD_FOR = timedelta(days=1)
#: So many are read at a time, so that nothing else has to wait for requests.
_AT_ONCE = 200
_MOST_FILES = 3_000
_LEFT_OUT = frozenset((".git", "node_modules", ".venv", "__pycache__"))


class FactsNotReadError(Exception):
    """A source does not tell. The text says why, as the end of a sentence."""


class CodeFiles(Protocol):
    """Code hosts that tell which files a repository has."""

    def paths(self, host: str, slug: str, branch: str) -> tuple[str, ...]:
        """The paths of all files at the branch's head.

        Raises:
            FactsNotReadError: they are not told, or not all.
        """


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Keeps the lists of files. Every replica may do so; reading one twice does no harm."""

    facts: FactStore
    hosts: CodeFiles | None

    def collect(self, *, now: datetime) -> int:
        """Read what is due, some at a time. How many were read."""
        due = self.facts.due(SOURCE, now=now, limit=_AT_ONCE)
        read: dict[object, tuple[str, ...] | str] = {}
        for subject in self.facts.subjects(due):
            self._keep(subject, read, now)
        return len(due)

    def _keep(self, subject: Subject, read: dict[object, tuple[str, ...] | str], now: datetime) -> None:
        """Several things of one repository share one reading; what has no repository that we see has no list."""
        place = _place(subject, can_ask=self.hosts is not None)
        if place is None:
            self.facts.save(subject.known.id, SOURCE, {}, at=now, good_for=_GOOD_FOR)
            return
        if place not in read:
            read[place] = self._told(place)
        told = read[place]
        if isinstance(told, str):
            _log.info("files-not-read", entity=str(subject.known.ref), reason=told)
            self.facts.mark(subject.known.id, SOURCE, told, at=now)
        else:
            self.facts.save(subject.known.id, SOURCE, {PATHS: told}, at=now, good_for=_GOOD_FOR)

    def _told(self, place: "Path | _InCode") -> tuple[str, ...] | str:
        try:
            if isinstance(place, Path):
                return _listed(_below(place))
            assert self.hosts is not None, "asked only where there is somebody to ask"
            return _listed(self.hosts.paths(place.host, place.slug, place.branch))
        except (FactsNotReadError, OSError) as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class _InCode:
    """A repository at a code host."""

    host: str
    slug: str
    branch: str


def _place(subject: Subject, *, can_ask: bool) -> "Path | _InCode | None":
    """Where its files are: in its repository, or in the folder that its file was read from."""
    code, location = subject.code, subject.known.provenance.location
    if code and code.default_branch and not code.is_gone and can_ask:
        return _InCode(code.host, code.slug, code.default_branch)
    return Path(location.removeprefix("file:")).parent if location.startswith("file:/") else None


def _below(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _LEFT_OUT)
        for name in files:
            yield str((Path(place) / name).relative_to(folder))


def _listed(paths: Iterable[str]) -> tuple[str, ...]:
    """In lower case, as they are compared; of very many those nearest to the root, which say most."""
    found = sorted({path.lower().replace("\0", "") for path in paths}, key=lambda path: (path.count("/"), path))
    return tuple(found[:_MOST_FILES])
