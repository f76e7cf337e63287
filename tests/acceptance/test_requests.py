"""What comes to the bot's address and is not a person's question."""

import time

import pytest

from tests.acceptance.office import Office
from tests.support.signed import signature

pytestmark = pytest.mark.more

BODY = "command=%2Fowner&text=payments-api&user_id=U1&team_id=T1&channel_id=C1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_slack_verifies_the_address(over_http: Office) -> None:
    assert over_http.slack.verify_request_url()
    assert over_http.sends.form({"ssl_check": "1", "token": "x"}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signature(BODY, at=int(time.time()), secret="another secret"),
        signature(f"{BODY}&text=ledger", at=int(time.time())),
        signature(BODY, at=int(time.time()) - 3_600),
        signature(BODY, at=int(time.time()) + 3_600),
    ],
    ids=["unsigned", "another-secret", "another-body", "old", "from-the-future"],
)
def test_whoever_is_not_slack_gets_no_answer(over_http: Office, headers: dict[str, str]) -> None:
    reply = over_http.sends.request("POST", "/slack/events", BODY, {**FORM, **headers})

    assert reply.status == 401
    assert "Payments" not in reply.text


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/slack/commands", 404), ("/slack/events", 405)])
def test_other_addresses_say_in_words_what_there_is(over_http: Office, path: str, status: int) -> None:
    reply = over_http.sends.request("GET", path)

    assert reply.status == status
    assert "/slack/events" in reply.text


def test_in_socket_mode_nothing_is_taken_over_http(over_socket: Office) -> None:
    assert over_socket.sends.form({"command": "/owner", "text": "payments-api"}).status == 404


def test_the_bot_says_that_it_is_ready(office: Office) -> None:
    assert office.sends.request("GET", "/healthz").text == "ok\n"
    assert office.sends.request("GET", "/readyz").text == "ready\n"
    assert "\ncallboard_database_up 1.0\n" in office.sends.request("GET", "/metrics").text


def test_nothing_is_asked_of_slack_that_the_manifest_does_not_allow(office: Office) -> None:
    office.person("ben", "freight").types("/owner", "payments-api")

    assert {call.answer.get("error") for call in office.slack.requests} & {"missing_scope", "unknown_method"} == set()
