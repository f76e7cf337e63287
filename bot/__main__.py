"""The command line `callboard`: which words there are, and where each of them is carried out."""

import argparse
import difflib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Protocol, cast

from bot.cli import arguments
from bot.errors import NotTriedError

FAULTS_FOUND = 1
NOT_TRIED = 2
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, of one word or of several. `arguments` declares what may follow.

    Its module is loaded only when it is carried out, so that every `--help` is quick.
    """

    name: str
    summary: str
    example: str
    module: str
    arguments: Callable[[argparse.ArgumentParser], None]

    @property
    def words(self) -> list[str]:
        """What is typed to call it."""
        return self.name.split()


class Subcommand(Protocol):
    """What a module of `bot.cli` offers."""

    def run(self, options: argparse.Namespace) -> int:
        """Carry it out and give the exit status: 0, 1 for faults found, 2 when it could not be tried."""


ALL = (
    Entry("serve", "Connect to Slack and answer.", "callboard serve", "bot.cli.serve", arguments.serve),
    Entry(
        "try",
        "Try it here: a local workspace with a sample company.",
        "callboard try",
        "bot.cli.try_it",
        arguments.try_it,
    ),
    Entry(
        "ask",
        "Ask on the command line what one can ask in Slack.",
        "callboard ask owner payments-api",
        "bot.cli.ask",
        arguments.ask,
    ),
    Entry(
        "ingest",
        "Read descriptors into the catalog.",
        "callboard ingest ./catalog-info.yaml",
        "bot.cli.ingest",
        arguments.ingest,
    ),
    Entry(
        "lint", "Say what is wrong in descriptors.", "callboard lint catalog-info.yaml", "bot.cli.lint", arguments.lint
    ),
    Entry(
        "golden-path list",
        "Say which golden paths there are.",
        "callboard golden-path list",
        "bot.cli.golden_path.listing",
        arguments.golden_path_list,
    ),
    Entry(
        "golden-path lint",
        "Say what is wrong in a template.",
        "callboard golden-path lint ./my-path",
        "bot.cli.golden_path.linting",
        arguments.golden_path_lint,
    ),
    Entry(
        "golden-path form",
        "Show the form that a template asks for.",
        "callboard golden-path form ./my-path",
        "bot.cli.golden_path.forms",
        arguments.golden_path_form,
    ),
    Entry(
        "golden-path dry-run",
        "Show what a template makes of some values.",
        "callboard golden-path dry-run ./my-path --values values.yaml --output ./made",
        "bot.cli.golden_path.dry_run",
        arguments.golden_path_dry_run,
    ),
    Entry(
        "golden-path test",
        "Run the tests that lie beside a template.",
        "callboard golden-path test ./my-path",
        "bot.cli.golden_path.test",
        arguments.golden_path_test,
    ),
    Entry(
        "new action",
        "Write the beginning of an action of your own.",
        "callboard new action acme:greet --into ./greet",
        "bot.cli.new_action",
        arguments.new_action,
    ),
    Entry(
        "report",
        "Show or send what teams are told.",
        "callboard report scorecard --team payments",
        "bot.cli.report",
        arguments.report,
    ),
    Entry(
        "scorecard test",
        "Try the rules of the scorecard.",
        "callboard scorecard test",
        "bot.cli.scorecard_test",
        arguments.scorecard_test,
    ),
    Entry(
        "policy test",
        "Try out who may do what.",
        "callboard policy test ./policy-tests.yaml",
        "bot.cli.policy",
        arguments.policy_test,
    ),
    Entry(
        "audit",
        "Print who did what, and who was refused.",
        "callboard audit --since 7d",
        "bot.cli.audit",
        arguments.audit,
    ),
    Entry("migrate", "Bring the database up to date.", "callboard migrate", "bot.cli.migrate", arguments.migrate),
    Entry("doctor", "Check everything that is configured.", "callboard doctor", "bot.cli.doctor", arguments.doctor),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line says, and give the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["help"]:
        words = [*words[1:3], "--help"]
    entry = next((entry for entry in ALL if words[: len(entry.words)] == entry.words), None)
    return _carried_out(entry, words[len(entry.words) :]) if entry else _without_command(words)


def _carried_out(entry: Entry, words: Sequence[str]) -> int:
    try:
        status = _run(entry, words)
        sys.stdout.flush()
    except NotTriedError as error:
        return _complain(str(error))
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as bug:  # noqa: BLE001  # the edge of the process
        return int(importlib.import_module("bot.cli.last_words").tell(bug))
    return status


def collect_less() -> None:
    """Have cyclic garbage looked for less often than Python does by itself.

    Reading a catalog makes a million objects that live on. With Python's own thresholds, looking through all of them
    again and again is a fifth of the time.
    """
    gc.set_threshold(100_000, 50, 100)


def take_turns_often() -> None:
    """Have threads take turns every millisecond, not every five as Python does by itself.

    An answer asks the database some times, and waits for its turn after each while another thread works out files.
    """
    sys.setswitchinterval(0.001)


def _run(entry: Entry, words: Sequence[str]) -> int:
    collect_less()
    take_turns_often()
    options = parser_of(entry).parse_intermixed_args(words)
    return load(entry).run(options)


def load(entry: Entry) -> Subcommand:
    """The module that carries the word out."""
    return cast(Subcommand, importlib.import_module(entry.module))


def parser_of(entry: Entry) -> argparse.ArgumentParser:
    """What may follow the word."""
    parser = argparse.ArgumentParser(
        prog=f"callboard {entry.name}",
        description=entry.summary,
        epilog=f"Example:  {entry.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    entry.arguments(parser)
    return parser


def _without_command(words: Sequence[str]) -> int:
    """`--help`, `--version`, nothing at all, the first word of several, or a word that is none of ours."""
    group = [entry for entry in ALL if words and entry.words[0] == words[0]]
    prog = f"callboard {words[0]}" if group else "callboard"
    parser = argparse.ArgumentParser(
        prog=prog,
        usage=f"{prog} COMMAND [--help] …",
        description="The internal developer portal that lives in Slack.",
        epilog=_listing(group or ALL),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if not group:
        parser.add_argument("--version", action="store_true", help="show the version and exit")
    options, rest = parser.parse_known_args(words[1:] if group else words)
    if rest:
        return _complain(_unknown(rest, group))
    if not group and options.version:
        sys.stdout.write(f"callboard {_version()}\n")
        return 0
    parser.print_help(sys.stderr)
    return NOT_TRIED


def _listing(entries: Sequence[Entry]) -> str:
    width = max(len(entry.name) for entry in entries)
    rows = "\n".join(f"  {entry.name:<{width}} {entry.summary}" for entry in entries)
    example = "callboard try" if entries is ALL else entries[0].example
    return f"commands:\n{rows}\n\nExample:  {example}\nEach command says more with --help."


def _unknown(rest: Sequence[str], group: Sequence[Entry]) -> str:
    word = rest[0]
    if word.startswith("-"):
        return f"There is no option {word}. `callboard --help` lists what there is."
    named = f"{group[0].words[0]} {word}" if group else word
    near = difflib.get_close_matches(named, [entry.name for entry in group or ALL], n=1)
    asked = group[0].example if group else f"callboard ask {' '.join(rest)}"
    meant = f"callboard {near[0]}" if near else asked
    return f"There is no command {named}. Did you mean `{meant}`? `callboard --help` lists all commands."


def _version() -> str:
    try:
        return metadata.version("callboard")
    except metadata.PackageNotFoundError:
        return "(not installed, run from its sources)"


def _complain(text: str) -> int:
    sys.stderr.write("".join(f"callboard: {line}\n" for line in text.splitlines()))
    return NOT_TRIED


if __name__ == "__main__":
    sys.exit(main())
