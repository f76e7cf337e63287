"""People ask and an unmodified Bolt app answers, over Socket Mode and over signed HTTP alike."""

import re
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond, Say

from bot.workspace.deeds import RefusedError
from bot.workspace.local import LocalSlack
from bot.workspace.presses import NothingThereError
from tests.bot.workspace.conftest import Served

BUTTON = {
    "type": "button",
    "action_id": "share",
    "text": {"type": "plain_text", "text": "Share"},
    "value": "payments-api",
}
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*payments-api* belongs to Payments", "verbatim": True}},
    {"type": "actions", "block_id": "row", "elements": [BUTTON]},
]


def test_a_slash_command_is_answered_on_the_acknowledgement(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    @bolt.command("/owner")
    def owner(ack: Ack, command: dict[str, Any]) -> None:
        ack(text=f"You asked for {command['text']}", response_type="ephemeral")

    run_app(bolt)
    delivery = slack.as_person("ana").slash("/owner", "payments-api", channel="payments")

    assert delivery is not None
    assert delivery.acked
    assert [message.text for message in slack.ephemerals("ana")] == ["You asked for payments-api"]
    assert slack.ephemerals("ben") == []
    assert len(slack.messages("payments")) == 2
    assert slack.calls("ack")[0].arguments["text"] == "You asked for payments-api"


def test_a_command_says_everything_that_slack_says(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    seen: dict[str, Any] = {}

    @bolt.command("/owner")
    def owner(ack: Ack, command: dict[str, Any]) -> None:
        seen.update(command)
        ack()

    run_app(bolt)
    slack.as_person("ana").slash("/owner", "of @ben in #payments & <b> https://x.example/a?b=1", channel="payments")

    ben, payments = slack.as_person("ben").person.id, slack.parts.workspace.channel_named("payments").id
    assert seen["text"] == f"of <@{ben}|ben> in <#{payments}|payments> &amp; &lt;b&gt; <https://x.example/a?b=1>"
    assert seen["user_name"] == "ana"
    assert seen["channel_name"] == "payments"
    assert seen["team_domain"] == "northwind"
    assert seen["is_enterprise_install"] == "false"
    assert seen["api_app_id"] == slack.app.id
    assert seen["trigger_id"].count(".") == 2
    assert seen["response_url"].startswith(slack.page_url + "commands/T0NORTHWND/")


def test_a_command_without_escaping_gets_names_as_typed(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    seen: list[str] = []

    @bolt.command("/plain")
    def plain(ack: Ack, command: dict[str, Any]) -> None:
        seen.append(command["text"])
        ack()

    run_app(bolt)
    slack.as_person("ana").slash("/plain", "@ben & co", channel="payments")
    assert seen == ["@ben &amp; co"]


def test_a_mention_is_answered_in_its_thread(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    @bolt.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say(text="Payments owns it.", thread_ts=event.get("thread_ts") or event["ts"])

    run_app(bolt)
    asked = slack.as_person("ana").mention("payments", "who owns payments-api?")
    slack.wait_for(lambda: len(slack.messages("payments", thread_ts=asked.ts)) == 2)

    question, answer = slack.messages("payments", thread_ts=asked.ts)
    assert question.text == f"<@{slack.app.bot_user_id}> who owns payments-api?"
    assert answer.text == "Payments owns it."
    assert answer.is_reply
    assert answer.pings == frozenset()


def test_a_direct_message_is_heard_as_a_message_and_never_as_a_mention(
    slack: LocalSlack, bolt: App, run_app: Served
) -> None:
    heard: list[str] = []

    @bolt.event("message")
    def message(event: dict[str, Any], say: Say) -> None:
        heard.append(f"{event['channel_type']}: {event['text']}")
        say("Payments owns it.")

    bolt.event("app_mention")(lambda: heard.append("mention"))
    run_app(bolt)
    slack.as_person("ana").direct_message("@callboard owner payments-api")
    slack.wait_for(lambda: len(slack.direct_messages("ana")) == 2)

    assert heard == [f"im: <@{slack.app.bot_user_id}> owner payments-api"]
    assert slack.direct_messages("ben") == []


def test_a_mention_where_the_app_is_not_only_makes_slackbot_offer_to_add_it(
    slack: LocalSlack, bolt: App, run_app: Served
) -> None:
    heard: list[str] = []
    bolt.event("app_mention")(lambda event: heard.append(event["text"]))
    run_app(bolt)
    ana = slack.as_person("ana")

    ana.mention("random", "owner payments-api")
    (offer,) = slack.ephemerals("ana")
    assert "not in this channel" in offer.shown
    ana.press(offer, "Add to channel")
    ana.mention("random", "owner payments-api")

    slack.wait_for(lambda: len(heard) == 1)


def test_a_button_in_an_ephemeral_answer_replaces_it(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    pressed: dict[str, Any] = {}
    bolt.command("/owner")(lambda ack: ack(text="Payments", blocks=CARD))

    @bolt.action("share")
    def share(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        pressed.update(body)
        respond(text="Payments owns payments-api", response_type="in_channel", replace_original=False)
        respond(text="Shared.", replace_original=True)

    run_app(bolt)
    ana = slack.as_person("ana")
    ana.slash("/owner", "payments-api", channel="random")
    (answer,) = slack.ephemerals("ana")
    ana.press(answer, "Share")
    slack.wait_for(lambda: slack.ephemerals("ana")[0].text == "Shared.")

    assert slack.ephemerals("ana")[0].blocks == []
    assert [message.text for message in slack.messages("random")] == ["Payments owns payments-api"]
    assert pressed["container"] == {
        "type": "message",
        "message_ts": answer.ts,
        "channel_id": answer.channel,
        "is_ephemeral": True,
    }
    assert "message" not in pressed
    assert pressed["actions"][0]["value"] == "payments-api"
    assert pressed["actions"][0]["block_id"] == "row"


def test_an_overflow_menu_and_a_select_say_what_was_chosen(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    option = {"text": {"type": "plain_text", "text": "Mute"}, "value": "mute"}
    blocks: list[dict[str, Any]] = [
        {
            "type": "section",
            "block_id": "b",
            "text": {"type": "mrkdwn", "text": "payments-api"},
            "accessory": {"type": "overflow", "action_id": "more", "options": [option]},
        },
        {
            "type": "actions",
            "block_id": "a",
            "elements": [{"type": "static_select", "action_id": "pick", "options": [option]}],
        },
    ]
    chosen: list[dict[str, Any]] = []

    @bolt.action({"type": "block_actions", "action_id": re.compile("more|pick")})
    def choose(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        chosen.append(body)

    run_app(bolt)
    bolt.client.chat_postMessage(channel="#payments", text="payments-api", blocks=blocks)
    posted, ben = slack.messages("payments")[-1], slack.as_person("ben")

    ben.choose_overflow(posted, "more", "Mute")
    ben.choose(posted, "pick", "mute")
    slack.wait_for(lambda: len(chosen) == 2)

    assert [body["actions"][0]["selected_option"] for body in chosen] == [option, option]
    assert chosen[0]["message"]["ts"] == posted.ts
    assert chosen[0]["state"]["values"]["a"]["pick"]["selected_option"] is None
    assert chosen[1]["state"]["values"]["a"]["pick"]["selected_option"] == option


def test_a_message_shortcut_brings_the_message(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    @bolt.shortcut("find_owner")
    def find_owner(ack: Ack, shortcut: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=f"It speaks of {shortcut['message']['text'].split()[0]}", thread_ts=shortcut["message"]["ts"])

    run_app(bolt)
    slow = slack.messages("payments")[0]
    slack.as_person("ana").shortcut("find_owner", slow)
    (answer,) = slack.wait_for(lambda: slack.ephemerals("ana"))

    assert answer.text == "It speaks of `payments-api`"
    assert answer.thread_ts == slow.ts


def test_opening_the_home_lets_the_app_draw_it(slack: LocalSlack, bolt: App, run_app: Served) -> None:
    @bolt.event("app_home_opened")
    def opened(event: dict[str, Any]) -> None:
        bolt.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    pressed: list[dict[str, Any]] = []

    @bolt.action("share")
    def share(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        pressed.append(body)

    run_app(bolt)
    ana = slack.as_person("ana")
    ana.open_home()
    slack.wait_for(lambda: slack.home("ana"))
    ana.press_in_home("Share")
    slack.wait_for(lambda: pressed)

    assert pressed[0]["container"]["type"] == "view"
    assert pressed[0]["view"]["type"] == "home"
    assert slack.home("ben") is None


def test_nobody_presses_what_they_do_not_see(slack: LocalSlack, bolt: App, connect: Served) -> None:
    bolt.command("/owner")(lambda ack: ack(text="Payments", blocks=CARD))
    connect(bolt)
    slack.as_person("ana").slash("/owner", channel="payments")
    (answer,) = slack.ephemerals("ana")
    with pytest.raises(RefusedError, match="ben does not see that message"):
        slack.as_person("ben").press(answer, "Share")
    with pytest.raises(NothingThereError, match="there is Share"):
        slack.as_person("ana").press(answer, "Shred")


def test_the_client_keeps_people_out_of_where_they_are_not(slack: LocalSlack) -> None:
    with pytest.raises(RefusedError, match="ana is not in #secrets"):
        slack.as_person("ana").say("secrets", "hello")
    with pytest.raises(RefusedError, match="#old-news is archived"):
        slack.as_person("ana").slash("/owner", channel="old-news")


def test_slackbot_says_that_there_is_no_such_command(slack: LocalSlack) -> None:
    assert slack.as_person("ana").slash("/status", channel="payments") is None
    assert "not a valid command" in slack.ephemerals("ana")[0].text
