"""The reference of what people can say names every command with its words and every button, and no other."""

import re
from pathlib import Path

from commands import ALL, kit

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_has_a_row_for_each_command_with_its_words_and_what_it_answers() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \| (`[^|]+) \| ([^|]+) \|$", SECTIONS["Commands"], re.MULTILINE)

    expected = [(f"`{each.name}`", ", ".join(map(_written, each.words)), each.summary) for each in ALL]
    assert [row for row in rows if row[2] != "because"] == expected


def test_has_a_section_for_each_command_but_help() -> None:
    assert re.findall(r"^### (.+)$", SECTIONS["Commands"], re.MULTILINE) == [each.name for each in ALL[:-1]]


def test_has_a_row_for_each_button() -> None:
    named = re.findall(r"^\| [^|]+ \| `([^|`]+)` \|", SECTIONS["Buttons"], re.MULTILINE)

    general = {kit.ASK_ACTION, kit.ASK_INSTEAD_ACTION, kit.OPEN_ACTION, kit.FORM_ACTION}
    assert sorted(named) == sorted(general.union(*(command.presses for command in ALL)))


def _written(word: str) -> str:
    return f"`{word}`" if word else "nothing at all"
