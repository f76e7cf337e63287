"""Files come in three steps, and no step can be left out."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.local import LocalSlack
from tests.bot.workspace.conftest import COMPANY

PICTURE = b"\x89PNG" + b"." * 40


def test_a_file_is_announced_brought_and_shown(client: WebClient, slack: LocalSlack) -> None:
    announced = _announced(client, len(PICTURE))
    assert _brought(announced["upload_url"], PICTURE) == 200

    _completed(client, announced["file_id"], _channel("payments"))

    message = slack.messages("payments")[-1]
    assert [file["title"] for file in message.files] == ["A graph"]
    with urllib.request.urlopen(f"{slack.page_url.rstrip('/')}/files/{announced['file_id']}") as reply:  # noqa: S310  # ours
        assert reply.read() == PICTURE


def test_a_file_of_another_length_is_refused(client: WebClient) -> None:
    announced = _announced(client, len(PICTURE) + 1)

    assert _brought(announced["upload_url"], PICTURE) == 400
    assert _refusal(client, announced["file_id"], _channel("payments")) == "file_not_found"


def test_an_address_is_good_once(client: WebClient) -> None:
    announced = _announced(client, len(PICTURE))

    assert [_brought(announced["upload_url"], PICTURE) for _ in range(2)] == [200, 404]


def test_what_was_not_brought_cannot_be_shown(client: WebClient) -> None:
    announced = _announced(client, len(PICTURE))

    assert _refusal(client, announced["file_id"], _channel("payments")) == "file_not_found"


@pytest.mark.parametrize(
    "channel, error", [("random", "not_in_channel"), ("old-news", "is_archived"), ("secrets", "channel_not_found")]
)
def test_a_file_is_shown_only_where_the_bot_is(client: WebClient, channel: str, error: str) -> None:
    announced = _announced(client, len(PICTURE))
    _brought(announced["upload_url"], PICTURE)

    assert _refusal(client, announced["file_id"], _channel(channel)) == error


@pytest.mark.parametrize("given", [{"filename": "a.png"}, {"length": 3}, {"filename": "a.png", "length": 0}])
def test_an_announcement_needs_a_name_and_a_length(client: WebClient, given: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("files.getUploadURLExternal", params=given)

    assert refused.value.response["error"] == "invalid_arguments"


def _announced(client: WebClient, length: int) -> dict[str, Any]:
    params = {"filename": "graph.png", "length": length, "alt_txt": "a needs b"}
    announced: dict[str, Any] = client.api_call("files.getUploadURLExternal", params=params).data  # type: ignore[assignment]  # JSON
    return announced


def _brought(address: str, content: bytes) -> int:
    request = urllib.request.Request(address, data=content, method="POST")  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310  # as above
            return int(reply.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _completed(client: WebClient, file: str, channel: str) -> None:
    files = json.dumps([{"id": file, "title": "A graph"}])
    client.api_call("files.completeUploadExternal", params={"files": files, "channel_id": channel})


def _refusal(client: WebClient, file: str, channel: str) -> str:
    with pytest.raises(SlackApiError) as refused:
        _completed(client, file, channel)
    return str(refused.value.response["error"])


def _channel(name: str) -> str:
    return next(channel.id for channel in COMPANY.channels if channel.name == name)
