"""The Web API says no in Slack's words, to Slack's own SDK."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedUserGroup
from bot.workspace.settings import AppSettings
from tests.bot.workspace.conftest import APP, COMPANY

Call = Callable[[WebClient], Any]
ANA = COMPANY.people[0].id
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}


def _channel(name: str) -> str:
    return next(channel.id for channel in COMPANY.channels if channel.name == name)


def _refusal(call: Call, client: WebClient) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        call(client)
    assert refused.value.response.status_code == 200
    body: dict[str, Any] = refused.value.response.data
    return body


@pytest.mark.parametrize(
    "error, call",
    [
        ("channel_not_found", lambda c: c.chat_postMessage(channel="C0NOWHERE99", text="hi")),
        ("channel_not_found", lambda c: c.chat_postMessage(channel=_channel("secrets"), text="hi")),
        ("is_archived", lambda c: c.chat_postMessage(channel=_channel("old-news"), text="hi")),
        ("invalid_arguments", lambda c: c.api_call("chat.postMessage", json={"text": "hi"})),
        ("no_text", lambda c: c.api_call("chat.postMessage", json={"channel": _channel("payments"), "text": " "})),
        ("no_text", lambda c: c.api_call("chat.postMessage", json={"channel": _channel("payments"), "blocks": []})),
        ("msg_too_long", lambda c: c.chat_postMessage(channel=_channel("payments"), text="x" * 40_001)),
        (
            "msg_blocks_too_long",
            lambda c: c.chat_postMessage(channel=_channel("payments"), text="x", blocks=[SECTION] * 5),
        ),
        ("invalid_blocks_format", lambda c: c.chat_postMessage(channel=_channel("payments"), text="x", blocks="[{")),
        (
            "thread_not_found",
            lambda c: c.chat_postMessage(channel=_channel("payments"), text="x", thread_ts="1.000001"),
        ),
        ("cannot_dm_bot", lambda c: c.chat_postMessage(channel="USLACKBOT", text="hi")),
        ("not_in_channel", lambda c: c.chat_postEphemeral(channel=_channel("random"), user=ANA, text="hi")),
        (
            "user_not_in_channel",
            lambda c: c.chat_postEphemeral(channel=_channel("payments"), user="U0NOBODY999", text="hi"),
        ),
        ("channel_not_found", lambda c: c.chat_update(channel=ANA, ts="1.000001", text="hi")),
        ("channel_not_found", lambda c: c.conversations_info(channel="#payments")),
        ("message_not_found", lambda c: c.chat_update(channel=_channel("payments"), ts="1.000001", text="hi")),
        ("message_not_found", lambda c: c.chat_delete(channel=_channel("payments"), ts="1.000001")),
        ("message_not_found", lambda c: c.chat_getPermalink(channel=_channel("payments"), message_ts="1.000001")),
        ("user_not_found", lambda c: c.users_info(user="U0NOBODY999")),
        ("users_not_found", lambda c: c.users_lookupByEmail(email="nobody@northwind.example")),
        ("users_not_found", lambda c: c.users_lookupByEmail(email="cleo@northwind.example")),
        ("user_disabled", lambda c: c.conversations_open(users=COMPANY.people[2].id)),
        ("invalid_types", lambda c: c.conversations_list(types="channels")),
        ("invalid_cursor", lambda c: c.users_list(cursor="!")),
        ("invalid_limit", lambda c: c.users_list(limit=1001)),
        ("channel_not_found", lambda c: c.conversations_info(channel=_channel("secrets"))),
        ("unknown_method", lambda c: c.api_call("views.fly", json={})),
        ("not_allowed_token_type", lambda c: c.apps_connections_open(app_token=APP.bot_token)),
    ],
)
def test_refuses_as_slack_does(client: WebClient, error: str, call: Call) -> None:
    assert _refusal(call, client)["error"] == error


def test_wants_a_token_that_it_knows(slack: LocalSlack) -> None:
    assert _refusal(lambda c: c.auth_test(), WebClient(base_url=slack.api_url))["error"] == "not_authed"
    assert _refusal(lambda c: c.auth_test(), WebClient("xoxb-other", base_url=slack.api_url))["error"] == "invalid_auth"


def test_names_the_missing_scope() -> None:
    modest = AppSettings(scopes=("chat:write",))
    with LocalSlack(COMPANY, app=modest) as slack:
        client = WebClient(modest.bot_token, base_url=slack.api_url)
        refusal = _refusal(lambda c: c.users_list(), client)
        assert (refusal["error"], refusal["needed"], refusal["provided"]) == (
            "missing_scope",
            "users:read",
            "chat:write",
        )
        stranger = _refusal(lambda c: c.chat_postMessage(channel=_channel("random"), text="hi"), client)
        assert stranger["error"] == "not_in_channel"


def test_posts_where_it_is_not_with_the_scope_for_that(client: WebClient, slack: LocalSlack) -> None:
    client.chat_postMessage(channel="random", text="hello & <welcome> <https://x.example|here>")
    assert slack.messages("random")[0].text == "hello &amp; &lt;welcome&gt; <https://x.example|here>"


def test_changes_and_removes_only_its_own_messages(client: WebClient, slack: LocalSlack) -> None:
    anas = slack.as_person("ana").say("payments", "mine")
    assert (
        _refusal(lambda c: c.chat_update(channel=anas.channel, ts=anas.ts, text="x"), client)["error"]
        == "cant_update_message"
    )
    assert _refusal(lambda c: c.chat_delete(channel=anas.channel, ts=anas.ts), client)["error"] == "cant_delete_message"

    posted = client.chat_postMessage(channel=anas.channel, text="looking", blocks=[SECTION])
    client.chat_update(channel=anas.channel, ts=posted["ts"], text="found", blocks=[])
    assert slack.messages("payments")[-1].text == "found"
    assert slack.messages("payments")[-1].blocks == []
    long = _refusal(lambda c: c.chat_update(channel=anas.channel, ts=posted["ts"], text="x" * 4001), client)
    assert long["error"] == "msg_too_long"
    client.chat_delete(channel=anas.channel, ts=posted["ts"])
    assert slack.messages("payments")[-1].text == "mine"


def test_an_ephemeral_message_is_seen_by_one_and_cannot_be_edited(client: WebClient, slack: LocalSlack) -> None:
    posted = client.chat_postEphemeral(channel=_channel("payments"), user=ANA, text="psst")
    assert [message.text for message in slack.ephemerals("ana", "payments")] == ["psst"]
    assert "psst" not in [message.text for message in slack.messages("payments", viewer="ben")]
    edit = {"channel": _channel("payments"), "ts": posted["message_ts"], "text": "x"}
    assert _refusal(lambda c: c.chat_update(**edit), client)["error"] == "message_not_found"


def test_knows_whom_a_message_would_wake(client: WebClient, slack: LocalSlack) -> None:
    group = COMPANY.user_groups[0].id
    ben = slack.as_person("ben").person.id
    for text in (
        f"<@{ben}> look",
        "<!channel> look",
        f"<!subteam^{group}> look",
        "&lt;!channel&gt; look",
        "@channel look",
    ):
        client.chat_postMessage(channel=_channel("payments"), text=text)
    loud = [{"type": "section", "text": {"type": "mrkdwn", "text": "@here look"}}]
    quiet = [{"type": "section", "text": {"type": "mrkdwn", "text": "@here look", "verbatim": True}}]
    for blocks in (loud, quiet):
        client.chat_postMessage(channel=_channel("payments"), text="look", blocks=blocks)

    woken = [message.pings for message in slack.messages("payments")[-7:]]
    everybody = {ANA, ben}
    assert woken == [{ben}, everybody, everybody, set(), set(), everybody, set()]


def test_lists_in_pages(client: WebClient) -> None:
    names = [user["name"] for page in client.users_list(limit=2) for user in page["members"]]
    assert names == ["ana", "ben", "cleo", "slackbot", "callboard"]
    channels = [channel["name"] for page in client.conversations_list(limit=1) for channel in page["channels"]]
    assert channels == ["payments", "random", "old-news"]
    assert len(client.conversations_members(channel=_channel("payments"))["members"]) == 3


def test_tells_about_people_and_groups(client: WebClient) -> None:
    assert client.users_lookupByEmail(email="ANA@northwind.example")["user"]["id"] == ANA
    assert client.users_info(user=ANA)["user"]["profile"]["title"] == "Staff engineer"
    (group,) = client.usergroups_list(include_users=True)["usergroups"]
    assert (group["handle"], len(group["users"])) == ("payments-team", 2)
    assert client.auth_test()["team"] == "Northwind"
    assert client.api_test()["ok"]


def test_a_disabled_user_group_is_listed_for_those_who_ask_for_it() -> None:
    old = SeedUserGroup(handle="old-team", members=("ana",), disabled=True)
    company = COMPANY.model_copy(update={"user_groups": (*COMPANY.user_groups, old)})
    with LocalSlack(company) as slack:
        client = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
        assert [each["handle"] for each in client.usergroups_list()["usergroups"]] == ["payments-team"]
        everything = client.usergroups_list(include_disabled=True)["usergroups"]
        assert [(each["handle"], bool(each["date_delete"])) for each in everything] == [
            ("payments-team", False),
            ("old-team", True),
        ]


def test_opens_a_direct_message_once(client: WebClient, slack: LocalSlack) -> None:
    first = client.conversations_open(users=ANA)
    second = client.conversations_open(users=ANA)
    assert first["channel"]["id"] == second["channel"]["id"]
    assert second["already_open"]
    client.chat_postMessage(channel=ANA, text="hello")
    assert slack.direct_messages("ana")[0].text == "hello"


def test_a_permalink_leads_into_the_thread(client: WebClient, slack: LocalSlack) -> None:
    reply = slack.messages("payments")[1]
    link = client.chat_getPermalink(channel=reply.channel, message_ts=reply.ts)["permalink"]
    assert link.startswith("https://northwind.slack.com/archives/")
    assert f"thread_ts={reply.thread_ts}" in link


def test_a_home_that_changed_meanwhile_is_a_conflict(client: WebClient) -> None:
    view = {"type": "home", "blocks": [SECTION]}
    published = client.views_publish(user_id=ANA, view=view)
    client.views_publish(user_id=ANA, view=view, hash=published["view"]["hash"])
    refusal = _refusal(lambda c: c.views_publish(user_id=ANA, view=view, hash=published["view"]["hash"]), client)
    assert refusal["error"] == "hash_conflict"
    modal = _refusal(lambda c: c.views_publish(user_id=ANA, view={**view, "type": "modal"}), client)
    assert modal["response_metadata"]["messages"] == ["[ERROR] unsupported type: modal [json-pointer:/view/type]"]


def test_goes_wrong_on_demand(client: WebClient, slack: LocalSlack) -> None:
    slack.rate_limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel="payments", text="hi")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"

    slack.fail("chat.postMessage", "internal_error", times=2)
    for _ in range(2):
        assert (
            _refusal(lambda c: c.chat_postMessage(channel="payments", text="hi"), client)["error"] == "internal_error"
        )
    assert client.chat_postMessage(channel="payments", text="hi")["ok"]
    assert [call.ok for call in slack.calls("chat.postMessage")] == [False, False, False, True]


def test_can_hold_the_app_to_one_post_a_second(client: WebClient, slack: LocalSlack) -> None:
    slack.pace_posts()
    client.chat_postMessage(channel="payments", text="one")
    client.chat_postMessage(channel="random", text="elsewhere")
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.chat_postMessage(channel="payments", text="two")
