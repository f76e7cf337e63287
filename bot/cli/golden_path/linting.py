"""`callboard golden-path lint`: what is wrong in a template, where, and what to write instead."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.cli.golden_path import telling
from bot.errors import NotTriedError
from golden_paths.actions import Actions, known
from golden_paths.errors import GoldenPathError
from golden_paths.lint import lint_file
from golden_paths.template import Fault, Severity


def run(options: argparse.Namespace) -> int:
    """Print every fault: 1 when there is one that is no mere warning, else 0."""
    faults = lint_file(Path(options.path), _actions(), fetch=wiring.places(None).fetch)
    if options.json:
        session.say_json([telling.as_json(fault) for fault in faults])
    else:
        _tell(faults)
    if telling.is_unread(faults):
        return session.NOT_TRIED
    return session.FAULTS_FOUND if _errors(faults) else 0


def _actions() -> Actions:
    try:
        return known()
    except GoldenPathError as error:
        raise NotTriedError(str(error)) from error


def _tell(faults: tuple[Fault, ...]) -> None:
    for line in telling.lines(faults):
        session.say(line)
    errors = _errors(faults)
    numbers = f"{session.counted(errors, 'error')}, {session.counted(len(faults) - errors, 'warning')}"
    session.say(f"{numbers if faults else 'No faults'}.")


def _errors(faults: Iterable[Fault]) -> int:
    return sum(fault.severity is Severity.ERROR for fault in faults)
