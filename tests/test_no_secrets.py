"""No file that is kept holds what opens a door. `make audit` looks closer, and asks the network."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Shapes of real tokens. Those of the tests are shorter, or say what they are.
_SHAPES = {
    "a token of Slack's": re.compile(
        r"xox[abeoprs]-\d{9,}-\d{9,}-[A-Za-z0-9-]{20,}|xapp-\d-[A-Z0-9]{9,}-\d{9,}-[a-f0-9]{40,}"
    ),
    "a token of GitHub's": re.compile(r"gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}"),
    "a key of a cloud's": re.compile(r"(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*(?:[A-Za-z0-9+/=]{60,}\s*){3,}"),
    "a webhook of Slack's": re.compile(r"hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}"),
}


def _kept() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_that_is_kept_holds_a_secret() -> None:
    found = [
        f"{file.relative_to(ROOT)} holds what looks like {what}"
        for file in _kept()
        if file.is_file() and file.stat().st_size < 2_000_000
        for what, shape in _SHAPES.items()
        if shape.search(file.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "what, secret",
    [
        ("a token of Slack's", "xoxb-" + "123456789012-" * 2 + "a" * 24),
        ("a token of GitHub's", "ghp_" + "a1" * 18),
        ("a key of a cloud's", "AKIA" + "A1" * 8),
        ("a private key", "-----BEGIN PRIVATE" + " KEY-----\n" + ("A" * 64 + "\n") * 4),
    ],
)
def test_real_ones_would_be_found(what: str, secret: str) -> None:
    assert _SHAPES[what].search(f"token: {secret}")
