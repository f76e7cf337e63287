"""What the built-in golden paths generate is installed as its pipeline would, and passes its own linters, types and tests."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden_paths.built_in import Made, made

pytestmark = pytest.mark.more

#: What the pipelines ask, by path; each once, as what differs between a path's tests is not its code.
CHECKS = {
    "docs-site/plain": (("mkdocs", "build", "--strict"),),
    "python-service/plain": (("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",), ("pytest", "-q")),
}


#: Nothing is fetched, no other version of Go either: the service needs none.
_OF_GO = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}


def _run(*words: str | Path, folder: Path, patience: int = 300) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=patience)


@pytest.fixture(scope="module", params=CHECKS)
def result(request: pytest.FixtureRequest) -> Iterator[Made]:
    with made(request.param) as found:
        yield found


@pytest.fixture(scope="module")
def environment(result: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with exactly what the generated lock names."""
    reached = _run(sys.executable, "-m", "pip", "index", "versions", "pip", folder=result.folder, patience=60)
    if reached.returncode:
        pytest.skip("The package registry cannot be reached, so what was generated cannot be installed.")
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    lock = max(result.files("requirements*.txt"), key=lambda file: file.stat().st_size)
    done = _run(folder / "bin" / "pip", "install", "-q", "--require-hashes", "-r", lock, folder=result.folder)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def test_passes_what_its_pipeline_asks(result: Made, environment: Path) -> None:
    for program, *words in CHECKS[f"{result.path.name}/plain"]:
        done = _run(environment / program, *words, folder=result.folder)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", [("vet",), ("test",)], ids=" ".join)
def test_a_go_service_is_sound_and_passes_its_tests(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("go") is None:
        pytest.skip("There is no Go on this machine.")
    for name, value in _OF_GO.items():
        monkeypatch.setenv(name, value)
    with made("go-service/plain") as result:
        done = _run("go", *words, "./...", folder=result.folder)
    if "GOTOOLCHAIN=local" in done.stderr:
        pytest.skip(f"The Go of this machine is too old: {done.stderr.strip()}")
    assert done.returncode == 0, done.stdout + done.stderr
