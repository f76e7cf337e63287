"""`callboard ingest`: descriptors into the catalog, each path a source of its own."""

import argparse
import os
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.cli.faults import fault_json, fault_lines
from bot.errors import NotTriedError
from bot.settings import Settings
from catalog_store.audit import Audit, AuditOutcome, Doing
from catalog_store.database import Database
from catalog_store.sources import Sources
from catalog_store.sync import Outcome, forget

_ADDRESS = re.compile(r"(?:url:)?(https?://.*)")
_GLOB = re.compile(r"[*?\[]")
_MOST_NAMED = 5
_LONGEST = 200
#: Signs that the whole bar of progress is long.
_BAR = 30
_NOTHING_NAMED = (
    "Name a file, a folder or a URL to read, or list some under catalog.locations in app-config.yaml,"
    " or organisations on GitHub under catalog.providers."
)


def run(options: argparse.Namespace) -> int:
    """Read each source and tell what came of it: 0 when every document came in."""
    settings = session.settings()
    configured = wiring.configured_sources(settings)
    if options.forget:
        return _forget(options.paths, settings, migrate=not options.no_migrate)
    if not options.paths and not configured:
        raise NotTriedError(_NOTHING_NAMED)
    sources = dict.fromkeys([_source(path, configured) for path in options.paths] or configured)
    outcomes = []
    with session.database(settings, migrate=not options.no_migrate) as database:
        known = wiring.catalog_sources(settings, database)
        files = {state.id: state.files for state in Sources(database).all()}
        for source in sources:
            watched = session.Watched()
            outcome = known.find(source).read(
                dry_run=options.dry_run,
                accept_removals=options.accept_removals,
                progress=partial(_show_progress, watched, files.get(source, 0)),
            )
            watched.clear()
            outcomes.append(outcome)
            if options.accept_removals and not options.dry_run and outcome.written.removed:
                _keep("accept-removals", source, outcome.written.removed, database)
            if not options.json:
                _tell(outcome, dry_run=options.dry_run)
    if options.json:
        session.say_json([_as_json(outcome) for outcome in outcomes])
    return max(map(_status, outcomes))


def _forget(paths: list[str], settings: Settings, *, migrate: bool) -> int:
    """Take sources out of the catalog. They are named as they were read, whether or not the place is still there."""
    if not paths:
        raise NotTriedError("Name the sources to forget, as `/callboard sources` lists them.")
    with session.database(settings, migrate=migrate) as database:
        for path in paths:
            names = (path, f"url:{path}", f"file:{os.path.abspath(_without_scheme(path))}")  # noqa: PTH100  # links and all
            removed = next(
                (count for name in names if (count := forget(database, name, now=wiring.now())) is not None), None
            )
            if removed is None:
                known = ", ".join(state.id for state in Sources(database).all()) or "none was ever read"
                raise NotTriedError(f"{path} is no source of this catalog. Its sources: {known}.")
            _keep("forget", path, removed, database)
            session.say(f"{session.shown(path)}: forgotten. {session.counted(removed, 'description')} removed.")
    return 0


def _keep(what: str, source: str, removed: int, database: Database) -> None:
    """In the log of deeds, as whatever is decided about in Slack."""
    doing = Doing(
        "",
        "operator",
        None,
        f"ingest/{what}",
        AuditOutcome.DONE,
        session.shown(source)[:_LONGEST],
        f"{removed} removed",
    )
    Audit(database).save(doing)


def _show_progress(watched: session.Watched, before: int, files: int) -> None:
    """A bar where the last read tells how many files to expect, else a number."""
    if files % 100 == 0 and files <= before:
        done = files * _BAR // before
        watched.show(f"[{'#' * done}{'.' * (_BAR - done)}] {files} of {before} files")
    elif files % 100 == 0:
        watched.show(f"{files} files")


def _source(path: str, configured: Iterable[str]) -> str:
    if path in configured:
        return path
    if address := _ADDRESS.fullmatch(path):
        return f"url:{address[1]}"
    if not _is_utf8(path):
        raise NotTriedError("The name of that place is not UTF-8, and the catalog cannot keep it. Give it another one.")
    place = Path(os.path.abspath(_without_scheme(path)))  # noqa: PTH100  # resolve() would follow links, and a place is known by its name
    if not place.exists() and not _GLOB.search(path):
        raise NotTriedError(f"There is nothing at {path}. Check the path, or write a URL with https://.")
    if place.exists() and not os.access(place, os.R_OK):
        raise NotTriedError(f"{path} may not be read by this user.")
    return f"file:{place}"


def _is_utf8(path: str) -> bool:
    """What the shell hands over in other bytes comes as halves of surrogate pairs."""
    return not any("\ud800" <= sign <= "\udfff" for sign in path)


def _without_scheme(path: str) -> str:
    """`file:./here` and `file:///there` are paths, too."""
    rest = path.removeprefix("file:")
    return rest.removeprefix("//") if rest.startswith("///") and rest != path else rest


def _status(outcome: Outcome) -> int:
    """2 when nothing of the place that was named can be read, 1 when something in it stayed out."""
    if outcome.unreadable and not outcome.files:
        return session.NOT_TRIED
    return 0 if outcome.is_clean else session.FAULTS_FOUND


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    for location, faults in sorted(outcome.faults.items()):
        for line in fault_lines(session.shown(location), faults):
            session.say(line)
    for location, reason in sorted(outcome.unreadable.items()):
        session.say(f"{session.shown(location)}: could not be read: {reason}.")
    if outcome.unreadable and not outcome.files:
        return
    session.say(f"{session.shown(outcome.source)}: {_files(outcome)} {_changes(outcome, dry_run=dry_run)}")
    if outcome.unreadable:
        removed = "" if outcome.written.removed else ", and nothing was removed"
        session.say(f"What could not be read keeps its last good version{removed}.")
    _tell_renames(outcome.written.renames)
    if waiting := outcome.written.waiting:
        _tell_waiting(waiting)


def _files(outcome: Outcome) -> str:
    if not outcome.files:
        return "no descriptor was found."
    unchanged = f" ({outcome.unchanged} unchanged)" if outcome.unchanged else ""
    return f"{session.counted(outcome.files, 'file')} read{unchanged}."


def _changes(outcome: Outcome, *, dry_run: bool) -> str:
    written = outcome.written
    parts = (
        (written.added, "added"),
        (written.changed, "changed"),
        (written.renamed, "renamed"),
        (written.removed, "removed"),
    )
    counts = ", ".join(f"{number} {word}" for number, word in parts if number)
    if dry_run:
        return f"Would be {counts}." if counts else "Nothing would change."
    return f"{counts[0].upper()}{counts[1:]}." if counts else "Nothing changed."


def _tell_renames(renames: tuple[tuple[str, str], ...]) -> None:
    for former, present in renames[:_MOST_NAMED]:
        session.say(f"{former} is {present} now, and still answers to its old name.")


def _tell_waiting(waiting: tuple[str, ...]) -> None:
    more = f" and {len(waiting) - _MOST_NAMED} more" if len(waiting) > _MOST_NAMED else ""
    session.say(
        f"{session.counted(len(waiting), 'removal')} would be so much at once that it waits for you:"
        f" {', '.join(waiting[:_MOST_NAMED])}{more}."
        " If these are gone for good, run the same again with --accept-removals."
    )


def _as_json(outcome: Outcome) -> dict[str, object]:
    written = outcome.written
    return {
        "source": outcome.source,
        "files": outcome.files,
        "unchanged": outcome.unchanged,
        "added": written.added,
        "changed": written.changed,
        "renamed": written.renamed,
        "renames": [{"from": former, "to": present} for former, present in written.renames],
        "removed": written.removed,
        "waiting": list(written.waiting),
        "unreadable": dict(outcome.unreadable),
        "faults": [
            fault_json(session.shown(location), fault)
            for location, faults in outcome.faults.items()
            for fault in faults
        ],
    }
