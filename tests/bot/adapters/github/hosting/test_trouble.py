"""Whatever is to be done on GitHub, and whatever GitHub says to it: a sentence, and whether to try again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.github.hosting.hosts import GithubHosts
from golden_paths.ports import (
    Dispatch,
    Environment,
    Mark,
    MaybeDoneError,
    Protection,
    PullRequestPlan,
    RepositorySettings,
    SourceHostError,
    Webhook,
)
from tests.bot.adapters.github.hosting.conftest import ANA, SHOP
from tests.support.github import GitHub

MARK = Mark("run-1", "step", datetime.now(UTC))
PLAN = PullRequestPlan("add-ci", None, "Add CI", "", "Add CI", author=ANA)
HOOK = Webhook("https://ci.example.org/hook")
SETTINGS = RepositorySettings(topics=("shop",), variables={"A": "b"}, secrets={"C": "d"})
PRODUCTION = Environment("production", variables={"A": "b"})

Deed = Callable[[GithubHosts, Path], object]
DEEDS: dict[str, Deed] = {
    "look": lambda host, _: host.find_repository(SHOP),
    "configure": lambda host, _: host.configure_repository(SHOP, SETTINGS),
    "push": lambda host, folder: host.push(folder, SHOP, "other", "First", ANA, MARK),
    "protect": lambda host, _: host.protect_branch(SHOP, Protection()),
    "propose": lambda host, folder: host.open_pull_request(folder, SHOP, PLAN, MARK),
    "find proposed": lambda host, _: host.find_pull_request(SHOP, "add-ci", MARK),
    "dispatch": lambda host, _: host.dispatch_workflow(SHOP, Dispatch("ci.yml", "main"), MARK),
    "find dispatched": lambda host, _: host.find_dispatched(SHOP, Dispatch("ci.yml", "main"), MARK),
    "webhook": lambda host, _: host.create_webhook(SHOP, HOOK),
    "environment": lambda host, _: host.create_environment(SHOP, PRODUCTION),
    "label": lambda host, _: host.add_labels(SHOP, 1, ["new"]),
    "close": lambda host, _: host.close_pull_request(SHOP, "add-ci", MARK),
    "files": lambda host, _: host.files(SHOP),
    "read": lambda host, _: host.read_file(SHOP, "README.md"),
}


@pytest.fixture(autouse=True)
def shop(github: GitHub) -> None:
    github.repository("acme/shop", files={"README.md": "# Shop"})


@pytest.mark.parametrize("status, is_retryable", [(403, False), (500, True), (502, True), (503, True), (504, True)])
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_trouble_is_a_sentence(
    github: GitHub, host: GithubHosts, folder: Path, deed: Deed, status: int, is_retryable: bool
) -> None:
    github.fail("*", status, {"message": "no"}, times=99)
    with pytest.raises(SourceHostError, match=r"^Could not .+\.$") as told:
        deed(host, folder)
    is_unsure = isinstance(told.value, MaybeDoneError)  # what must not be done twice is not tried again by itself
    assert told.value.is_retryable is (is_retryable and not is_unsure)
    assert is_unsure is (is_retryable and deed is DEEDS["dispatch"])


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_limit_is_told_with_its_end(github: GitHub, host: GithubHosts, folder: Path, deed: Deed) -> None:
    github.secondary_limit(retry_after=300, status=429, times=9)
    with pytest.raises(SourceHostError, match="GitHub may be asked again at") as told:
        deed(host, folder)
    assert told.value.is_retryable
    assert told.value.retry_at


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_revoked_token_is_named(github: GitHub, host: GithubHosts, folder: Path, deed: Deed) -> None:
    github.fail("*", 401, {"message": "Bad credentials"}, times=99)
    with pytest.raises(SourceHostError, match="has expired, was revoked, or is mistyped") as told:
        deed(host, folder)
    assert not told.value.is_retryable
