"""`callboard lint`: what is wrong in descriptors, where, and what to write instead. Needs no database."""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.cli.faults import fault_lines
from bot.errors import NotTriedError
from catalog_store.descriptors import lint
from catalog_store.entities import Fault, Severity
from catalog_store.reading import SourceFile, UnreadableError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files."""
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a descriptor, or a folder of them")
    parser.add_argument("--json", action="store_true", help="print one list of faults")


def run(options: argparse.Namespace) -> int:
    """Print every fault: 1 when Backstage's catalog would refuse a document, else 0."""
    places = wiring.places(session.settings())
    found: list[tuple[str, Fault]] = []
    for file in _files(options.paths):
        shown = os.path.relpath(file.location.removeprefix("file:"))
        found.extend((shown, fault) for fault in lint(file, fetch=places.fetch))
    if options.json:
        session.say(
            json.dumps([{"file": path, **asdict(fault)} for path, fault in found], indent=2, ensure_ascii=False)
        )
    else:
        _tell(found)
    return session.FAULTS_FOUND if any(fault.severity is Severity.ERROR for _, fault in found) else 0


def _files(paths: list[str]) -> list[SourceFile]:
    places = wiring.places(session.settings())
    files = []
    for path in paths:
        place = Path(os.path.abspath(path))  # noqa: PTH100  # as the person named it, links and all
        for found in places.open(f"file:{place}"):
            if isinstance(found, UnreadableError):
                raise NotTriedError(str(found))
            files.append(found)
    return files


def _tell(found: list[tuple[str, Fault]]) -> None:
    for path, fault in found:
        for line in fault_lines(path, [fault]):
            session.say(line)
    errors = sum(fault.severity is Severity.ERROR for _, fault in found)
    warnings = len(found) - errors
    session.say(f"{errors} errors, {warnings} warnings." if found else "No faults.")
