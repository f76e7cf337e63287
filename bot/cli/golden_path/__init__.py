"""`callboard golden-path`: look at golden paths, check them and try them out. None of it needs a database."""

import argparse
import importlib
from dataclasses import dataclass
from typing import cast

from bot.__main__ import Subcommand


@dataclass(frozen=True, slots=True)
class _Word:
    """One word after `golden-path`. Its module is loaded when the arguments are declared, as it says what may follow."""

    name: str
    summary: str
    example: str
    module: str

    def load(self) -> Subcommand:
        return cast(Subcommand, importlib.import_module(self.module))


#: One line each; further words stand in files of their own beside this one.
ALL: tuple[_Word, ...] = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which word, and what it takes."""
    words = parser.add_subparsers(metavar="WORD", required=True)
    for word in ALL:
        subcommand = word.load()
        inner = words.add_parser(
            word.name,
            help=word.summary,
            description=word.summary,
            epilog=f"Example:  {word.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        subcommand.arguments(inner)
        inner.set_defaults(carry_out=subcommand.run)


def run(options: argparse.Namespace) -> int:
    """Carry out the word."""
    return int(options.carry_out(options))
