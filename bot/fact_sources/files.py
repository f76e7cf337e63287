"""Which files a repository or a folder has, and which versions of languages they ask for."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.fact_sources.collecting import FactSource
from bot.fact_sources.errors import FactsNotReadError
from bot.fact_sources.hosts import FactHosts, Place, place_of
from catalog_store.facts import Subject, Value
from catalog_store.facts.collectors.files import PATHS
from catalog_store.facts.collectors.files import SOURCE as FILES
from catalog_store.facts.collectors.versions import SOURCE as VERSIONS
from catalog_store.facts.versions import FILES as TELLING
from catalog_store.facts.versions import versions_in

_GOOD_FOR = timedelta(days=1)
_MOST_FILES = 3_000
_LONGEST_FILE = 100_000
_LEFT_OUT = frozenset((".git", "node_modules", ".venv", "__pycache__"))


def file_sources(hosts: FactHosts | None) -> tuple[FactSource, ...]:
    """The sources of what files tell; without hosts, of those in folders of this machine alone."""
    reader = _Files(hosts)
    return (
        FactSource(FILES, _GOOD_FOR, reader.place, reader.paths),
        FactSource(VERSIONS, _GOOD_FOR, reader.place_of_versions, reader.versions),
    )


@dataclass(frozen=True, slots=True)
class _Files:
    """Reads them where they are."""

    hosts: FactHosts | None

    def place(self, subject: Subject) -> Place | None:
        return place_of(subject, can_ask=self.hosts is not None)

    def paths(self, subject: Subject) -> Mapping[str, Value]:
        place = self.place(subject)
        if isinstance(place, Path):
            return {PATHS: _listed(_below(place))}
        assert place is not None, "asked only where there is a place"
        assert self.hosts is not None, "asked only where there is somebody to ask"
        return {PATHS: _listed(self.hosts.paths(place.host, place.slug, place.branch))}

    def place_of_versions(self, subject: Subject) -> Place | None:
        """Only where the list of files has one that tells a version."""
        return self.place(subject) if _telling(subject) else None

    def versions(self, subject: Subject) -> Mapping[str, Value]:
        place = self.place(subject)
        assert place is not None, "asked only where there is a place"
        found: dict[str, Value] = {}
        for path in _telling(subject):
            text = self._text(place, path)
            for name, version in (versions_in(path, text) if text else {}).items():
                found.setdefault(f"version.{name}", version)
        return found

    def _text(self, place: Place, path: str) -> str | None:
        if not isinstance(place, Path):
            assert self.hosts is not None, "asked only where there is somebody to ask"
            return self.hosts.text(place.host, place.slug, path)
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
