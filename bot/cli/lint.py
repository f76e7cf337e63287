"""`callboard lint`: what is wrong in descriptors, where, and what to write instead. Needs no database."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.cli.faults import fault_json, fault_lines, github_lines
from bot.errors import NotTriedError
from bot.settings import Settings
from catalog_store.descriptors import BUILT_IN, Kinds, lint, read_descriptor
from catalog_store.entities import Fault, Severity
from catalog_store.reading import Opener, SourceFile, UnreadableError
from catalog_store.refs import EntityRef

_DANGLING = ("dangling-reference", "unknown-owner")


def run(options: argparse.Namespace) -> int:
    """Print every fault: 1 when Backstage's catalog would refuse a document, else 0."""
    settings = _settings()
    places, kinds = wiring.places(settings), settings.kinds if settings else BUILT_IN
    files, unreadable = _files(options.paths, places)
    reading = _Reading(_Remembering(places), kinds)
    found = list(_faults(files, reading, together=len(files) > 1 or Path(options.paths[0]).is_dir()))
    if options.json:
        session.say_json([fault_json(path, fault) for path, fault in found])
    elif options.github:
        _tell_github(found)
    else:
        _tell(found, len(files))
    for error in unreadable:
        session.complain(f"{session.shown(error.location)} could not be read: {error.reason}.")
    if unreadable:
        return session.NOT_TRIED
    return session.FAULTS_FOUND if any(fault.severity is Severity.ERROR for _, fault in found) else 0


def _settings() -> Settings | None:
    """Only hosts that may be read and declared kinds matter here, and a check of descriptors must not fail for the rest."""
    try:
        return session.settings()
    except NotTriedError:
        return None


def _files(paths: list[str], places: Opener) -> tuple[list[SourceFile], list[UnreadableError]]:
    files: dict[str, SourceFile] = {}
    unreadable = []
    for path in paths:
        place = Path(os.path.abspath(path))  # noqa: PTH100  # as the person named it, links and all
        for found in places.open(f"file:{place}"):
            if isinstance(found, UnreadableError):
                unreadable.append(found)
            elif isinstance(found, SourceFile):
                files.setdefault(found.location, found)
    return list(files.values()), unreadable


def _faults(files: list[SourceFile], reading: "_Reading", *, together: bool) -> Iterator[tuple[str, Fault]]:
    """The faults by file. Only among several files does a reference that leads nowhere say something."""
    refs = {ref for file in files for ref in _refs(file, reading)} if together else set[EntityRef]()
    for file in files:
        shown = session.shown(file.location)
        for fault in lint(
            file, fetch=reading.fetch, known=refs.__contains__ if together else None, kinds=reading.kinds
        ):
            yield shown, fault


def _refs(file: SourceFile, reading: "_Reading") -> Iterator[EntityRef]:
    descriptor = read_descriptor(file, fetch=reading.fetch, kinds=reading.kinds)
    return (described.entity.ref for described in descriptor.entities)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How files are read: where from, and which kinds there are."""

    fetch: "_Remembering"
    kinds: Kinds


@dataclass(frozen=True, slots=True)
class _Remembering:
    """Fetches each place once, though every file is read twice."""

    places: Opener
    found: dict[str, bytes | UnreadableError] = field(default_factory=dict)

    def __call__(self, location: str) -> bytes:
        if location not in self.found:
            self.found[location] = self._fetched(location)
        known = self.found[location]
        if isinstance(known, UnreadableError):
            raise known
        return known

    def _fetched(self, location: str) -> bytes | UnreadableError:
        try:
            return self.places.fetch(location)
        except UnreadableError as error:
            return error


def _tell(found: list[tuple[str, Fault]], files: int) -> None:
    for path, fault in found:
        for line in fault_lines(path, [fault]):
            session.say(line)
    if not files:
        session.say("There is no descriptor there.")
        return
    errors = sum(fault.severity is Severity.ERROR for _, fault in found)
    numbers = f"{session.counted(errors, 'error')}, {session.counted(len(found) - errors, 'warning')}"
    session.say(f"{session.counted(files, 'file')}: {numbers if found else 'no faults'}.")
    if any(fault.code in _DANGLING for _, fault in found):
        session.say("References were looked up among these files only.")


def _tell_github(found: list[tuple[str, Fault]]) -> None:
    for path, fault in found:
        for line in github_lines(path, [fault]):
            session.say(line)
