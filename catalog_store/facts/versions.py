"""Reads versions of languages off the files in which people write them down."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

#: As facts have it, and as people say it.
LANGUAGES = {"python": "Python", "node": "Node.js", "go": "Go", "java": "Java", "ruby": "Ruby", "rust": "Rust"}

_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,6}){0,3}")
_LONGEST_LINE = 200
#: What `.tool-versions` calls them.
_TOOLS = {"python": "python", "nodejs": "node", "node": "node", "golang": "go", "go": "go", "java": "java",
          "ruby": "ruby", "rust": "rust"}  # fmt: skip

Versions = dict[str, str]


def versions_in(path: str, text: str) -> Versions:
    """The versions that a file tells, by the names of `LANGUAGES`. A file that cannot be read tells none."""
    return _READERS[path](text)


def _only(language: str) -> Callable[[str], Versions]:
    """A file that holds nothing but a version."""
    return lambda text: _as(language, next(iter(_lines(text)), ""))


def _as(language: str, written: object) -> Versions:
    """The first number in it: of `>=3.11,<4` the least that will do."""
    found = _VERSION.search(written[:_LONGEST_LINE]) if isinstance(written, str) else None
    return {language: found[0]} if found else {}


def _tool_versions(text: str) -> Versions:
    found: Versions = {}
    for line in _lines(text):
        tool, _, version = line.partition(" ")
        if name := _TOOLS.get(tool):
            found |= _as(name, version)
    return found


def _go_module(text: str) -> Versions:
    return _as("go", next((line.removeprefix("go ") for line in _lines(text) if line.startswith("go ")), ""))


def _pyproject(text: str) -> Versions:
    written = _toml(text)
    poetry = _table(written, "tool", "poetry", "dependencies").get("python")
    return _as("python", _table(written, "project").get("requires-python") or poetry)


def _rust_toolchain(text: str) -> Versions:
    return _as("rust", _table(_toml(text), "toolchain").get("channel"))


def _package(text: str) -> Versions:
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _as("node", _table(written, "engines").get("node"))


def _maven(text: str) -> Versions:
    found = re.search(r"<(?:java\.version|maven\.compiler\.release)>\s*([\d.]{1,20})\s*<", text)
    return _as("java", found[1]) if found else {}


def _toml(text: str) -> Mapping[str, Any]:  # Any: TOML
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(written: object, *names: str) -> Mapping[str, Any]:  # Any: as above
    for name in names:
        written = written.get(name) if isinstance(written, Mapping) else None
    return written if isinstance(written, Mapping) else {}


def _lines(text: str) -> list[str]:
    stripped = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in stripped if line]


_READERS: Mapping[str, Callable[[str], Versions]] = {
    ".python-version": _only("python"),
    ".nvmrc": _only("node"),
    ".node-version": _only("node"),
    ".java-version": _only("java"),
    ".ruby-version": _only("ruby"),
    ".tool-versions": _tool_versions,
    "go.mod": _go_module,
    "pyproject.toml": _pyproject,
    "package.json": _package,
    "pom.xml": _maven,
    "rust-toolchain.toml": _rust_toolchain,
}
#: At the root of a repository, what says it most plainly first.
FILES = tuple(_READERS)
