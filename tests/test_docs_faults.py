"""The faults' reference has every code that the readers give, and its examples are told as it says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog_store.descriptors import lint
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.refs import EntityRef

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "faults.md"
SECTIONS = re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##|\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
EXAMPLES = [(code, found[1]) for code, text in SECTIONS if (found := re.search(r"```yaml\n(.*?)```", text, re.DOTALL))]
#: The calls whose first argument, or whose `code`, is a code.
MAKERS = {"Fault", "Flaw", "YamlError", "_error", "_malformed", "_warning"}
PEOPLE = ("group:default/payments", "group:default/booking")


def test_has_every_code() -> None:
    sources = [*(ROOT / "catalog_store" / "descriptors").glob("*.py"), *(ROOT / "catalog_store" / "sync").glob("*.py")]
    given = {code for source in sources for code in _codes(ast.parse(source.read_text(encoding="utf-8")))}
    assert sorted(code for code, _ in SECTIONS) == sorted(given)


@pytest.mark.parametrize("code, example", EXAMPLES, ids=[code for code, _ in EXAMPLES])
def test_an_example_has_its_fault(code: str, example: str) -> None:
    faults = lint(SourceFile("file:/catalog/catalog-info.yaml", example.encode()), fetch=_nothing, known=_is_known)
    assert {fault.code for fault in faults} == {code}


@pytest.mark.parametrize("code, example", EXAMPLES, ids=[code for code, _ in EXAMPLES])
def test_an_example_stands_among_those_of_its_severity(code: str, example: str) -> None:
    (fault,) = lint(SourceFile("file:/catalog/catalog-info.yaml", example.encode()), fetch=_nothing, known=_is_known)
    warnings = PAGE.read_text(encoding="utf-8").split("## Warnings")[1].split("## Found when")[0]
    assert (f"### `{code}`" in warnings) == (fault.severity == "warning")


def _codes(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MAKERS:
            named = [each.value for each in call.keywords if each.arg == "code"]
            for value in (*named, *call.args[:1]):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _nothing(location: str) -> bytes:
    raise UnreadableError(location, "there is no such file")


def _is_known(ref: EntityRef) -> bool:
    return str(ref) in PEOPLE
