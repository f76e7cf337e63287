"""Versions of languages, as people write them into files."""

import pytest

from catalog_store.facts.versions import FILES, versions_in


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".python-version", "# ours\n3.13\n", {"python": "3.13"}),
        (".nvmrc", "v22.4.1", {"node": "22.4.1"}),
        (".nvmrc", "lts/iron", {}),
        (".java-version", "temurin-21.0.2", {"java": "21.0.2"}),
        (".tool-versions", "golang 1.23.1\nnodejs 22.0.0 # web\nterraform 1.9\n", {"go": "1.23.1", "node": "22.0.0"}),
        ("go.mod", "module x\n\ngo 1.22\n\nrequire y v1.0.0\n", {"go": "1.22"}),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.11,<4"\n', {"python": "3.11"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.12"\n', {"python": "3.12"}),
        ("package.json", '{"engines": {"node": ">=20"}}', {"node": "20"}),
        ("pom.xml", "<properties><java.version>21</java.version></properties>", {"java": "21"}),
        ("rust-toolchain.toml", '[toolchain]\nchannel = "1.80"\n', {"rust": "1.80"}),
    ],
)
def test_reads_what_a_file_asks_for(path: str, text: str, expected: dict[str, str]) -> None:
    assert versions_in(path, text) == expected


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("text", ["", "\0", "[" * 5000, "{}", "[]", '"text"', "project = 3", "engines: !!python/none"])
def test_a_file_that_makes_no_sense_tells_nothing(path: str, text: str) -> None:
    assert versions_in(path, text) == {} or path.startswith(".")
