"""`callboard ingest`: descriptors into the catalog, each path a source of its own."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.cli.faults import fault_lines
from bot.errors import NotTriedError
from bot.settings import Settings
from catalog_store.sync import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to read and how."""
    parser.add_argument(
        "paths", nargs="*", metavar="FILE|DIR|URL", help="default: catalog.locations of app-config.yaml"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument(
        "--accept-removals", action="store_true", help="carry out a large removal that waits for a person"
    )
    parser.add_argument(
        "--no-migrate", action="store_true", help="fail instead of bringing an older database up to date"
    )
    parser.add_argument("--json", action="store_true", help="print one list with the outcome of each source")


def run(options: argparse.Namespace) -> int:
    """Read each source and tell what came of it: 0 when every document came in."""
    settings = session.settings()
    sources = [_source(path) for path in options.paths] or _configured(settings)
    outcomes = []
    with session.database(settings, migrate=not options.no_migrate) as database:
        ingestion = wiring.ingestion(settings, database)
        for source in sources:
            outcome = ingestion.run(
                source, dry_run=options.dry_run, accept_removals=options.accept_removals, progress=_progress(options)
            )
            outcomes.append(outcome)
            if not options.json:
                _tell(outcome, dry_run=options.dry_run)
    if options.json:
        session.say(json.dumps([_as_json(outcome) for outcome in outcomes], indent=2, ensure_ascii=False))
    return 0 if all(outcome.is_clean for outcome in outcomes) else session.FAULTS_FOUND


def _source(path: str) -> str:
    if path.startswith(("http://", "https://")):
        return f"url:{path}"
    place = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links, and a place is known by its name
    if not place.exists():
        raise NotTriedError(f"There is nothing at {path}. Check the path, or write a URL with https://.")
    if not os.access(place, os.R_OK):
        raise NotTriedError(f"{path} may not be read by this user.")
    return f"file:{place}"


def _configured(settings: Settings) -> list[str]:
    if not settings.locations:
        raise NotTriedError(
            "Name a file, a folder or a URL to read, or list some under catalog.locations in app-config.yaml."
        )
    return [f"{location.type}:{location.target}" for location in settings.locations]


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    for location, faults in sorted(outcome.faults.items()):
        for line in fault_lines(location.removeprefix("file:"), faults):
            session.say(line)
    for location, reason in sorted(outcome.unreadable.items()):
        session.say(f"{location.removeprefix('file:')}: could not be read: {reason}")
    written = outcome.written
    parts = (
        (written.added, "added"),
        (written.changed, "changed"),
        (written.renamed, "renamed"),
        (written.removed, "removed"),
    )
    counts = ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing changed"
    would = "would be: " if dry_run else ""
    session.say(
        f"{outcome.source}: {outcome.files} files read, {outcome.unchanged} of them unchanged; {would}{counts}."
    )
    if written.waiting:
        named = ", ".join(written.waiting[:5]) + (
            f" and {len(written.waiting) - 5} more" if len(written.waiting) > 5 else ""
        )
        session.say(
            f"{len(written.waiting)} would be removed, which is so many that it waits for you: {named}."
            " If that is right, run the same again with --accept-removals."
        )


def _progress(options: argparse.Namespace) -> "_Progress":
    return _Progress(shown=sys.stderr.isatty() and not options.json)


class _Progress:
    """A count on one line of the terminal, for those who watch."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown

    def __call__(self, count: int) -> None:
        if self._shown and count % 100 == 0:
            sys.stderr.write(f"\r{count} files")
            sys.stderr.flush()


def _as_json(outcome: Outcome) -> dict[str, object]:
    written = outcome.written
    return {
        "source": outcome.source,
        "files": outcome.files,
        "unchanged": outcome.unchanged,
        "added": written.added,
        "changed": written.changed,
        "renamed": written.renamed,
        "removed": written.removed,
        "waiting": list(written.waiting),
        "unreadable": dict(outcome.unreadable),
        "faults": [
            {"location": location, **asdict(fault)} for location, faults in outcome.faults.items() for fault in faults
        ],
    }
