"""The reference of templates' faults has every code that reading and linting give, and says which are refused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from golden_paths.library import FATAL

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "template-faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w-]+)` \| .+? \|(?: ?(refused)? \|)?$", PAGE, re.MULTILINE)
#: The calls that make a fault, and where among what they are given the code stands.
_MAKERS = {"Fault": 5, "fault": 3, "warning": 3, "file_fault": 4}
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")


def test_has_every_code() -> None:
    package = ROOT / "golden_paths"
    reading = [package / f"{name}.py" for name in ("sources", "outline", "digests", "template_files")]
    sources = [*reading, *(package / "lint").glob("*.py")]
    given = {code for source in sources for code in _codes(ast.parse(source.read_text(encoding="utf-8")))}
    assert sorted(code for code, _ in ROWS) == sorted(given)


def test_says_which_are_refused() -> None:
    refused = {code for code, mark in ROWS if mark}
    assert refused >= FATAL
    assert not refused & {"unknown-name", "unknown-parameter", "bad-schema", "merge"}


def _codes(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for value in _values(call, _MAKERS[name]) if name in _MAKERS else ():
            if isinstance(value, str) and _CODE.fullmatch(value):
                yield value


def _values(call: ast.Call, position: int) -> Iterator[object]:
    places = [each.value for each in call.keywords if each.arg == "code"] + call.args[position : position + 1]
    for place in places:
        yield from (part.value for part in ast.walk(place) if isinstance(part, ast.Constant))
