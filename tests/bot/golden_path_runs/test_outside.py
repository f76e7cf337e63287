"""What steps reach beside GitHub: the catalog, people in Slack, folders of other repositories."""

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot import wiring
from bot.golden_path_runs.catalog import asked_by
from bot.golden_path_runs.fetching import RepositoryFetcher
from bot.sender import Sender
from bot.sender.door import web_client
from catalog_store.database import Database
from catalog_store.reading import UnreadableError
from catalog_store.registered_places import RegisteredPlaces
from catalog_store.slack.outgoing import Outgoing
from golden_paths.checkouts import CheckoutLimits, GitPlace, no_token
from golden_paths.ports import Mark, Notification, OutsideError
from golden_paths.workspace import Limits
from tests.bot.golden_path_runs.scenes import Company
from tests.support.catalog import entity, put
from tests.support.github import GitHub
from tests.support.slack_api import SlackApi

MARK = Mark("run-1", "step", datetime.now(UTC))
GOOD = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, lifecycle: production, owner: team-a}
"""


def page(github: GitHub, path: str) -> str:
    return f"{github.url}/acme/shop/blob/main/{path}"


def test_what_is_registered_is_read_from_now_on(company: Company, github: GitHub) -> None:
    github.repository("acme/shop", files={"catalog-info.yaml": GOOD})
    place = page(github, "catalog-info.yaml")
    for _ in range(2):
        found = company.parts.outside.catalog.register(place, MARK)
        assert found.entity_ref == "component:default/shop"
    assert RegisteredPlaces(company.database).all() == (f"url:{place}",)


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "cannot be registered: GitHub has no"),
        ("kind: [", "cannot be registered, line"),
        (GOOD.replace("name: shop", "name: 'no good name!'"), "cannot be registered, line"),
    ],
)
def test_what_is_no_descriptor_is_not_registered(
    company: Company, github: GitHub, content: str | None, said: str
) -> None:
    github.repository("acme/shop", files={"README.md": "#", **({"catalog-info.yaml": content} if content else {})})
    with pytest.raises(OutsideError, match=said) as told:
        company.parts.outside.catalog.register(page(github, "catalog-info.yaml"), MARK)
    assert not told.value.is_retryable
    assert RegisteredPlaces(company.database).all() == ()


def test_the_catalog_tells_a_run_what_it_tells_its_requester(company: Company) -> None:
    private = {"callboard.io/visibility": "private"}
    put(company.database, entity("Group", "keepers"), entity("User", "kim", memberOf=["keepers"]), entity("User", "jo"))
    put(company.database, entity("Component", "vault", owner="keepers", annotations=private))
    outside = company.parts.outside

    def told(requester: str | None) -> bool:
        return asked_by(requester, outside).catalog.find("component:vault") is not None

    assert told("user:default/kim")
    assert not told("user:default/jo")
    assert not told(None)
    assert outside.catalog.find("component:vault") is None


def test_a_folder_of_another_repository_is_fetched_at_one_commit(
    company: Company, github: GitHub, tmp_path: Path
) -> None:
    github.repository("acme/shop", files={"skeleton/README.md": "old", "other.md": "x"}, private=True)
    fetcher, url = company.parts.outside.fetcher, f"{github.url}/acme/shop/tree/main/skeleton"
    commit = fetcher.commit(url)
    assert commit == github.find("acme/shop").head
    github.commit("acme/shop", {"skeleton/README.md": "new"})
    target = tmp_path / "target"
    target.mkdir()
    fetcher.fetch_tree(url, target, commit)
    assert {path.name: path.read_text() for path in target.iterdir()} == {"README.md": "old"}
    assert fetcher.fetch_file(f"{github.url}/acme/shop/blob/main/skeleton/README.md") == b"new"
    with pytest.raises(OutsideError, match="has nothing at nope"):
        fetcher.fetch_tree(f"{github.url}/acme/shop/tree/main/nope", target, commit)


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/acme/shop", "http://localhost:{port}/a/b/tree/main/c"])
def test_nothing_is_fetched_from_our_own_network(company: Company, tmp_path: Path, address: str) -> None:
    fetcher = company.parts.outside.fetcher
    with socket.create_server(("127.0.0.1", 0)) as inside:
        url = address.format(port=inside.getsockname()[1])
        for fetch in (fetcher.commit, fetcher.fetch_file, lambda url: fetcher.fetch_tree(url, tmp_path)):
            with pytest.raises(OutsideError, match="is not on the public internet"):
                fetch(url)
        inside.settimeout(0.05)
        with pytest.raises(TimeoutError):
            inside.accept()


def fetching(company: Company, pages: Mapping[str, bytes], **limits: Any) -> RepositoryFetcher:
    """Who fetches, with these pages on the web."""

    def fetch(location: str) -> bytes:
        if location.removeprefix("url:") not in pages:
            raise UnreadableError(location, "nothing is there, or it is private (404)")
        return pages[location.removeprefix("url:")]

    return RepositoryFetcher(company.folder / "checkouts", no_token, fetch, lambda _url: (), **limits)


def test_a_file_may_come_from_any_page_of_the_web(company: Company) -> None:
    pages = {"https://example.com/LICENSE": b"Do as you like."}
    fetcher = fetching(company, pages)
    version = fetcher.file_version("https://example.com/LICENSE")
    assert fetcher.fetch_file("https://example.com/LICENSE", version) == b"Do as you like."
    with pytest.raises(OutsideError, match=r"https://example.com/NOTICE cannot be read: nothing is there"):
        fetcher.file_version("https://example.com/NOTICE")


def test_a_page_that_changed_after_the_preview_is_not_taken(company: Company) -> None:
    pages = {"https://example.com/LICENSE": b"Do as you like."}
    fetcher = fetching(company, pages)
    version = fetcher.file_version("https://example.com/LICENSE")
    pages["https://example.com/LICENSE"] = b"All rights reserved."
    with pytest.raises(OutsideError, match="has changed since the preview was shown") as told:
        fetcher.fetch_file("https://example.com/LICENSE", version)
    assert not told.value.is_retryable


@pytest.mark.parametrize("limits", [Limits(files=2), Limits(total=20), Limits(single=5)])
def test_a_folder_that_is_too_large_is_not_fetched(
    company: Company, github: GitHub, tmp_path: Path, limits: Limits
) -> None:
    github.repository("acme/shop", files={"a": "1234567890", "b": "1234567890", "c": "1"})
    fetcher = fetching(company, {}, limits=limits)
    with pytest.raises(OutsideError, match=r"is too large to be fetched: .* are the most"):
        fetcher.fetch_tree(f"{github.url}/acme/shop/tree/main/", tmp_path)


@pytest.mark.parametrize(
    "limits, size",
    [
        (CheckoutLimits(packed=10_000), "more than 0 MB packed"),
        (CheckoutLimits(total=10_000), "1 files with 0 MB"),
        (CheckoutLimits(files=0), "1 files"),
    ],
)
def test_a_repository_that_is_too_large_is_not_fetched(
    company: Company, github: GitHub, tmp_path: Path, limits: CheckoutLimits, size: str
) -> None:
    github.repository("acme/shop", files={"large.bin": os.urandom(100_000)})
    fetcher = fetching(company, {}, checkouts=limits)
    with pytest.raises(OutsideError, match=f"is too large to be fetched: {size}.* in a repository of its own"):
        fetcher.fetch_tree(f"{github.url}/acme/shop/tree/main/", tmp_path)


def test_git_asks_the_address_that_was_checked_and_nobody_else(
    company: Company, github: GitHub, tmp_path: Path
) -> None:
    """The name has no address at all: only what was found when it was checked leads there."""
    github.repository("acme/shop", files={"README.md": "#"})
    url = f"http://code.invalid:{urlsplit(github.url).port}/acme/shop/tree/main/"
    with pytest.raises(OutsideError, match="its host does not answer"):
        fetching(company, {}).fetch_tree(url, tmp_path)
    pinned = RepositoryFetcher(tmp_path / "home", no_token, lambda _: b"", lambda _: ("127.0.0.1",))
    (tmp_path / "target").mkdir()
    pinned.fetch_tree(url, tmp_path / "target")
    assert (tmp_path / "target" / "README.md").read_text() == "#"


@pytest.mark.parametrize("host", ["code.invalid.", "bücher.invalid"])
def test_a_host_has_one_spelling_where_its_address_was_checked(tmp_path: Path, host: str) -> None:
    pinned = RepositoryFetcher(tmp_path / "home", no_token, lambda _: b"", lambda _: ("127.0.0.1",))
    with pytest.raises(OutsideError, match="write its host in plain letters"):
        pinned.commit(f"https://{host}/acme/shop/tree/main/")


def test_a_folder_is_no_file(company: Company, github: GitHub) -> None:
    github.repository("acme/shop", files={"skeleton/README.md": "#"})
    with pytest.raises(OutsideError, match="is a folder, where one file is wanted"):
        company.parts.outside.fetcher.fetch_file(f"{github.url}/acme/shop/tree/main/skeleton")


@pytest.fixture
def sender(slack: SlackApi, database: Database) -> Iterator[Sender]:
    made = Sender(web_client("xoxb-1", slack.url), store=Outgoing(database, replica="ours"))
    made.start()
    yield made
    made.stop(timeout=0.2)


def test_a_notification_goes_to_the_group_s_channel_once(company: Company, slack: SlackApi, sender: Sender) -> None:
    put(company.database, entity("Group", "payments", annotations={"slack.com/channel-id": "C0PAYMENTS"}))
    company.sender = sender
    run = company.begin(name="shop")
    note = Notification("It is <!channel> ready", text="Have a look.", recipients=("group:default/payments",))
    for _ in range(2):
        company.parts.outside.notifier.notify(note, Mark(run.id, "tell", MARK.began))
    (posted,) = slack.heard("chat.postMessage")
    assert posted.payload["channel"] == "C0PAYMENTS"
    assert "<!channel>" not in str(posted.payload)
    assert "Have a look." in posted.text


def test_a_notification_for_nobody_says_so(company: Company, sender: Sender) -> None:
    company.sender = sender
    run = company.begin(name="shop")
    with pytest.raises(OutsideError, match="Nobody is told: none of the recipients has a channel"):
        company.parts.outside.notifier.notify(
            Notification("Ready", recipients=("group:nobody",)), Mark(run.id, "tell", MARK.began)
        )


@pytest.mark.more
@pytest.mark.parametrize(
    "written", ["file:///srv/others.git", "git@others.example:acme/secret.git", "ssh://others.example/x.git"]
)
def test_a_path_from_a_place_without_a_host_opens_no_other_such_place(
    company: Company, tmp_path: Path, written: str
) -> None:
    ours = (GitPlace("git@git.acme.example:acme/paths.git", "main"), GitPlace("file:///srv/paths.git", "main"))
    parts = wiring.golden_paths(replace(company.settings, golden_paths=ours), company.database)
    with pytest.raises(OutsideError, match=r"only http:// and https:// addresses with a host are read"):
        parts.outside.fetcher.fetch_tree(written, tmp_path)
