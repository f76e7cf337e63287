"""GitHubs to try: ours alone, and ours beside somebody else's."""

from collections.abc import Iterator

import github as pygithub
import pytest

from tests.contract.github.asking import client
from tests.contract.github.emulated import emulate
from tests.support.github import GitHub

TOKEN = "ghp_octocats"


@pytest.fixture
def github() -> Iterator[GitHub]:
    """Our GitHub, with nothing on it."""
    with GitHub() as running:
        yield running


@pytest.fixture(scope="session")
def shared_github() -> Iterator[GitHub]:
    """Our GitHub with octocat as the owner of acme, for tests that make what they need themselves."""
    with GitHub() as running:
        running.user("octocat", "Octo Cat", "octocat@example.org")
        running.limits.content_per_minute = running.limits.points_per_minute = 10_000
        yield running


@pytest.fixture(scope="session", params=["ours", pytest.param("emulate", marks=pytest.mark.more)])
def either(request: pytest.FixtureRequest) -> Iterator[pygithub.Github]:
    """PyGithub, as the owner of acme, at ours or at the other one."""
    if request.param == "ours":
        ours: GitHub = request.getfixturevalue("shared_github")
        scopes = ("repo", "admin:org", "admin:org_hook", "delete_repo", "workflow", "user")
        yield client(ours.dotcom_url, ours.owner_token("acme", "octocat", scopes))
        return
    with emulate(TOKEN) as url:
        yield client(url, TOKEN)
