"""A terminal: commands are typed as a person would, and what is printed is read back."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.__main__ import main

ROOT = Path(__file__).parents[3]
_OURS = ("SLACK_", "CALLBOARD_", "DATABASE_URL", "LOG_FORMAT", "GITHUB_", "KUBECONFIG")


@dataclass(frozen=True)
class Printed:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # Any: JSON
        return json.loads(self.out)


class Terminal:
    """A person's terminal in a folder of its own, without any configuration but what a test gives it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def set(self, **environment: str) -> None:
        """`export NAME=value`."""
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def types(self, *words: str) -> Printed:
        """`callboard WORDS…`, in this process."""
        self._capsys.readouterr()
        try:
            status = main(words)
        except SystemExit as leaving:  # argparse leaves by itself
            status = int(leaving.code or 0)
        printed = self._capsys.readouterr()
        return Printed(status, printed.out, printed.err)

    def runs(self, *words: str, **environment: str) -> Printed:
        """`callboard WORDS…`, as a program of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Printed(done.returncode, done.stdout, done.stderr)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal with nothing configured."""
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        monkeypatch.delenv(name)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield Terminal(folder, capsys, monkeypatch)
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def with_database(database_url: str, terminal: Terminal) -> Terminal:
    """A terminal with an empty catalog of its own."""
    terminal.set(DATABASE_URL=database_url)
    return terminal
