"""Projects that golden paths made, installed as their pipelines install them."""

import re
import subprocess
import sys
import venv
from collections.abc import Collection
from pathlib import Path

import pytest

_ENTRY = re.compile(r"^(?=[a-z])", re.MULTILINE)


def run(*words: str | Path, folder: Path, patience: int = 300) -> "subprocess.CompletedProcess[str]":
    """A program, in a project's folder."""
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=patience)


def installed(lock: Path, folder: Path, *, without: Collection[str] = ()) -> Path:
    """Where the programs are of a new environment with exactly what the lock names, but for some that take long.

    Skips where no registry can be reached.
    """
    pip = (sys.executable, "-m", "pip")
    reached = run(*pip, "index", "versions", "pip", folder=folder, patience=60)
    if reached.returncode:
        pytest.skip("The package registry cannot be reached, so what was generated cannot be installed.")
    venv.create(folder)
    entries = _ENTRY.split(lock.read_text(encoding="utf-8"))
    wanted = folder / "wanted.txt"
    wanted.write_text("".join(each for each in entries if each.partition("==")[0] not in without), encoding="utf-8")
    words = ("install", "-q", "--no-compile", "--no-deps", "--require-hashes", "-r", wanted)
    done = run(*pip, "--python", folder / "bin" / "python", *words, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "bin"
