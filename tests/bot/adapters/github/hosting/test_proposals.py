"""A pull request of a run: one commit on one branch, opened once, found again, taken back."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.github.hosting.hosts import GithubHosts
from golden_paths.ports import Mark, PullRequestPlan, SourceHostError, TakenBack
from tests.bot.adapters.github.hosting.conftest import ANA, SHOP, Hosts
from tests.support.github import GitHub

PLAN = PullRequestPlan("add-ci", None, "Add CI", "Asked for by Ana.", "Add CI", author=ANA)


@pytest.fixture(autouse=True)
def shop(github: GitHub) -> None:
    github.repository("acme/shop", files={"README.md": "# Old", "docs/index.md": "Docs", "Makefile": "all:\n"})


def test_puts_the_files_beside_what_is_there(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    made = host.open_pull_request(folder, SHOP, PLAN, mark)

    (pull,) = github.pull_requests("acme/shop")
    assert (made.number, made.base) == (pull.number, "main")
    assert made.html_url.endswith("/acme/shop/pull/1")
    assert (pull.title, pull.body, pull.head) == ("Add CI", "Asked for by Ana.", "add-ci")
    files = github.files("acme/shop", branch="add-ci")
    assert sorted(files) == [".gitignore", "Makefile", "README.md", "bin/run", "docs/index.md", "grün und blau.txt"]
    assert files["README.md"] == b"# Shop\n"
    assert github.file("acme/shop", "README.md") == b"# Old"


def test_can_put_them_below_a_folder_and_take_others_away(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    plan = replace(PLAN, target_path="services/shop", deletes=("Makefile",))
    host.open_pull_request(folder, SHOP, plan, mark)
    files = github.files("acme/shop", branch="add-ci")
    assert "Makefile" not in files
    assert files["services/shop/README.md"] == b"# Shop\n"
    assert files["README.md"] == b"# Old"


def test_is_one_however_often_it_is_asked_for(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    first = host.open_pull_request(folder, SHOP, PLAN, mark)
    assert host.open_pull_request(folder, SHOP, PLAN, mark) == first
    assert host.find_pull_request(SHOP, "add-ci", mark) == first
    assert host.find_pull_request(SHOP, "add-ci", replace(mark, run_id="run-2")) is None
    assert len(github.pull_requests("acme/shop")) == 1


@pytest.mark.parametrize("place", ["/acme/shop.git/git-receive-pack", "/repos/acme/shop/pulls"])
def test_goes_on_where_an_answer_got_lost(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path, place: str
) -> None:
    github.cut(place)
    with suppress(SourceHostError):
        host.open_pull_request(folder, SHOP, PLAN, mark)
    host.open_pull_request(folder, SHOP, PLAN, mark)
    assert len(github.pull_requests("acme/shop")) == 1
    assert github.count("POST /repos/{owner}/{repo}/pulls", status=201) == 1


def test_asks_people_to_look(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    github.user("ana")
    github.collaborator("acme/shop", "ana", "push")
    github.team("acme/payments")
    plan = replace(PLAN, reviewers=("ana",), team_reviewers=("payments",), assignees=("ana",), is_draft=True)
    host.open_pull_request(folder, SHOP, plan, mark)
    (pull,) = github.pull_requests("acme/shop")
    assert (pull.reviewers, pull.team_reviewers, pull.assignees, pull.draft) == (["ana"], ["payments"], ["ana"], True)


def test_proposes_also_where_the_host_lets_us_ask_nobody(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    made = host.open_pull_request(folder, SHOP, replace(PLAN, reviewers=("nobody",), team_reviewers=("none",)), mark)
    assert made.unasked.startswith(
        "Nobody was asked to review it: GitHub refuses the request (422: Reviews may only be"
    )
    (pull,) = github.pull_requests("acme/shop")
    assert (pull.number, pull.reviewers, pull.state) == (made.number, [], "open")


def test_leaves_branches_of_others_alone(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    github.commit("acme/shop", {"x": "y"}, branch="add-ci")
    with pytest.raises(SourceHostError, match=r"has a branch add-ci already. Choose another name"):
        host.open_pull_request(folder, SHOP, PLAN, mark)


def test_adds_to_an_open_one_where_that_is_wanted(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    github.pull_request("acme/shop", {"x": "y"}, branch="add-ci")
    made = host.open_pull_request(folder, SHOP, replace(PLAN, updates=True), mark)
    assert made.number == 1
    files = github.files("acme/shop", branch="add-ci")
    assert (files["x"], files["README.md"]) == (b"y", b"# Shop\n")
    assert len(github.pull_requests("acme/shop")) == 1


@pytest.mark.parametrize("base", [None, "release"])
def test_pushes_nothing_to_a_branch_that_changes_go_into(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path, base: str | None
) -> None:
    github.commit("acme/shop", {"x": "y"}, branch="release")
    before = github.find("acme/shop").head
    straight = replace(PLAN, branch="main", base=base, updates=True)
    with pytest.raises(SourceHostError, match="main is what changes of acme/shop go into, so none is proposed from it"):
        host.open_pull_request(folder, SHOP, straight, mark)
    assert github.find("acme/shop").head == before


def test_says_that_there_is_nothing_to_propose(github: GitHub, host: GithubHosts, mark: Mark, tmp_path: Path) -> None:
    same = tmp_path / "same"
    same.mkdir()
    (same / "README.md").write_text("# Old")
    with pytest.raises(SourceHostError, match="has all of this already, so there is nothing to propose"):
        host.open_pull_request(same, SHOP, PLAN, mark)
    assert github.find("acme/shop").git.ref("refs/heads/add-ci") is None


def test_says_which_branch_or_repository_is_missing(host: GithubHosts, mark: Mark, folder: Path) -> None:
    with pytest.raises(SourceHostError, match="has no branch develop that the change could go into"):
        host.open_pull_request(folder, SHOP, replace(PLAN, base="develop"), mark)
    with pytest.raises(SourceHostError, match="has no repository acme/till"):
        host.open_pull_request(folder, replace(SHOP, name="till"), PLAN, mark)


def test_says_that_an_archived_one_takes_nothing(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    github.archive("acme/shop")
    with pytest.raises(SourceHostError, match="acme/shop is archived"):
        host.open_pull_request(folder, SHOP, PLAN, mark)


def test_is_taken_back_with_its_branch(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    host.open_pull_request(folder, SHOP, PLAN, mark)
    assert host.close_pull_request(SHOP, "add-ci", mark) is TakenBack.REMOVED
    (pull,) = github.pull_requests("acme/shop")
    assert pull.state == "closed"
    assert github.find("acme/shop").git.ref("refs/heads/add-ci") is None
    host.close_pull_request(SHOP, "add-ci", mark)


def test_a_branch_that_was_there_before_is_only_put_back(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    before = github.commit("acme/shop", {"theirs": "x"}, branch="add-ci")
    host.open_pull_request(folder, SHOP, replace(PLAN, updates=True), mark)
    assert github.find("acme/shop").git.ref("refs/heads/add-ci") != before

    assert host.close_pull_request(SHOP, "add-ci", mark) is TakenBack.PUT_BACK

    assert github.find("acme/shop").git.ref("refs/heads/add-ci") == before
    assert [pull.state for pull in github.pull_requests("acme/shop")] == ["closed"]


def test_a_pull_request_that_was_open_before_stays_open(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path
) -> None:
    earlier = replace(mark, run_id="run-0")
    first = host.open_pull_request(folder, SHOP, PLAN, earlier)
    before = github.find("acme/shop").git.ref("refs/heads/add-ci")
    (folder / "more.txt").write_text("more")
    later = replace(mark, began=datetime.now(UTC) + timedelta(minutes=1))
    assert host.open_pull_request(folder, SHOP, replace(PLAN, updates=True), later) == first

    assert host.close_pull_request(SHOP, "add-ci", later) is TakenBack.PUT_BACK

    assert github.find("acme/shop").git.ref("refs/heads/add-ci") == before
    assert [pull.state for pull in github.pull_requests("acme/shop")] == ["open"]


def test_stays_when_somebody_else_added_to_it(github: GitHub, host: GithubHosts, mark: Mark, folder: Path) -> None:
    host.open_pull_request(folder, SHOP, PLAN, mark)
    github.commit("acme/shop", {"fix": "me"}, branch="add-ci")
    with pytest.raises(SourceHostError, match="holds commits of others, so it stays"):
        host.close_pull_request(SHOP, "add-ci", mark)


@pytest.mark.parametrize("status, is_retryable", [(403, False), (404, False), (422, False), (500, True), (503, True)])
@pytest.mark.parametrize("place", ["/repos/acme/shop/pulls", "/repos/acme/shop/git/ref/*", "/repos/acme/shop"])
def test_trouble_in_the_middle_is_said(
    github: GitHub, host: GithubHosts, mark: Mark, folder: Path, status: int, is_retryable: bool, place: str
) -> None:
    github.fail(place, status, {"message": "no"}, times=9)
    with pytest.raises(SourceHostError) as told:
        host.open_pull_request(folder, SHOP, PLAN, mark)
    # A branch that is not found is no trouble, but an answer.
    assert told.value.is_retryable is is_retryable
    assert str(told.value).endswith(".")


def test_needs_a_token_that_may_write(github: GitHub, hosts: Hosts, mark: Mark, folder: Path) -> None:
    reader = hosts(github.fine_grained_token("octocat", {"contents": "read", "pull_requests": "read"}))
    with pytest.raises(SourceHostError, match="It needs the scope `repo`"):
        reader.open_pull_request(folder, SHOP, PLAN, mark)
