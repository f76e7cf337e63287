"""Files on GitHub that somebody names by their address are read with our own rights."""

from collections.abc import Iterator

import pytest

from bot.adapters.github.places import GithubPlaces
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.reading import Found, SourceFile, UnreadableError
from tests.bot.adapters.github.conftest import Portal, component
from tests.support.github import GitHub

FILES = {
    "a/info.yaml": component("a"),
    "b/info.yaml": component("b"),
    "b/deep/info.yaml": component("c"),
    "x y.md": "hi",
}


@pytest.fixture
def root(github: GitHub, portal: Portal) -> str:
    """The address of a private repository."""
    github.repository("acme/mono", files=FILES, private=True)
    return f"url:{github.url}/acme/mono"


def opened(portal: Portal, location: str) -> list[Found]:
    return list(GithubPlaces(portal.hub(), Places(WebPages())).open(location))


def fetched(portal: Portal, location: str) -> bytes:
    return GithubPlaces(portal.hub(), Places(WebPages())).fetch(location)


def names(found: list[Found]) -> Iterator[str]:
    return (each.location.partition("/main/")[2] for each in found if isinstance(each, SourceFile))


@pytest.mark.parametrize("form", ["blob", "tree", "raw", "edit"])
def test_a_file_of_a_private_repository_is_the_same_in_every_form(portal: Portal, root: str, form: str) -> None:
    (found,) = opened(portal, f"{root}/{form}/main/a/info.yaml")
    assert isinstance(found, SourceFile)
    assert (found.location, found.body) == (f"{root}/blob/main/a/info.yaml", component("a").encode())


def test_a_pattern_names_many(portal: Portal, root: str) -> None:
    assert list(names(opened(portal, f"{root}/blob/main/*/info.yaml"))) == ["a/info.yaml", "b/info.yaml"]
    assert len(opened(portal, f"{root}/blob/main/**/info.yaml")) == 3


def test_what_a_placeholder_names_is_fetched_once(github: GitHub, portal: Portal, root: str) -> None:
    places = GithubPlaces(portal.hub(), Places(WebPages()))
    assert places.fetch(f"{root}/blob/main/x%20y.md") == b"hi"
    github.forget_requests()
    assert places.fetch(f"{root}/blob/main/x%20y.md") == b"hi"
    assert github.requests == ()


def test_what_has_not_changed_is_not_sent_again(github: GitHub, portal: Portal, root: str) -> None:
    fetched(portal, f"{root}/blob/main/a/info.yaml")
    assert fetched(portal, f"{root}/blob/main/a/info.yaml") == component("a").encode()
    assert github.count(status=304) == 1


@pytest.mark.parametrize(
    "rest, reason",
    [
        ("blob/main/gone.yaml", "GitHub has no /repos/acme/mono/contents/gone.yaml (404), or does not show it to us"),
        ("blob/gone/a/info.yaml", "GitHub has no"),
        ("blob/main/a", "it is a folder; name a file, or a pattern"),
    ],
)
def test_what_is_not_there_is_told(portal: Portal, root: str, rest: str, reason: str) -> None:
    (found,) = opened(portal, f"{root}/{rest}")
    assert isinstance(found, UnreadableError)
    assert reason in found.reason
    with pytest.raises(UnreadableError, match="could not be read"):
        fetched(portal, f"{root}/{rest}")


def test_every_other_place_is_somebody_elses(portal: Portal, github: GitHub, root: str) -> None:
    github.forget_requests()
    for location in ("url:http://127.0.0.1:1/acme/mono/blob/main/a", f"{root}/pull/3", "file:/nowhere/at/all.yaml"):
        (found,) = opened(portal, location)
        assert isinstance(found, UnreadableError)
    assert not any("/api/" in each.path for each in github.requests)


def test_nobody_is_asked_where_we_are_nobody(portal: Portal, root: str) -> None:
    portal.token = ""
    (found,) = opened(portal, f"{root}/blob/main/a/info.yaml")
    assert isinstance(found, UnreadableError)
    assert "is not on the public internet" in found.reason
