"""Git as a process: it ends in time, and with all that it started."""

from collections.abc import Callable
from pathlib import Path

import pytest

from golden_paths import git_alone

#: Something of Git's that takes longer than anybody waits, in a process of its own that holds Git's pipes open.
NAP = ("-c", "alias.nap=!echo $$ > begun && sleep 600", "nap")


class _TooMuchError(Exception):
    pass


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    return tmp_path / "begun"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**git_alone.environment({}), "GIT_DIR": str(tmp_path)}


def _once_it_is_there(place: Path) -> Callable[[], None]:
    def watch() -> None:
        if place.exists():
            raise _TooMuchError

    return watch


def test_says_what_it_was_told_and_how_it_ended(tmp_path: Path) -> None:
    environment = {**git_alone.environment({}), "GIT_DIR": str(tmp_path / "repository")}
    assert git_alone.run(["init", "--quiet", "--bare"], environment, seconds=30).status == 0
    hashed = git_alone.run(["hash-object", "--stdin"], environment, seconds=30, folder=tmp_path, given=b"x\n")
    assert hashed.said == b"587be6b4c3f93f93c489c0111bba5596147a26cb\n"
    failed = git_alone.run(["rev-parse", "--verify", "nothing"], environment, seconds=30, watch=lambda: None)
    assert failed.status != 0
    assert "Needed a single revision" in failed.complained


def test_what_takes_too_long_ends_with_all_that_it_started(tmp_path: Path, environment: dict[str, str]) -> None:
    with pytest.raises(git_alone.GitTooSlowError, match="was not done after 0 s"):
        git_alone.run(NAP, environment, seconds=0.2, folder=tmp_path)


def test_what_is_watched_ends_when_whoever_watches_says_so(
    tmp_path: Path, begun: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(_TooMuchError):
        git_alone.run(NAP, environment, seconds=30, folder=tmp_path, watch=_once_it_is_there(begun))
