"""Checkouts: what is kept of them on this disk, and when it goes, beside others who work there."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from golden_paths.checkout_folders import KEPT_FOR, alone, forget_unused
from golden_paths.checkouts import CheckoutError, CheckoutLimits, GitPlace, checked_out

LONG_AGO = time.time() - KEPT_FOR - 60


class Repository:
    """A repository of somebody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"file://{folder}"
        folder.mkdir()
        self._git("init", "--quiet")

    def commit(self, size: int = 10, *, files: Sequence[str] = ("file",)) -> str:
        """One more, which changes files to so many bytes each that cannot be packed."""
        for name in files:
            (self._folder / name).write_bytes(os.urandom(size))
        self._git("add", ".")
        self._git("commit", "--quiet", "-m", "Change it")
        return self._git("rev-parse", "HEAD").strip()

    def _git(self, *words: str) -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
        words = ("git", *identity, *words)
        return subprocess.run(words, cwd=self._folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "theirs")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _unused(folder: Path) -> None:
    """Nobody has used it for a day, nor looked after what is unused for an hour."""
    os.utime(folder / "lock", (LONG_AGO, LONG_AGO))
    os.utime(folder.parent / "looked", (LONG_AGO, LONG_AGO))


def test_what_nobody_uses_for_a_day_goes_when_somebody_fetches_something_else(
    repository: Repository, home: Path
) -> None:
    first, second = repository.commit(), repository.commit()
    unused = checked_out(GitPlace(repository.url, first), home).parent
    _unused(unused)
    used = checked_out(GitPlace(repository.url, second), home)
    assert not unused.exists()
    assert [each.name for each in home.iterdir() if each.is_dir()] == [used.parent.name]
    assert (checked_out(GitPlace(repository.url, first), home) / "file").is_file()


def test_what_nobody_uses_goes_also_where_nothing_can_be_fetched(repository: Repository, home: Path) -> None:
    """A disk that is full would stay so otherwise."""
    unused = checked_out(GitPlace(repository.url, repository.commit()), home).parent
    _unused(unused)
    with pytest.raises(CheckoutError):
        checked_out(GitPlace(f"{repository.url}-gone", ""), home)
    assert not unused.exists()


def test_is_looked_after_once_an_hour(repository: Repository, home: Path) -> None:
    folder = checked_out(GitPlace(repository.url, repository.commit()), home).parent
    _unused(folder)
    os.utime(home / "looked")
    forget_unused(home)
    assert folder.exists()


def test_what_somebody_works_on_stays(home: Path) -> None:
    with alone(home / "a"):
        forget_unused(home)
        _unused(home / "a")
        forget_unused(home)
        assert (home / "a").exists()


def test_one_looks_after_it_at_a_time(home: Path) -> None:
    with alone(home / "a"):
        forget_unused(home)
    _unused(home / "a")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: forget_unused(home), range(4)))
    assert [each.name for each in home.iterdir()] == ["looked"]


def test_whoever_waited_for_a_folder_that_went_has_a_new_one_to_themselves(tmp_path: Path, home: Path) -> None:
    def worked() -> list[str]:
        with alone(home / "a"):
            return sorted(each.name for each in (home / "a").iterdir())

    with ThreadPoolExecutor(4) as pool:
        with alone(home / "a"):
            (home / "a" / "theirs").touch()
            waiting = [pool.submit(worked) for _ in range(4)]
            (home / "a").rename(tmp_path / "gone")
        assert [each.result(timeout=30) for each in waiting] == [["lock"]] * 4


def test_what_was_left_by_somebody_who_was_stopped_goes(repository: Repository, home: Path) -> None:
    place = GitPlace(repository.url)
    repository.commit()
    folder = checked_out(place, home).parent
    (folder / "new-half" / "files").mkdir(parents=True)
    (folder / "repository" / "shallow.lock").touch()
    (home / "gone-half").mkdir()
    os.utime(home / "gone-half", (LONG_AGO, LONG_AGO))
    _unused(folder)
    repository.commit()
    assert checked_out(place, home).parent == folder
    assert not (folder / "new-half").exists()
    assert not (home / "gone-half").exists()


def test_of_a_branch_only_what_is_new_is_fetched_again(repository: Repository, home: Path) -> None:
    place = GitPlace(repository.url, "main")
    repository.commit(500, files=[str(number) for number in range(200)])  # so many that Git keeps them packed
    checked_out(place, home)
    commit = repository.commit()
    assert checked_out(place, home, limits=CheckoutLimits(packed=20_000)).name == commit


def test_a_repository_never_keeps_more_than_so_much(repository: Repository, home: Path) -> None:
    limits = CheckoutLimits(kept=150_000)
    for _ in range(5):
        repository.commit(60_000)
        folder = checked_out(GitPlace(repository.url), home, limits=limits).parent
        assert _bytes(folder / "repository") <= limits.kept


def test_what_can_never_change_is_not_kept_twice(repository: Repository, home: Path) -> None:
    target = checked_out(GitPlace(repository.url, repository.commit()), home)
    assert sorted(each.name for each in target.parent.iterdir()) == sorted(["lock", target.name])


def _bytes(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
