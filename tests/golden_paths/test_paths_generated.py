"""What the built-in golden paths generate is installed as its pipeline would, and passes its own linters, types and tests."""

import re
from pathlib import Path

import pytest

from tests.golden_paths.built_in import Made, made
from tests.support.generated import installed, run

pytestmark = pytest.mark.more

_OF_PYTHON = (("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",), ("pytest", "-q"))
#: By path what its pipeline asks, and of which of its tests: what differs between the others is not code. All of them are
#: tried with what the first needs.
CHECKS = {
    "data-pipeline": (("plain",), _OF_PYTHON),
    "docs-site": (("plain",), (("mkdocs", "build", "--strict"),)),
    "python-service": (("database", "plain"), _OF_PYTHON),
}


@pytest.fixture(scope="module", params=CHECKS)
def path(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def environment(path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with exactly what the generated lock names."""
    folder = tmp_path_factory.mktemp("environment")
    with made(f"{path}/{CHECKS[path][0][0]}") as result:
        return installed(_lock(result), folder)


def _lock(result: Made) -> Path:
    """The one that names most."""
    return max(result.files("requirements*.txt"), key=lambda file: file.stat().st_size)


def test_passes_what_its_pipeline_asks(
    path: str, environment: Path, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", postgres)
    monkeypatch.setenv("MYPY_CACHE_DIR", str(tmp_path))  # what both import is looked at once
    trials, checks = CHECKS[path]
    for trial in trials:
        with made(f"{path}/{trial}") as result:
            for program, *words in checks:
                done = run(environment / program, *words, folder=result.folder)
                assert done.returncode == 0, f"{trial}: {done.stdout}{done.stderr}"


def test_a_database_needs_more_and_nothing_else() -> None:
    with made("python-service/plain") as plain, made("python-service/database") as kept:
        assert _versions(plain) < _versions(kept)


def _versions(result: Made) -> set[str]:
    return set(re.findall(r"^[a-z][\w.-]*==\S+", _lock(result).read_text(encoding="utf-8"), re.MULTILINE))
