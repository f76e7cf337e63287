"""Where a repository is, as forms write it."""

import pytest

from golden_paths.errors import InvalidRepoUrlError
from golden_paths.repo_url import RepoUrl


@pytest.mark.parametrize(
    "text",
    ["github.com?owner=acme&repo=shop", "https://github.com?repo=shop&owner=acme", "GitHub.com?owner=acme&repo=shop"],
)
def test_is_read_in_any_order(text: str) -> None:
    found = RepoUrl.parse(text)
    assert (str(found), found.slug) == ("github.com?owner=acme&repo=shop", "acme/shop")


@pytest.mark.parametrize(
    "text, problem",
    [
        ("github.com?owner=acme", "has no repository name"),
        ("github.com?repo=shop", "has no owner"),
        ("?owner=a&repo=b", "has no host"),
        ("github.com?owner=acme&repo=../x", "has signs in its repository name that cannot be there"),
        ("github.com?owner=acme&repo=..", "has signs in its repository name that cannot be there"),
        ("http://[?owner=a&repo=b", "is not the address of a repository"),
        ("", "has no host"),
    ],
)
def test_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(InvalidRepoUrlError) as raised:
        RepoUrl.parse(text)
    assert problem in str(raised.value)
    assert "Write it as `github.com?owner=acme&repo=payments`." in str(raised.value)
