"""Programs that tests start beside themselves, and what is left of them."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def python(code: str, *arguments: str) -> "subprocess.Popen[str]":
    """A Python program of its own that runs `code` in this checkout."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def becomes_true(question: Callable[[], bool], *, within: float = 60.0) -> bool:
    """Ask again and again; False only when the time is over."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.02)
    return question()
