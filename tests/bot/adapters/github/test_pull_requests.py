"""A pull request with one new file: opened once, found again, and refused in words."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.adapters.github import client
from bot.adapters.github.pull_requests import PullRequests
from bot.github_settings import GithubHost, GithubSettings
from bot.source_host import NotProposedError, Proposal, Proposed
from tests.support.github import GitHub

PROPOSAL = Proposal("catalog-info.yaml", "kind: Component\n", "callboard/describe", "Describe it", "asked for by Ana")
Propose = Callable[..., Proposed]


@pytest.fixture
def propose(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Propose:
    """Asks as an owner of the organisation, or with another token."""
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))

    def ask(slug: str = "acme/shop", token: str | None = None) -> Proposed:
        own = SecretStr(token or github.owner_token("acme"))
        settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, own),))
        return PullRequests(settings, clock=lambda: datetime.now(UTC)).propose("github.com", slug, PROPOSAL)

    return ask


@pytest.fixture(autouse=True)
def shop(github: GitHub) -> None:
    github.repository("acme/shop", files={"README.md": "# Shop"})


def test_opens_one_with_the_file_and_who_asked(github: GitHub, propose: Propose) -> None:
    made = propose()

    (pull,) = github.pull_requests("acme/shop")
    assert (made.number, made.is_new) == (pull.number, True)
    assert made.url.endswith("/acme/shop/pull/1")
    assert (pull.title, pull.body, pull.head, pull.base) == (
        "Describe it",
        "asked for by Ana",
        "callboard/describe",
        "main",
    )
    assert github.file("acme/shop", "catalog-info.yaml", branch="callboard/describe") == b"kind: Component\n"
    assert github.file("acme/shop", "README.md", branch="callboard/describe") == b"# Shop"
    assert github.file("acme/shop", "catalog-info.yaml") is None


def test_finds_the_open_one_instead_of_a_second(github: GitHub, propose: Propose) -> None:
    first = propose()
    again = propose()

    assert (again.number, again.url, again.is_new) == (first.number, first.url, False)
    assert len(github.pull_requests("acme/shop")) == 1


def test_two_at_once_make_one(github: GitHub, propose: Propose) -> None:
    made: list[Proposed] = []
    threads = [threading.Thread(target=lambda: made.append(propose())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({each.number for each in made}) == 1
    assert len(made) == 4
    assert len(github.pull_requests("acme/shop")) == 1


def test_goes_on_where_an_earlier_try_died(github: GitHub, propose: Propose) -> None:
    github.commit("acme/shop", {"catalog-info.yaml": "kind: Component\n"}, branch="callboard/describe")

    assert propose().is_new
    assert len(github.pull_requests("acme/shop")) == 1


def test_keeps_what_people_wrote_on_the_branch(github: GitHub, propose: Propose) -> None:
    github.commit("acme/shop", {"catalog-info.yaml": "by hand"}, branch="callboard/describe")
    propose()

    assert github.file("acme/shop", "catalog-info.yaml", branch="callboard/describe") == b"by hand"


def test_after_a_closed_one_opens_another(github: GitHub, propose: Propose) -> None:
    first = propose()
    github.close("acme/shop", first.number)

    assert propose().number != first.number


def test_brings_a_branch_that_was_merged_up_to_date(github: GitHub, propose: Propose) -> None:
    github.merge("acme/shop", propose().number)
    github.commit("acme/shop", {"catalog-info.yaml": None, "new.txt": "1"})

    assert propose().is_new
    assert github.file("acme/shop", "new.txt", branch="callboard/describe") == b"1"


def test_finds_a_renamed_repository(github: GitHub, propose: Propose) -> None:
    github.rename("acme/shop", "store")

    assert propose("acme/shop").url.endswith("/acme/store/pull/1")


@pytest.mark.parametrize("path", ["/repos/acme/shop/git/refs", "/repos/acme/shop/contents/*", "/repos/acme/shop/pulls"])
def test_a_moment_of_trouble_makes_no_second_one(github: GitHub, propose: Propose, path: str) -> None:
    github.fail(path, 502, times=2)

    propose()
    assert len(github.pull_requests("acme/shop")) == 1


def test_answers_that_break_off_make_no_second_one(github: GitHub, propose: Propose) -> None:
    for path in ("/repos/acme/shop/git/refs", "/repos/acme/shop/contents/*", "/repos/acme/shop/pulls"):
        github.cut(path)

    propose()
    assert len(github.pull_requests("acme/shop")) == 1


def test_lasting_trouble_is_told(github: GitHub, propose: Propose) -> None:
    github.fail("*", 503, times=50)

    with pytest.raises(NotProposedError, match=r"^GitHub has trouble \(503\)$"):
        propose()


def test_an_archived_repository_takes_nothing(github: GitHub, propose: Propose) -> None:
    github.archive("acme/shop")

    with pytest.raises(NotProposedError, match="it is archived"):
        propose()


def test_an_empty_repository_takes_nothing(github: GitHub, propose: Propose) -> None:
    github.repository("acme/empty")

    with pytest.raises(NotProposedError, match="nothing was ever pushed there"):
        propose("acme/empty")


def test_a_repository_with_the_file_needs_none(github: GitHub, propose: Propose) -> None:
    github.commit("acme/shop", {"catalog-info.yaml": "kind: Component\n"})

    with pytest.raises(NotProposedError, match=r"it has a catalog-info\.yaml by now"):
        propose()


def test_a_repository_that_is_gone_is_told(propose: Propose) -> None:
    with pytest.raises(NotProposedError, match="GitHub has no /repos/acme/gone"):
        propose("acme/gone")


@pytest.mark.parametrize(
    "permissions",
    [
        {"metadata": "read", "contents": "read", "pull_requests": "read"},
        {"metadata": "read", "contents": "write", "pull_requests": "read"},
    ],
)
def test_a_missing_right_is_named(github: GitHub, propose: Propose, permissions: dict[str, str]) -> None:
    github.owner_token("acme")
    token = github.fine_grained_token("octocat", permissions)

    with pytest.raises(NotProposedError, match="needs the permissions contents and pull requests, both to write"):
        propose(token=token)
    assert github.pull_requests("acme/shop") == []


def test_a_refusal_is_told_with_its_reason(github: GitHub, propose: Propose) -> None:
    github.fail("/repos/acme/shop/pulls", 422, {"message": "Validation Failed"}, method="POST")

    with pytest.raises(NotProposedError, match=r"GitHub refuses the request \(422: Validation Failed\)"):
        propose()


def test_without_a_token_nobody_is_asked() -> None:
    nobody = PullRequests(GithubSettings(), clock=lambda: datetime.now(UTC))

    with pytest.raises(NotProposedError, match=r"nobody told me who I am on github\.com"):
        nobody.propose("github.com", "acme/shop", PROPOSAL)
