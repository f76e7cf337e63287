"""`callboard audit`: who did what, as lines, as JSON, or as a table for other programs."""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta

from bot import wiring
from bot.cli import session
from bot.errors import NotTriedError
from catalog_store.audit import Audit, AuditFilter, Entry, span_of

_COLUMNS = ("at", "team", "user", "user_ref", "deed", "target", "outcome", "detail")


def run(options: argparse.Namespace) -> int:
    """Print the log, the latest first."""
    wanted = AuditFilter(
        options.user,
        options.deed,
        options.target,
        options.outcome,
        wiring.now() - _span(options.since) if options.since else None,
    )
    with session.database(session.settings(), migrate=False) as database:
        entries = Audit(database).all(wanted)
        if options.csv:
            _table(entries)
        elif options.json:
            session.say_json([_row(entry) for entry in entries])
        else:
            _lines(entries)
    return 0


def _span(text: str) -> timedelta:
    span = span_of(text)
    if span is None:
        raise NotTriedError(f"--since {text} is no span of time. Write for example 12h, 7d or 4w.")
    return span


def _row(entry: Entry) -> dict[str, str | None]:
    doing = {name: None if value is None else str(value) for name, value in asdict(entry.doing).items()}
    return {"at": entry.at.isoformat(), **doing}


def _table(entries: Iterable[Entry]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in _row(entry).items()} for entry in entries)


def _harmless(value: str | None) -> str | None:
    """Spreadsheets take what begins so for something to be computed."""
    return f"'{value}" if value and value[0] in "=+-@\t\r" else value


def _lines(entries: Iterator[Entry]) -> None:
    is_empty = True
    for entry in entries:
        session.say(_line(entry))
        is_empty = False
    if is_empty:
        session.say("Nothing like that is in the log.")


def _line(entry: Entry) -> str:
    doing = entry.doing
    on = f" on {doing.target}" if doing.target else ""
    detail = f" ({doing.detail})" if doing.detail else ""
    who = doing.user_ref or doing.user
    return f"{entry.at:%Y-%m-%d %H:%M:%SZ}  {doing.outcome.value:<7}  {who}  {doing.deed}{on}{detail}"
