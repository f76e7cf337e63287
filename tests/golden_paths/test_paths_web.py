"""The web app that a golden path generates is installed from its lock, and passes what its pipeline asks."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.golden_paths.built_in import Made, made

pytestmark = pytest.mark.more

#: What the pipeline asks, in its order.
CHECKS = (("run", "lint"), ("test",), ("run", "build"))
#: What holds a Node for this machine, in the same registry.
_NODE = f"node-{sys.platform}-{platform.machine().replace('x86_64', 'x64').replace('aarch64', 'arm64')}"


def _run(*words: str, folder: Path, environment: Mapping[str, str], patience: int = 300) -> str:
    """What it prints when it is not content."""
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=patience
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def app() -> Iterator[Made]:
    with made("react-web-app/plain") as found:
        yield found


@pytest.fixture(scope="module")
def environment(app: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One with npm and the Node that the app asks for, brought in where the machine's own is older."""
    if shutil.which("npm") is None:
        pytest.skip("There is no npm on this machine, so what was generated cannot be installed.")
    environment = {**os.environ, "CI": "1", "npm_config_update_notifier": "false"}
    if _run("npm", "view", "react", "version", folder=app.folder, environment=environment, patience=60):
        pytest.skip("The package registry cannot be reached, so what was generated cannot be installed.")
    if _machines_node() < _least_node(app):
        home = tmp_path_factory.mktemp("node")
        wanted = (app.folder / ".node-version").read_text(encoding="utf-8").strip()
        words = ("npm", "install", "--no-audit", "--no-fund", "--prefix", str(home), f"{_NODE}@{wanted}")
        if refused := _run(*words, folder=home, environment=environment):
            pytest.skip(f"The Node of this machine is too old, and no other is to be had: {refused[-500:]}")
        environment["PATH"] = f"{home / 'node_modules' / _NODE / 'bin'}{os.pathsep}{environment['PATH']}"
    return environment


def test_passes_what_its_pipeline_asks(app: Made, environment: dict[str, str]) -> None:
    assert _run("npm", "ci", "--no-audit", "--no-fund", folder=app.folder, environment=environment) == ""
    for words in CHECKS:
        assert _run("npm", *words, folder=app.folder, environment=environment) == ""
    assert (app.folder / "dist" / "index.html").is_file()


def _machines_node() -> tuple[int, ...]:
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return _numbers(said)


def _least_node(app: Made) -> tuple[int, ...]:
    package = json.loads((app.folder / "package.json").read_text(encoding="utf-8"))
    return _numbers(package["engines"]["node"])


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))
