"""Which files a repository or a folder has, and which versions of languages they ask for."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.fact_sources.collecting import Facts, FactSource
from bot.fact_sources.errors import FactsNotReadError
from bot.fact_sources.hosts import FactHosts, FactReading, Place, once_a_commit, place_of
from catalog_store.facts import Subject, Value
from catalog_store.facts.collectors.files import COMMIT as FILES_OF
from catalog_store.facts.collectors.files import PATHS
from catalog_store.facts.collectors.files import SOURCE as FILES
from catalog_store.facts.collectors.versions import COMMIT as VERSIONS_OF
from catalog_store.facts.collectors.versions import SOURCE as VERSIONS
from catalog_store.facts.versions import FILES as TELLING
from catalog_store.facts.versions import versions_in

#: Looking whether something was pushed asks nobody.
_GOOD_FOR = timedelta(hours=2)
_MOST_FILES = 3_000
_LONGEST_FILE = 100_000
_LEFT_OUT = frozenset((".git", "node_modules", ".venv", "__pycache__"))


def file_sources(hosts: FactHosts | None) -> tuple[FactSource, ...]:
    """The sources of what files tell; without hosts, of those in folders of this machine alone."""
    reader = _Files(hosts)
    return (
        FactSource(FILES, _GOOD_FOR, reader.place, reader.reading_paths),
        FactSource(VERSIONS, _GOOD_FOR, reader.place_of_versions, reader.reading_versions),
    )


@dataclass(frozen=True, slots=True)
class _Files:
    """Where they are."""

    hosts: FactHosts | None

    def place(self, subject: Subject) -> Place | None:
        return place_of(subject, can_ask=self.hosts is not None)

    def place_of_versions(self, subject: Subject) -> Place | None:
        """Only where the list of files has one that tells a version."""
        return self.place(subject) if _telling(subject) else None

    @contextmanager
    def reading_paths(self) -> Iterator[Callable[[Subject], Facts]]:
        with self._asked() as asked:
            yield _Reading(asked, self.place).paths

    @contextmanager
    def reading_versions(self) -> Iterator[Callable[[Subject], Facts]]:
        with self._asked() as asked:
            yield _Reading(asked, self.place).versions

    def _asked(self) -> AbstractContextManager[FactReading | None]:
        return self.hosts.reading() if self.hosts else nullcontext()


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads them there; without somebody to ask, in folders of this machine alone."""

    asked: FactReading | None
    place: Callable[[Subject], Place | None]

    def paths(self, subject: Subject) -> Facts:
        place = self.place(subject)
        assert place is not None, "asked only where there is a place"
        return once_a_commit(FILES_OF, place, subject, lambda: {PATHS: _listed(self._paths(place))})

    def versions(self, subject: Subject) -> Facts:
        place = self.place(subject)
        assert place is not None, "asked only where there is a place"
        return once_a_commit(VERSIONS_OF, place, subject, lambda: self._versions(place, _telling(subject)))

    def _paths(self, place: Place) -> Iterable[str]:
        if isinstance(place, Path):
            return _below(place)
        assert self.asked is not None, "asked only where there is somebody to ask"
        return self.asked.paths(place.host, place.slug, place.head or place.branch)

    def _versions(self, place: Place, paths: Iterable[str]) -> Facts:
        found: dict[str, Value] = {}
        for path in paths:
            text = self._text(place, path)
            for name, version in (versions_in(path, text) if text else {}).items():
                found.setdefault(f"version.{name}", version)
        return found

    def _text(self, place: Place, path: str) -> str | None:
        if not isinstance(place, Path):
            assert self.asked is not None, "asked only where there is somebody to ask"
            return self.asked.text(place.host, place.slug, path)
        with (place / path).open("rb") as file:
            return file.read(_LONGEST_FILE).decode("utf-8", errors="replace")


def _telling(subject: Subject) -> tuple[str, ...]:
    """The files that tell versions, the plainest first, as far as we know that they are there."""
    paths = next((each.values[PATHS] for each in subject.kept if PATHS in each.values), ())
    known = frozenset(paths) if isinstance(paths, tuple) else frozenset()
    return tuple(each for each in TELLING if each in known)


def _below(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise FactsNotReadError("the folder of its file is not there any more")
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _LEFT_OUT)
        for name in files:
            yield str((Path(place) / name).relative_to(folder))


def _listed(paths: Iterable[str]) -> tuple[str, ...]:
    """In lower case, as they are compared; of very many those nearest to the root, which say most."""
    found = sorted({path.lower().replace("\0", "") for path in paths}, key=lambda path: (path.count("/"), path))
    return tuple(found[:_MOST_FILES])
