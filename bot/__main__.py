"""The command line `callboard`: which words there are, and where each of them is carried out."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from bot.errors import NotTriedError


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the command line. Its module is loaded only when it is used, so that `--help` is quick."""

    name: str
    summary: str
    example: str
    module: str


class Subcommand(Protocol):
    """What a module of `bot.cli` offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Carry it out and give the exit status: 0, 1 for faults found, 2 when it could not be tried."""


ALL = (
    Entry("serve", "Connect to Slack and answer.", "callboard serve", "bot.cli.serve"),
    Entry("try", "Try it here: a local workspace with a sample company.", "callboard try", "bot.cli.try_it"),
    Entry(
        "ask", "Ask on the command line what one can ask in Slack.", "callboard ask owner payments-api", "bot.cli.ask"
    ),
    Entry("ingest", "Read descriptors into the catalog.", "callboard ingest ./catalog-info.yaml", "bot.cli.ingest"),
    Entry("lint", "Say what is wrong in descriptors.", "callboard lint catalog-info.yaml", "bot.cli.lint"),
    Entry("migrate", "Bring the database up to date.", "callboard migrate", "bot.cli.migrate"),
    Entry("doctor", "Check everything that is configured.", "callboard doctor", "bot.cli.doctor"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line says."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((entry for entry in ALL if words and entry.name == words[0]), None)
    parser = argparse.ArgumentParser(prog="callboard", description="The internal developer portal that lives in Slack.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for entry in ALL:
        subparser = subparsers.add_parser(
            entry.name,
            help=entry.summary,
            description=entry.summary,
            epilog=f"Example:  {entry.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if entry is chosen:
            subcommand = cast(Subcommand, importlib.import_module(entry.module))
            subcommand.arguments(subparser)
            subparser.set_defaults(run=subcommand.run)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except NotTriedError as error:
        sys.stderr.write(f"callboard: {error}\n")
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
