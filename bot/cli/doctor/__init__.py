"""`callboard doctor`: what is well, what is not, and how to mend it, one line each."""

import argparse
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bot.cli import session
from bot.cli.doctor import address, code_host, configuration, database, golden_paths, home, slack, systems
from bot.cli.doctor.examination import examine_all
from bot.cli.doctor.finding import Check, Finding, Level, fault, note
from bot.settings import SettingsError, load

ALL = (
    Check("configuration", configuration.examine_file),
    Check("locations", configuration.examine_locations, patience=60.0),
    Check("code host", code_host.examine, patience=30.0),
    Check("folder", home.examine),
    Check("database", database.examine, patience=90.0),
    Check("slack", slack.examine_bot),
    Check("way in", slack.examine_way_in),
    Check("address", address.examine),
    Check("systems", systems.examine, patience=30.0),
    Check("golden paths", golden_paths.examine, patience=60.0),
)


def run(options: argparse.Namespace) -> int:
    """Make all checks: 1 when there is something to mend, else 0."""
    findings = []
    for name, finding in _findings():
        findings.append((name, finding))
        if not options.json:
            session.say(_line(name, finding))
    faults = sum(finding.level is Level.FAULT for _, finding in findings)
    if options.json:
        session.say_json([{"check": name, **asdict(finding)} for name, finding in findings])
    else:
        session.say(_verdict(findings, faults))
    return session.FAULTS_FOUND if faults else 0


def _verdict(findings: Sequence[tuple[str, Finding]], faults: int) -> str:
    if faults:
        return f"{session.counted(faults, 'fault')} to mend."
    left = [name for name, finding in findings if finding.level is Level.NOTE and finding.fix]
    if not left:
        return "All is well."
    return (
        f"Nothing is broken; {session.counted(len(left), 'thing')} still to set up: {', '.join(dict.fromkeys(left))}."
    )


def _findings() -> Iterator[tuple[str, Finding]]:
    try:
        settings = load(os.environ, Path.cwd())
    except SettingsError as error:
        yield from (("configuration", fault(sentence)) for sentence in error.faults)
        yield "configuration", note("Everything else can be checked as soon as these are mended.")
        return
    session.keep_log(settings, level=session.QUIET)
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # what it would say is among our findings
    yield from examine_all(ALL, settings)


def _line(name: str, finding: Finding) -> str:
    sentences = " ".join(part for part in (finding.message, finding.fix) if part)
    return f"{finding.level:<6} {name + ':':<15} {sentences}"
