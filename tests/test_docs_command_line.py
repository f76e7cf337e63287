"""The command line's reference names every command, argument and example that there is, and no other."""

import argparse
import re
from pathlib import Path

import pytest

from bot.__main__ import ALL, Entry, parser_of

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## callboard (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))

each_command = pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)


def _arguments(parser: argparse.ArgumentParser) -> list[str]:
    actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    return [_shown(action) for action in sorted(actions, key=lambda action: bool(action.option_strings))]


def _shown(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    if not action.option_strings:
        return str(value)
    return action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {value}"


def test_has_a_section_for_each_command() -> None:
    assert list(SECTIONS) == [entry.name for entry in ALL]


@each_command
def test_names_the_arguments(entry: Entry) -> None:
    named = re.findall(r"^\| `(.+?)` \|", SECTIONS[entry.name], re.MULTILINE)
    assert [name.replace("\\|", "|") for name in named] == _arguments(parser_of(entry))


@each_command
def test_shows_the_example_of_the_help(entry: Entry) -> None:
    assert f"```\n{entry.example}\n" in SECTIONS[entry.name]


@each_command
def test_begins_with_the_summary_of_the_help(entry: Entry) -> None:
    assert SECTIONS[entry.name].strip().startswith(entry.summary.rstrip(".").partition(":")[0])


def test_examples_are_commands_that_parse() -> None:
    pages = PAGE + (DOCS / "how-to" / "lint-in-pull-requests.md").read_text(encoding="utf-8")
    examples = re.findall(r"^(?:- run: +|      - run: )?callboard (.*)$", pages, re.MULTILINE)
    assert len(examples) > len(ALL)
    for example in examples:
        words = example.partition(" >")[0].split()
        entry = next(entry for entry in ALL if words[: len(entry.words)] == entry.words)
        parser_of(entry).parse_intermixed_args(words[len(entry.words) :])
