"""Webhooks as they arrive: signed, numbered, again, late, and forged."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.contract.github.asking import client
from tests.support.github import GitHub, signature


@dataclass(frozen=True, slots=True)
class Heard:
    """One request that a webhook's address got."""

    event: str
    guid: str
    signature: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Ear:
    """An address that hears webhooks."""

    url: str
    heard: list[Heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """An address that hears webhooks."""
    heard: list[Heard] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            names = ("X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256")
            event, guid, signed = (self.headers[name] for name in names)
            heard.append(Heard(event or "", guid or "", signed, body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Ear(f"http://127.0.0.1:{server.server_port}/hook", heard)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_delivery_is_signed_and_numbered(github: GitHub, ear: Ear) -> None:
    github.webhook("acme", ear.url, secret="quiet")
    github.repository("acme/service", files={"a": "a"})
    github.wait_for_deliveries()
    assert [one.event for one in ear.heard] == ["repository", "push", "create"]
    assert all(one.signature == signature("quiet", one.body) for one in ear.heard)
    assert len({one.guid for one in ear.heard}) == 3
    assert json.loads(ear.heard[0].body)["repository"]["full_name"] == "acme/service"
    assert {one.status for one in github.deliveries} == {202}


def test_a_redelivery_has_the_same_number(github: GitHub, ear: Ear) -> None:
    github.webhook("acme", ear.url, secret="quiet", events=["repository"])
    github.repository("acme/service")
    github.redeliver(github.wait_for_deliveries()[0])
    github.wait_for_deliveries()
    first, second = ear.heard
    assert first == second


def test_deliveries_arrive_out_of_order(github: GitHub, ear: Ear) -> None:
    github.webhook("acme", ear.url, events=["repository"])
    github.hold_deliveries()
    github.repository("acme/service")
    github.rename("acme/service", "platform")
    github.release_deliveries(reverse=True)
    github.wait_for_deliveries()
    assert [json.loads(one.body)["action"] for one in ear.heard] == ["renamed", "created"]


def test_a_forged_delivery_has_no_good_signature(github: GitHub, ear: Ear) -> None:
    hook = github.webhook("acme", ear.url, secret="quiet", events=["push"])
    github.forge(hook, "push", {"ref": "refs/heads/main"}, secret="guessed")
    github.wait_for_deliveries()
    assert ear.heard[0].signature not in (None, signature("quiet", ear.heard[0].body))


def test_a_hook_made_through_the_api_hears_a_ping(github: GitHub, ear: Ear) -> None:
    organisation = client(github.api_url, github.owner_token("acme")).get_organization("acme")
    organisation.create_hook("web", {"url": ear.url, "content_type": "json"}, ["push", "team"])
    github.wait_for_deliveries()
    assert [one.event for one in ear.heard] == ["ping"]


def test_teams_and_people_are_told(github: GitHub, ear: Ear) -> None:
    github.organisation("acme")
    github.webhook("acme", ear.url)
    team = github.team("acme/payments", members=["ana"])
    github.leave_team(team, "ana")
    github.leave("acme", "ana")
    github.wait_for_deliveries()
    told = [(one.event, json.loads(one.body)["action"]) for one in ear.heard]
    assert told == [
        ("team", "created"),
        ("organization", "member_added"),
        ("membership", "added"),
        ("membership", "removed"),
        ("organization", "member_removed"),
    ]


def test_a_pull_request_is_told_from_opening_to_merging(github: GitHub, ear: Ear) -> None:
    github.repository("acme/service", files={"a": "a"})
    github.webhook("acme/service", ear.url, events=["pull_request"])
    pull = github.pull_request("acme/service", {"b": "b"})
    github.merge("acme/service", pull.number)
    github.wait_for_deliveries()
    told = [json.loads(one.body) for one in ear.heard]
    assert [(one["action"], one["pull_request"]["merged"]) for one in told] == [("opened", False), ("closed", True)]
