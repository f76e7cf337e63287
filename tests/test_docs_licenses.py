"""The page on licenses names every package of ours that is not permissive."""

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "decisions" / "licenses.md").read_text(encoding="utf-8")
LOCKED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements-runtime.lock").read_text(encoding="utf-8"), re.MULTILINE)
PERMISSIVE = re.compile(r"Apache|BSD|MIT|PSF|Python Software Foundation|ZPL|Zope|Unlicense|ISC|PostgreSQL")


def _licenses(package: str) -> str:
    told = metadata.metadata(package)
    expressions = told.get_all("License-Expression") or []
    texts = [text.partition("\n")[0] for text in told.get_all("License") or []]
    classifiers = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    return " ".join(expressions or [*texts, *classifiers])


def _installed() -> Iterator[str]:
    """Those of the lock that this machine has: some are for other systems."""
    known = {re.sub(r"[-_.]+", "-", each.name).lower() for each in metadata.distributions()}
    yield from (package for package in LOCKED if re.sub(r"[-_.]+", "-", package).lower() in known)


@pytest.mark.parametrize("package", list(_installed()))
def test_a_package_is_permissive_or_named(package: str) -> None:
    assert PERMISSIVE.search(_licenses(package)) or f"`{package}`" in PAGE


def test_names_no_package_that_is_gone() -> None:
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([\w.-]+)`", rows)) <= set(LOCKED)
