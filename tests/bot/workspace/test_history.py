"""The local workspace tells what was said in a channel as Slack does: to whom it may, the newest first, page by page."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.local import LocalSlack
from tests.bot.workspace.conftest import APP, COMPANY, PAYMENTS

SCOPES = (*APP.scopes, "channels:history")
METADATA = {"event_type": "callboard_report", "event_payload": {"delivery": 7}}
RANDOM, SECRETS = COMPANY.channels[1].id, COMPANY.channels[2].id


@pytest.fixture
def reader() -> Any:  # Any: a fixture that yields
    """A client that may read public channels."""
    with LocalSlack(COMPANY, app=replace(APP, scopes=SCOPES)) as slack:
        yield WebClient(token=slack.app.bot_token, base_url=slack.api_url)


def refusal(client: WebClient, **arguments: Any) -> dict[str, Any]:  # Any: Slack's JSON
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(**arguments)
    assert isinstance(refused.value.response.data, dict)
    return refused.value.response.data


def texts(answer: Any) -> list[str]:  # Any: Slack's JSON
    return [each["text"] for each in answer["messages"]]


def test_the_newest_come_first_and_replies_are_left_out(reader: WebClient) -> None:
    reader.chat_postMessage(channel=PAYMENTS, text="one")
    reader.chat_postMessage(channel=PAYMENTS, text="two")
    told = texts(reader.conversations_history(channel=PAYMENTS))
    assert told[:2] == ["two", "one"]
    assert "Looking." not in told


def test_metadata_are_told_only_where_they_are_asked_for(reader: WebClient) -> None:
    reader.chat_postMessage(channel=PAYMENTS, text="report", metadata=METADATA)
    without = reader.conversations_history(channel=PAYMENTS, limit=1)["messages"][0]
    whole = reader.conversations_history(channel=PAYMENTS, limit=1, include_all_metadata=True)["messages"][0]
    assert "metadata" not in without
    assert whole["metadata"] == METADATA


def test_pages_lead_on_until_all_was_told(reader: WebClient) -> None:
    for number in range(5):
        reader.chat_postMessage(channel=PAYMENTS, text=f"{number}")
    first = reader.conversations_history(channel=PAYMENTS, limit=2)
    assert (texts(first), first["has_more"]) == (["4", "3"], True)
    second = reader.conversations_history(channel=PAYMENTS, limit=999, cursor=first["response_metadata"]["next_cursor"])
    assert texts(second)[:3] == ["2", "1", "0"]
    assert second["has_more"] is False
    assert "response_metadata" not in second


def test_what_is_older_is_left_out_and_the_bound_itself_as_well(reader: WebClient) -> None:
    first = str(reader.chat_postMessage(channel=PAYMENTS, text="one")["ts"])
    reader.chat_postMessage(channel=PAYMENTS, text="two")
    assert texts(reader.conversations_history(channel=PAYMENTS, oldest=first)) == ["two"]
    assert texts(reader.conversations_history(channel=PAYMENTS, oldest=first, inclusive=True)) == ["two", "one"]
    assert texts(reader.conversations_history(channel=PAYMENTS, oldest=first, latest=first, inclusive=True)) == ["one"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE99"}, "channel_not_found"),
        ({"channel": SECRETS}, "channel_not_found"),
        ({"channel": RANDOM}, "not_in_channel"),
        ({"channel": PAYMENTS, "limit": 1000}, "invalid_limit"),
        ({"channel": PAYMENTS, "limit": 0}, "invalid_limit"),
        ({"channel": PAYMENTS, "cursor": "!"}, "invalid_cursor"),
        ({"channel": PAYMENTS, "oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"channel": PAYMENTS, "latest": "1e9"}, "invalid_ts_latest"),
    ],
)
def test_it_says_no_in_slacks_words(reader: WebClient, arguments: dict[str, Any], error: str) -> None:
    assert refusal(reader, **arguments)["error"] == error


def test_without_the_scope_it_is_refused_and_the_scope_is_named(client: WebClient) -> None:
    body = refusal(client, channel=PAYMENTS)
    assert body["error"] == "missing_scope"
    assert body["needed"] == "channels:history"
    assert "channels:history" not in body["provided"]


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ("{", "invalid_metadata_format"),
        ("[]", "invalid_metadata_format"),
        ('{"event_type": "x"}', "invalid_metadata_schema"),
        ('{"event_type": 1, "event_payload": {}}', "invalid_metadata_schema"),
    ],
)
def test_metadata_that_make_no_sense_are_refused(client: WebClient, metadata: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", params={"channel": PAYMENTS, "text": "x", "metadata": metadata})
    assert refused.value.response["error"] == error
