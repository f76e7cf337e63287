"""How the Bolt app is put together."""

import logging
import time
from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from bot import wiring
from bot.app import build_app
from bot.askers import Askers
from bot.sender import Sender
from bot.surfaces import ALL
from catalog_store.database import Database
from catalog_store.slack.buckets import Buckets
from catalog_store.slack.seen import SeenEvents
from tests.support.signed import SECRET, signature
from tests.support.slack_side import answering_app

BODY = "command=%2Fowner&text=x&user_id=U1&team_id=T1&channel_id=C1"


def test_bolt_has_nothing_to_warn_of_with_tokens_in_the_environment(
    database: Database,
    sender: Sender,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "another")
    with caplog.at_level(logging.WARNING), answering_app(database, sender, tmp_path, identity=lambda: None) as (app, _):
        reply = app.dispatch(_request(SECRET))

    assert reply.status == 200
    assert caplog.records == []


def test_without_a_signing_secret_every_request_over_http_is_refused(
    database: Database, sender: Sender, tmp_path: Path
) -> None:
    with answering_app(database, sender, tmp_path, identity=lambda: None) as (_app, services):
        closed = build_app(
            services=services,
            seen=SeenEvents(database),
            sender=sender,
            remember=lambda _person, _ref, _at: None,
            identity=lambda: None,
            signing_secret=None,
            outsiders=wiring.outsiders(database),
            askers=Askers(Buckets(database).take, per_minute=0),
        )

    assert closed.dispatch(_request("")).status == 401
    assert closed.dispatch(_request("None")).status == 401


def test_each_surface_says_what_it_is_for() -> None:
    assert all(surface.__doc__ and surface.register.__doc__ for surface in ALL)


def _request(secret: str) -> BoltRequest:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return BoltRequest(body=BODY, headers={**headers, **signature(BODY, at=int(time.time()), secret=secret)})
