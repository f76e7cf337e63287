"""What people read when something goes wrong, and how the bot goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.sender import Sender
from catalog_store.database import Database
from commands.ask import Answer, Ask
from commands.command import Command
from commands.services import Services
from tests.support.databases import full_disk, with_name
from tests.support.slack_api import Says, SlackApi
from tests.support.slack_side import SlackSide, running_slack_side


@contextmanager
def postgres_away(url: str) -> Iterator[None]:
    """Postgres throws everybody out of this database, and lets nobody in."""
    name = make_url(url).database
    assert name
    with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_says_plainly_that_the_database_is_away_and_goes_on_when_it_is_back(
    side: SlackSide, slack: SlackApi, database_url: str
) -> None:
    with postgres_away(database_url):
        typed = side.slash("payments-api")
        side.mention("owner payments-api")
        side.direct("owner payments-api")
        side.shortcut({"text": "payments-api"})
        side.open_home()
        posted = [call.text for call in slack.heard("chat.postMessage", count=2)]
        (responded,) = slack.heard("response/1")
        (home,) = slack.heard("views.publish")
    assert typed.json["response_type"] == "ephemeral"
    for text in (typed.json["text"], *posted, responded.text, str(home.payload)):
        assert "database does not answer right now" in text
        assert "Traceback" not in text

    assert "Payments" in side.slash("payments-api").json["text"]


def test_people_are_answered_while_postgres_has_no_room_and_told_what_cannot_be_done(
    side: SlackSide, slack: SlackApi, database_url: str
) -> None:
    with full_disk(database_url):
        assert "Payments" in side.slash("payments-api").json["text"]
        side.mention("owner payments-api")
        (answer,) = slack.heard("chat.postMessage")
        assert "Payments" in answer.text
        side.press({"action_id": "owner.claim-words", "type": "button", "value": "qwertzuiop"})
        (told,) = slack.heard("response/1")
        assert "no room left, so nothing can be changed right now. Tell whoever runs Callboard" in told.text
    side.press({"action_id": "owner.claim-words", "type": "button", "value": "qwertzuiop"})
    (_, done) = slack.heard("response/1", count=2)
    assert "no room" not in done.text


def _fail(_rest: str, _ask: Ask, _services: Services) -> Answer:
    raise LookupError("a bug that nobody knows of")


@pytest.fixture
def broken(database: Database, slack: SlackApi, sender: Sender, tmp_path: Path) -> Iterator[SlackSide]:
    """The Slack side of a bot whose one command has a bug."""
    command = Command(("owner",), "fails", _fail)
    with running_slack_side(database, slack, sender, tmp_path, commands=(command,)) as running:
        yield running


def test_a_bug_is_owned_up_to_with_an_id_that_the_log_knows(broken: SlackSide) -> None:
    with capture_logs() as logs:
        text = broken.slash("payments-api").json["text"]

    (failure,) = [line for line in logs if line["event"] == "question-failed"]
    assert f"quote `{failure['id']}`" in text
    assert "tell #platform" in text
    assert "bug" not in text
    assert isinstance(failure["exc_info"], LookupError)


def test_a_bug_behind_a_mention_is_owned_up_to_in_the_thread(broken: SlackSide) -> None:
    broken.mention("owner payments-api", ts="1700000000.3")

    (call,) = broken.slack.heard("chat.postMessage")
    assert call.payload["thread_ts"] == "1700000000.3"
    assert "went wrong on our side" in call.text


def test_a_listener_that_fails_itself_still_answers(side: SlackSide) -> None:
    reply = side.sends.form({"command": "/owner", "text": "payments-api", "response_url": side.slack.response_url()})

    assert reply.status == 200
    assert "went wrong on our side" in reply.json["text"]


def test_a_click_that_cannot_be_read_is_answered_through_its_address(side: SlackSide) -> None:
    side.sends.click(
        {"type": "block_actions", "actions": [{"action_id": "x"}], "response_url": side.slack.response_url()}
    )

    (call,) = side.slack.heard("response/1")
    assert "went wrong on our side" in call.text


def test_what_nobody_listens_to_is_logged_and_not_answered(side: SlackSide) -> None:
    with capture_logs() as logs:
        reply = side.shortcut({"text": "x"}, callback_id="someone_elses")

    assert reply.status == 404
    assert logs[0]["event"] == "slack-sent-something-else"
    assert logs[0]["callback_id"] == "someone_elses"


def test_an_answer_arrives_although_slack_says_too_fast(side: SlackSide, slack: SlackApi) -> None:
    slack.will_say("chat.postMessage", Says("ratelimited", 429, {"Retry-After": "1"}))
    side.mention("owner payments-api")

    assert len(slack.heard("chat.postMessage", count=2)) == 2


def test_addresses_for_answers_are_never_logged(side: SlackSide, sender: Sender) -> None:
    with capture_logs() as logs:
        side.slash("payments-api")
        side.shortcut({"text": "payments-api"})
        side.press({"action_id": "gone", "value": "x"})
        side.slack.heard("response/1", count=2)

    assert "response/1" not in str(logs)


def test_a_full_outbox_costs_the_answer_and_nothing_else(side: SlackSide, sender: Sender) -> None:
    sender.stop(timeout=0.0)

    assert side.mention("owner payments-api").status == 200
    assert "Payments" in side.slash("payments-api").json["text"]


def test_a_submission_that_cannot_be_read_says_so_in_the_form_and_keeps_it_open(side: SlackSide) -> None:
    field = {"type": "input", "block_id": "name", "element": {"type": "plain_text_input", "action_id": "name"}}
    reply = side.sends.click(
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "x", "blocks": [field]}}
    )

    assert reply.json["response_action"] == "errors"
    assert "went wrong on our side" in reply.json["errors"]["name"]


def test_a_menu_that_cannot_be_read_offers_nothing(side: SlackSide) -> None:
    assert side.sends.click({"type": "block_suggestion", "action_id": "x"}).json == {"options": []}
