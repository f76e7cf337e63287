"""What the pages say that one will read, at the start, in Slack or in the log, is what the code says."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.more

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to"
#: Slack says these, not we.
SLACKS_OWN = ("dispatch_failed", "app_not_responding", "is not a valid command")


@cache
def _said() -> tuple[str, ...]:
    """Every text in the code, with a … where a value is put in, and the Makefile."""
    sources = (source for package in ("bot", "commands", "catalog_store") for source in (ROOT / package).rglob("*.py"))
    texts = (text for source in sources for text in _texts(ast.parse(source.read_text(encoding="utf-8"))))
    return (*texts, (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\`", ""))


def _texts(tree: ast.AST) -> list[str]:
    return [_text(node) for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr)]


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "…"


def _sentences(page: str, *headings: str) -> list[str]:
    """The quoted words in the first cells of the tables below these headings."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    sections = [text.split(f"## {heading}\n")[1].split("\n## ")[0] for heading in headings]
    cells = re.findall(r"^\| (.+?) \|", "\n".join(sections), re.MULTILINE)
    return [sentence for cell in cells for sentence in re.findall(r"`([^`]{4,})`", cell)]


SENTENCES = [
    *_sentences("try-it.md", "When it does not start"),
    *_sentences("connect-slack.md", "What the errors mean"),
    *_sentences("run-in-production.md", "Logs"),
    *_sentences("connect-github.md", "What the errors mean"),
]


#: What a running Callboard puts in: names of variables, ports, the beginnings of tokens.
VALUES = re.compile(r"^SLACK_\w+ holds|xapp-$|8765|127\.0\.0\.1:3000|…")


@pytest.mark.parametrize("sentence", [each for each in SENTENCES if not any(own in each for own in SLACKS_OWN)])
def test_the_code_says_it(sentence: str) -> None:
    pieces = [piece.strip() for piece in VALUES.split(sentence)]
    assert any(all(piece in said for piece in pieces) for said in _said())
