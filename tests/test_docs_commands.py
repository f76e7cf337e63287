"""The reference of what people can say names every command with its words, and no other."""

import re
from pathlib import Path

from commands import ALL

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def test_has_a_row_for_each_command_with_its_words_and_what_it_tells() -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE, re.MULTILINE)

    expected = [(", ".join(f"`{word}`" for word in each.words if word), each.summary) for each in ALL]
    assert rows == expected


def test_has_a_section_for_each_command() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == [each.name for each in ALL]
