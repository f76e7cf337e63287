"""`make audit` says what it looked at, and does not take silence for good news."""

import json
import sys
from pathlib import Path

import pytest

from tests.auditing import FOUND, UNKNOWN, WELL, Report, main

SOUND = {"name": "alembic", "version": "1.18.0", "vulns": []}
WEAK = {"name": "jinja2", "version": "3.1.5", "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["3.1.6"]}]}
UNTOLD = {"name": "httpx", "skip_reason": "Dependency not found on PyPI and could not be audited: httpx (0.28.1)"}


def report(*dependencies: object) -> Report:
    return Report.read(json.dumps({"dependencies": dependencies, "fixes": []}))


def test_says_that_nothing_is_known_against_what_was_looked_at() -> None:
    found = report(SOUND, {**SOUND, "name": "bracex"})
    assert list(found.lines("pypi")) == ["Of 2 packages pypi told about 2: nothing is known against them."]
    assert found.status == WELL


def test_names_what_is_weak_and_what_mends_it() -> None:
    found = report(SOUND, WEAK, UNTOLD)
    assert next(found.lines("pypi")) == "jinja2 3.1.5 has PYSEC-2025-1, mended in 3.1.6."
    assert found.status == FOUND


@pytest.mark.parametrize("told", [[UNTOLD], [SOUND, UNTOLD], []])
def test_what_nobody_told_anything_about_is_not_taken_for_sound(told: list[object]) -> None:
    found = report(*told)
    assert "NOT AUDITED" in " ".join(found.lines("pypi"))
    assert found.status == UNKNOWN


@pytest.mark.parametrize(
    "pip_audit, status, said",
    [
        (
            ["import sys; sys.exit('ConnectionError: pypi.org')"],
            UNKNOWN,
            "pypi did not answer: ConnectionError: pypi.org",
        ),
        (
            ["import sys", f"open(sys.argv[-1], 'w').write({json.dumps({'dependencies': [SOUND]})!r})"],
            WELL,
            "nothing is known",
        ),
    ],
)
def test_both_looks_are_told_whatever_comes_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pip_audit: list[str], status: int, said: str
) -> None:
    for name, lines in (("pip-audit", pip_audit), ("detect-secrets-hook", ["pass"])):
        (tmp_path / name).write_text("\n".join([f"#!{sys.executable}", *lines]))
        (tmp_path / name).chmod(0o755)
    assert main(tmp_path, "pypi") == status
    told = capsys.readouterr().out
    assert said in told
    assert "files were searched for secrets" in told or "git names no files" in told
