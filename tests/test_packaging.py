"""What is shipped beside the code says what the code knows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog_store.descriptors.exact import read

ROOT = Path(__file__).parents[1]
COMPOSED: Any = read((ROOT / "compose.yaml").read_text(encoding="utf-8"))  # Any: YAML
VARIABLES = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")


def test_the_compose_file_sets_only_variables_that_are_read() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    environment = {
        *COMPOSED["services"]["callboard"]["environment"],
        *re.findall(r"^#   ((?:SLACK|GITHUB)\w+)=", text, re.MULTILINE),
    }
    assert [name for name in environment if f"| `{name}` |" not in VARIABLES] == []


def test_the_containers_run_without_rights() -> None:
    service = COMPOSED["services"]["callboard"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    last_user = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[-1]
    assert last_user.isdecimal()
    assert int(last_user) > 0


def test_the_dockerfile_is_without_fault_and_looks_after_its_health() -> None:
    linter = shutil.which("hadolint", path=Path(sys.executable).parent) or shutil.which("hadolint")
    if linter is None:
        pytest.skip("There is no hadolint on this machine.")
    found = subprocess.run([linter, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert found.stdout + found.stderr == ""
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_what_builds_the_image_is_of_the_versions_that_tests_ran_with() -> None:
    locked = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements-build.lock", "requirements.lock")]
    build, everything = ({*re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE)} for lock in locked)
    assert any(pin.startswith("hatchling==") for pin in build)
    assert build <= everything


def test_all_that_the_image_is_built_from_reaches_the_builder() -> None:
    """Docker sees nothing that `.dockerignore` does not let through."""
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if "!" in line
    }
    locks = set(re.findall(r"requirements-\w+\.lock", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert {*locks, "pyproject.toml", "README.md", "LICENSE", "manifest.yml"} <= let_through


def test_the_image_holds_only_what_it_is_made_of() -> None:
    copied = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    packages = {line[1:] for line in copied if line.startswith("!") and (ROOT / line[1:]).is_dir()}
    assert packages == {"bot", "commands", "golden_paths", "catalog_store"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-runtime.lock", "requirements-build.lock"])
def test_every_locked_package_has_its_hashes_and_no_index_is_named(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^[\w.-]+(?:\[[^\]]+\])?==.*\n((?:    .*\n)*)", lock, re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in rest for rest in packages)
    assert "://" not in lock


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ("ensurepip", "Python's venv is missing: on Debian and Ubuntu `sudo apt-get install python3-venv` brings it."),
        ("version_info", "Python 3.11 or newer is needed: install it, or name it with `make PYTHON=/path/to/python3`."),
    ],
)
def test_a_machine_that_lacks_something_is_told_in_one_line(tmp_path: Path, lacks: str, sentence: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    python = tools / "python3"
    python.write_text(f'#!/bin/sh\ncase "$2" in *{lacks}*) exit 1;; esac\n')
    python.chmod(0o755)
    for name in ("sh", "make", "getconf", "expr"):
        (tools / name).symlink_to(str(shutil.which(name)))
    words = [str(tools / "make"), "--silent", "install", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(
        words, cwd=ROOT, env={"PATH": str(tools)}, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == sentence


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(("token", "begun"), [("xoxb-1", "serve"), ("", "try")])
def test_make_run_talks_to_slack_where_there_is_a_token(tmp_path: Path, token: str, begun: str) -> None:
    program = tmp_path / "bin" / "callboard"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho $@\n")
    program.chmod(0o755)
    (tmp_path / ".installed").touch()
    done = subprocess.run(
        ["make", "--silent", "run", f"VENV={tmp_path}"],
        cwd=ROOT,
        env={**os.environ, "SLACK_BOT_TOKEN": token},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.split() == [begun]
