"""The library: folders, real Git, broken ones among good ones, and versions that stay."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from golden_paths.checkouts import GitPlace, checked_out
from golden_paths.library import Library, Reading
from golden_paths.places import Place, place_of
from golden_paths.template import read_template

NOWHERE = Path("/nonexistent")


def _write(folder: Path, name: str, *, action: str = "debug:log", more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(
        f"apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {{name: {name}, title: The {name}}}\n"
        f"spec:\n  type: service\n  steps: [{{id: it, action: '{action}'}}]\n{more}"
    )
    return folder


def _library(home: Path, *places: Place) -> Library:
    return Library.load(places, Reading.below(home), built_in=NOWHERE)


def _git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> str:
    """A repository with one path; tag `v1` is its first version, `main` its second."""
    work = _write(tmp_path / "work" / "paths" / "service", "service").parents[1]
    _git(work, "init", "--quiet")
    _git(work, "add", ".")
    _git(work, "commit", "--quiet", "-m", "First")
    _git(work, "tag", "v1")
    _write(work / "paths" / "service", "service", more="  output: {text: [second]}\n")
    _git(work, "commit", "--quiet", "-am", "Second")
    _git(tmp_path, "clone", "--quiet", "--bare", "work", "paths.git")
    return f"file://{tmp_path}/paths.git"


def test_finds_every_path_of_a_folder(tmp_path: Path) -> None:
    for name in ("b", "a"):
        _write(tmp_path / "paths" / name, name)
    library = _library(tmp_path / "home", tmp_path / "paths")
    assert [(each.ref, each.title) for each in library.all()] == [
        ("template:default/a", "The a"),
        ("template:default/b", "The b"),
    ]
    assert library.find("B") == library.find("template:default/b")
    assert library.find("nobody") is None


def test_a_broken_path_is_listed_with_its_reason_and_stops_no_other(tmp_path: Path) -> None:
    _write(tmp_path / "paths" / "good", "good")
    _write(tmp_path / "paths" / "bad", "bad")
    (tmp_path / "paths" / "bad" / "template.yaml").write_text("kind: Template\nmetadata: {name: bad}\n")
    bad, good = _library(tmp_path / "home", tmp_path / "paths").all()
    assert good.template is not None
    assert bad.template is None
    assert "apiVersion" in bad.reason


def test_a_path_with_an_unknown_action_cannot_run_here(tmp_path: Path) -> None:
    _write(tmp_path / "paths", "far", action="publish:gitlab")
    (listed,) = _library(tmp_path / "home", tmp_path / "paths").all()
    assert listed.template is None
    assert "`publish:gitlab`" in listed.reason
    assert "`publish:github`" in listed.reason


def test_a_path_that_asks_for_a_secret_cannot_run_here(tmp_path: Path) -> None:
    _write(tmp_path / "paths", "far", more="  parameters: {properties: {key: {ui:widget: password}}}\n")
    (listed,) = _library(tmp_path / "home", tmp_path / "paths").all()
    assert "parameters.properties.key: There can be no form in Slack." in listed.reason


def test_of_two_with_one_name_the_first_counts(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        _write(tmp_path / folder, "same")
    first, second = _library(tmp_path / "home", tmp_path / "one", tmp_path / "two").all()
    assert first.template is not None
    assert second.template is None
    assert "same name" in second.reason


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    (listed,) = _library(tmp_path / "home", tmp_path / "gone").all()
    assert "could not be read" in listed.reason or "cannot be read" in listed.reason


def test_reads_a_branch_and_a_tag_of_a_repository(tmp_path: Path, repository: str) -> None:
    newest, tagged = (
        _library(tmp_path / "home", place_of(f"{repository}{at}", tmp_path)).all()[0].template
        for at in ("", "#v1:paths")
    )
    assert newest is not None
    assert tagged is not None
    assert newest.output == {"text": ["second"]}
    assert tagged.output == {}


def test_follows_a_branch(tmp_path: Path, repository: str) -> None:
    place = place_of(f"{repository}#main", tmp_path)
    before = _library(tmp_path / "home", place).all()[0].template
    work = tmp_path / "work"
    _write(work / "paths" / "service", "service", more="  output: {text: [third]}\n")
    _git(work, "commit", "--quiet", "-am", "Third")
    _git(work, "push", "--quiet", str(tmp_path / "paths.git"), "main")
    library = _library(tmp_path / "home", place)
    after = library.all()[0].template
    assert before is not None
    assert after is not None
    assert after.output == {"text": ["third"]}
    kept = library.version(before.digest)
    assert kept is not None
    assert kept.output == {"text": ["second"]}


def test_many_may_read_one_repository_at_once(tmp_path: Path, repository: str) -> None:
    place = GitPlace(repository, "v1")
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: checked_out(place, tmp_path / "home"), range(16)))
    assert len(folders) == 1


def test_a_commit_that_is_here_is_not_fetched_again(tmp_path: Path, repository: str) -> None:
    commit = _git(tmp_path / "work", "rev-parse", "HEAD").strip()
    folder = checked_out(GitPlace(repository, commit), tmp_path / "home")
    (tmp_path / "paths.git").rename(tmp_path / "gone.git")
    assert checked_out(GitPlace(repository, commit), tmp_path / "home") == folder


@pytest.mark.parametrize(
    ("at", "reason"),
    [("#nobranch", "no branch, tag or commit"), ("#main:../../..", "leads out"), ("#-x", "begin with `-`")],
)
def test_says_why_a_repository_cannot_be_read(tmp_path: Path, repository: str, at: str, reason: str) -> None:
    (listed,) = _library(tmp_path / "home", place_of(f"{repository}{at}", tmp_path)).all()
    assert reason in listed.reason


def test_says_that_there_is_no_such_repository(tmp_path: Path) -> None:
    (listed,) = _library(tmp_path / "home", GitPlace(f"file://{tmp_path}/none.git")).all()
    assert "no such repository" in listed.reason


def test_a_version_stays_when_its_folder_changes(tmp_path: Path) -> None:
    folder = _write(tmp_path / "paths", "it")
    (folder / "skeleton").mkdir()
    (folder / "skeleton" / "run.sh").write_text("one")
    (folder / "skeleton" / "run.sh").chmod(0o755)
    before = _library(tmp_path / "home", folder).all()[0].template
    assert before is not None
    (folder / "skeleton" / "run.sh").write_text("two")
    library = _library(tmp_path / "home", folder)
    kept = library.version(before.digest)
    assert kept is not None
    script = kept.folder / "skeleton" / "run.sh"
    assert (script.read_text(), script.stat().st_mode & 0o777) == ("one", 0o755)
    assert kept.digest == read_template(kept.folder).digest
    assert library.all()[0].template != kept


def test_a_version_that_nobody_has_used_for_a_month_goes_and_those_that_are_listed_stay(tmp_path: Path) -> None:
    paths, home = _write(tmp_path / "paths", "service"), tmp_path / "home"
    before, versions = _library(home, paths).all()[0].template, Reading.below(home).versions
    assert before is not None
    assert versions.find(before.digest) is not None
    month_ago = time.time() - 31 * 24 * 3600
    os.utime(home / "versions" / before.digest, (month_ago, month_ago))
    assert _library(home, paths).version(before.digest) is not None
    _write(paths, "service", more="  output: {text: [second]}\n")
    os.utime(home / "versions" / before.digest, (month_ago, month_ago))
    assert _library(home, paths).version(before.digest) is None


def test_no_version_is_found_by_a_path(tmp_path: Path) -> None:
    assert _library(tmp_path / "home").version("../../etc") is None


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("paths/mine", Path("/srv/paths/mine")),
        ("file:/opt/paths", Path("/opt/paths")),
        ("https://github.com/acme/paths", GitPlace("https://github.com/acme/paths.git")),
        ("https://github.com/acme/paths.git#v2:a/b", GitPlace("https://github.com/acme/paths.git", "v2", "a/b")),
        ("https://github.com/acme/paths/tree/main/a", GitPlace("https://github.com/acme/paths.git", "main", "a")),
        (
            "url:https://gitlab.com/acme/sub/paths/-/blob/v1/a/template.yaml",
            GitPlace("https://gitlab.com/acme/sub/paths.git", "v1", "a/template.yaml"),
        ),
        ("git@github.com:acme/paths.git#main", GitPlace("git@github.com:acme/paths.git", "main")),
    ],
)
def test_reads_places_as_people_write_them(written: str, place: Place) -> None:
    assert place_of(written, Path("/srv")) == place
