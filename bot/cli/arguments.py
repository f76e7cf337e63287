"""What may follow each word of the command line; one function a word, as they follow one another in `--help`.

It stands apart from what carries the words out and imports nothing of it: help is there at once, and so is the answer to a
misspelt option.
"""

import argparse
from pathlib import Path

#: What `bot.reports` and the audit's entries are called there.
REPORTS = ("scorecard", "stale-ownership", "catalog-health", "campaigns", "campaign-progress", "regressions")
OUTCOMES = ("done", "refused")


def serve(parser: argparse.ArgumentParser) -> None:
    """How to begin."""
    parser.add_argument(
        "--no-migrate", action="store_true", help="wait for somebody else to bring the database up to date"
    )
    parser.add_argument("--no-slack", action="store_true", help="do jobs only, and do not connect to Slack")


def try_it(parser: argparse.ArgumentParser) -> None:
    """Where the page is."""
    parser.add_argument(
        "--port", type=int, default=8765, help="the page's port on this machine (8765; 0: any free one)"
    )
    parser.add_argument("--http", action="store_true", help="reach the bot by signed HTTP instead of Socket Mode")


def ask(parser: argparse.ArgumentParser) -> None:
    """Who asks what, and where."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help="the question, as one would type it after /callboard")
    parser.add_argument(
        "--as", dest="person", metavar="PERSON", help="ask as this person: an e-mail address, or a user of the catalog"
    )
    parser.add_argument("--channel", metavar="NAME", help="ask in this channel")
    parser.add_argument(
        "--wait", type=float, default=10.0, metavar="SECONDS", help="wait for late sources this long (10)"
    )
    _no_migrate(parser)
    parser.add_argument("--json", action="store_true", help="print the message as it would be sent to Slack")


def ingest(parser: argparse.ArgumentParser) -> None:
    """What to read and how."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="FILE|DIR|URL|SOURCE",
        help="default: catalog.locations and catalog.providers of app-config.yaml",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument(
        "--accept-removals", action="store_true", help="carry out a large removal that waits for a person"
    )
    parser.add_argument(
        "--forget", action="store_true", help="read them no more: take out what only these sources describe"
    )
    _no_migrate(parser)
    parser.add_argument("--json", action="store_true", help="print one list with the outcome of each source")


def lint(parser: argparse.ArgumentParser) -> None:
    """Which files."""
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a descriptor, or a folder of them")
    as_what = parser.add_mutually_exclusive_group()
    as_what.add_argument("--json", action="store_true", help="print one list of faults")
    as_what.add_argument("--github", action="store_true", help="print what GitHub shows beside a pull request's lines")


def golden_path_list(parser: argparse.ArgumentParser) -> None:
    """How to tell it."""
    parser.add_argument(
        "--json", action="store_true", help="print one list of paths, each with ref, title, runnable, reason and origin"
    )


def golden_path_lint(parser: argparse.ArgumentParser) -> None:
    """Which template."""
    _template(parser)
    parser.add_argument("--json", action="store_true", help="print one list of faults")


def golden_path_form(parser: argparse.ArgumentParser) -> None:
    """Which template."""
    _template(parser)
    parser.add_argument("--json", action="store_true", help="print the Slack windows as one list")


def golden_path_dry_run(parser: argparse.ArgumentParser) -> None:
    """Which template, which values, and where the files go."""
    _template(parser)
    parser.add_argument(
        "--values", metavar="FILE", help="the answers, as YAML or JSON; the form's defaults if left out"
    )
    parser.add_argument("--output", metavar="DIR", help="a new or empty folder that receives the workspace")
    parser.add_argument(
        "--stub-unknown-actions", action="store_true", help="go on where an action is not known, with an example output"
    )
    parser.add_argument("--user", metavar="REF", help="who asks, such as user:default/ana")
    parser.add_argument("--secrets", metavar="FILE", help="secrets by name, as YAML or JSON")
    parser.add_argument("--catalog", metavar="FILE", help="the entities that steps see, as in descriptors")
    parser.add_argument("--now", metavar="TIME", help="the time that steps see, such as 2026-01-31T12:00:00Z")
    parser.add_argument("--json", action="store_true", help="print steps, output and log for a program")


def golden_path_test(parser: argparse.ArgumentParser) -> None:
    """Which template, and which of its tests."""
    _template(parser)
    parser.add_argument("--only", metavar="NAME", help="only the test in the file of this name")
    parser.add_argument("--json", action="store_true", help="print one list with what came of each test")


def new_action(parser: argparse.ArgumentParser) -> None:
    """Which action, and where."""
    parser.add_argument("name", metavar="ID", help="the action's id, as templates write it, such as acme:greet")
    parser.add_argument(
        "--into", metavar="DIR", default=".", help="the folder that receives the files; this one if left out"
    )


def report(parser: argparse.ArgumentParser) -> None:
    """Which report, and for whom."""
    parser.add_argument("report", choices=REPORTS, metavar="REPORT", help=", ".join(REPORTS))
    parser.add_argument("--team", metavar="TEAM", help="only for this team")
    parser.add_argument("--json", action="store_true", help="print a list of messages, each with its channel")
    parser.add_argument("--send", action="store_true", help="send it now, once in the week of each team")
    parser.add_argument(
        "--wait", type=float, default=60.0, metavar="SECONDS", help="wait for what is being sent this long (60)"
    )
    _no_migrate(parser)


def scorecard_test(parser: argparse.ArgumentParser) -> None:
    """Which rules."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="an app-config.yaml, or a file with the section of the scorecard alone"
    )
    parser.add_argument("--json", action="store_true", help="print the faults and the tests")


def policy_test(parser: argparse.ArgumentParser) -> None:
    """Which cases are tried."""
    parser.add_argument("file", type=Path, metavar="FILE", help="cases, as YAML")
    parser.add_argument("--json", action="store_true", help="print a list for a program")


def audit(parser: argparse.ArgumentParser) -> None:
    """What is looked for, and how it is printed."""
    parser.add_argument("--user", metavar="WHO", help="a user of the catalog (user:default/ana), or an id of Slack's")
    parser.add_argument("--deed", metavar="NAME", help="what was done, such as golden-path/*")
    parser.add_argument(
        "--on", dest="target", metavar="REF", help="to what it was done, such as component:default/ledger"
    )
    parser.add_argument("--outcome", choices=OUTCOMES, help="only what was done, or refused")
    parser.add_argument("--since", metavar="SPAN", help="not longer ago than this: 12h, 7d, 4w")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print a list for a program")
    shape.add_argument("--csv", action="store_true", help="print a table with a heading")


def migrate(parser: argparse.ArgumentParser) -> None:
    """None are needed."""
    del parser


def doctor(parser: argparse.ArgumentParser) -> None:
    """How to tell it."""
    parser.add_argument("--json", action="store_true", help="print one list of {check, level, message, fix}")


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="DIR", help="the template's folder, or its file")


def _no_migrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-migrate", action="store_true", help="fail instead of bringing an older database up to date"
    )
