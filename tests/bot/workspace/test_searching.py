"""Presses in modals, and menus that search while one types, wherever they stand."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from bot.workspace.modal_seat import ModalSeat
from bot.workspace.presses import NothingThereError
from tests.bot.workspace.conftest import Served
from tests.bot.workspace.forms import (
    Json,
    button,
    field,
    modal,
    opened,
    option,
    plain,
    text_field,
    words,
)


class TestPressing:
    def test_a_button_tells_what_the_fields_hold(self, slack: LocalSlack, client: WebClient, heard: list[Json]) -> None:
        seat = opened(slack, client, modal(text_field(), button("back", "Back")))
        seat.fill("Name", "billing")
        seat.press("Back")
        (body,) = heard
        assert body["actions"][0]["action_id"] == "back"
        assert body["container"] == {"type": "view", "view_id": seat.current.id}
        assert body["view"]["hash"] == seat.current.hash
        assert body["view"]["state"]["values"]["name"]["name"]["value"] == "billing"

    def test_a_field_is_heard_before_the_submission_only_when_the_app_asked(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        menu = {"type": "static_select", "options": [option("a"), option("b")]}
        seat = opened(slack, client, modal(field("quiet", menu), field("loud", menu, dispatch_action=True)))
        assert seat.fill("quiet", "a") is None
        assert seat.fill("loud", "b") is not None
        (action,) = heard[0]["actions"]
        assert (action["type"], action["action_id"], action["selected_option"]) == (
            "static_select",
            "loud",
            option("b"),
        )

    def test_a_text_is_heard_on_enter_or_as_it_is_typed(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        typed = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
        seat = opened(
            slack,
            client,
            modal(
                field("enter", {"type": "plain_text_input"}, dispatch_action=True),
                field("each", {"type": "plain_text_input", **typed}, dispatch_action=True),
            ),
        )
        assert seat.fill("enter", "x") is None
        assert seat.fill("enter", "x", enter=True) is not None
        assert seat.fill("each", "y") is not None
        assert [body["actions"][0]["value"] for body in heard] == ["x", "y"]

    def test_an_address_for_the_chosen_conversation_comes_with_the_submission(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        menu = {"type": "conversations_select", "response_url_enabled": True}
        seat = opened(slack, client, modal(field("where", menu)))
        seat.fill("where", "payments")
        seat.submit()
        (address,) = heard[0]["response_urls"]
        assert address["channel_id"] == slack.parts.workspace.channel_named("payments").id
        assert address["response_url"].startswith(slack.page_url)


class TestSearching:
    MENU = field("thing", {"type": "external_select", "min_query_length": 2})

    @pytest.fixture
    def searching(self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served) -> Any:
        """An app that answers so, and Ana before its menu."""

        def ready(answer: dict[str, Any], menu: Json = self.MENU) -> ModalSeat:
            bolt.options("thing")(lambda ack: ack(**answer))
            run_app(bolt)
            return opened(slack, client, modal(menu))

        return ready

    def test_offers_what_the_app_finds_and_takes_what_is_chosen(self, searching: Any) -> None:
        seat = searching({"options": [option("a", "Payments API"), option("b", "Payouts")]})
        assert [each["text"]["text"] for each in seat.type_ahead("Thing", "pay")] == ["Payments API", "Payouts"]
        seat.fill("Thing", "Payouts")
        assert seat.values["thing"]["thing"]["selected_option"]["value"] == "b"

    def test_asks_only_when_enough_was_typed(self, slack: LocalSlack, searching: Any) -> None:
        seat = searching({"options": [option("a")]})
        assert seat.type_ahead("Thing", "p") == []
        assert slack.calls("options") == []

    def test_tells_the_app_where_what_was_typed(self, slack: LocalSlack, searching: Any) -> None:
        searching({"options": []}).type_ahead("Thing", "pay")
        payload = slack.deliveries[-1].payload
        assert (payload["type"], payload["action_id"], payload["block_id"], payload["value"]) == (
            "block_suggestion",
            "thing",
            "thing",
            "pay",
        )
        assert payload["view"]["callback_id"] == "create"
        assert "trigger_id" not in payload

    def test_takes_groups(self, searching: Any) -> None:
        seat = searching({"option_groups": [{"label": plain("Yours"), "options": [option("a")]}]})
        assert seat.type_ahead("Thing", "pay")[0]["label"]["text"] == "Yours"
        seat.fill("Thing", "a")

    @pytest.mark.parametrize(
        "answer",
        [
            {"options": [option(str(number)) for number in range(101)]},
            {"options": [{"text": plain("x" * 76), "value": "a"}]},
            {"text": "nothing"},
        ],
    )
    def test_shows_nothing_of_what_slack_does_not_take(
        self, slack: LocalSlack, searching: Any, answer: dict[str, Any]
    ) -> None:
        assert searching(answer).type_ahead("Thing", "pay") == []
        assert slack.calls("options")[0].answer["error"] == "invalid_options"

    def test_a_menu_in_a_message_searches_too(
        self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served
    ) -> None:
        heard: list[Json] = []
        bolt.options("thing")(lambda ack: ack(options=[option("a", "Payments API")]))

        @bolt.action("thing")
        def choose(ack: Ack, body: dict[str, Any]) -> None:
            heard.append(body)
            ack()

        run_app(bolt)
        menu = {"type": "external_select", "action_id": "thing", "min_query_length": 0}
        client.chat_postMessage(channel="payments", text="Which?", blocks=[words("Which?", accessory=menu)])
        message, ana = slack.messages("payments")[-1], slack.as_person("ana")
        with pytest.raises(NothingThereError):
            ana.choose(message, "thing", "a")
        assert ana.type_ahead(message, "thing", "")[0]["value"] == "a"
        ana.choose(message, "thing", "a")

        assert slack.deliveries[0].payload["container"]["message_ts"] == message.ts
        assert heard[0]["actions"][0]["selected_option"]["value"] == "a"
        assert heard[0]["state"]["values"][message.blocks[0]["block_id"]]["thing"]["selected_option"]["value"] == "a"

    def test_a_menu_in_the_home_searches_too(
        self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served
    ) -> None:
        bolt.options("thing")(lambda ack: ack(options=[option("a", "Payments API")]))
        run_app(bolt)
        menu = {"type": "external_select", "action_id": "thing", "min_query_length": 0}
        ana = slack.as_person("ana")
        client.views_publish(user_id=ana.person.id, view={"type": "home", "blocks": [words("Which?", accessory=menu)]})
        assert ana.type_ahead_in_home("thing", "")[0]["value"] == "a"
        assert slack.deliveries[-1].payload["view"]["type"] == "home"
