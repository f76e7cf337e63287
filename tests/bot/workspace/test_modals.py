"""Modals open, change, stack, are submitted and closed as in Slack, for an unmodified Bolt app and Slack's own SDK."""

import re
import urllib.request
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.deeds import RefusedError
from bot.workspace.local import LocalSlack
from bot.workspace.modal_seat import ModalSeat
from bot.workspace.presses import NothingThereError
from tests.bot.workspace.conftest import Served
from tests.bot.workspace.forms import Json, button, field, modal, option, plain, text_field, words

ANY = re.compile("")
SERVICE = modal(text_field(min_length=3, max_length=10), notify_on_close=True, private_metadata="m1")


def _opened(slack: LocalSlack, client: WebClient, view: Json, channel: str | None = "payments") -> ModalSeat:
    """Ana has this before her."""
    client.views_open(trigger_id=_trigger(slack), view=view)
    return slack.as_person("ana").modal


def _trigger(slack: LocalSlack, view: str | None = None) -> str:
    person = slack.parts.workspace.person_named("ana").id
    return slack.parts.triggers.issue("T0NORTHWND", person, view=view)


def _refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        call()
    body: dict[str, Any] = refused.value.response.data
    return body


@pytest.fixture
def heard(bolt: App, run_app: Served) -> list[dict[str, Any]]:
    """What an app hears that acknowledges everything."""
    found: list[dict[str, Any]] = []

    def take(ack: Ack, body: dict[str, Any]) -> None:
        found.append(body)
        ack()

    bolt.command("/owner")(take)
    bolt.action({"type": "block_actions", "action_id": ANY})(take)
    bolt.view(ANY)(take)
    bolt.view_closed(ANY)(take)
    run_app(bolt)
    return found


class TestOpening:
    def test_a_command_opens_a_modal_that_is_submitted_and_closes(
        self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served
    ) -> None:
        submitted: list[dict[str, Any]] = []

        @bolt.command("/owner")
        def owner(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=SERVICE)

        @bolt.view("create")
        def create(ack: Ack, body: dict[str, Any]) -> None:
            submitted.append(body)
            ack()

        run_app(bolt)
        ana = slack.as_person("ana")
        ana.slash("/owner", channel="payments")
        slack.wait_for(lambda: slack.modal("ana"))
        ana.modal.fill("Name", "billing")
        ana.modal.submit()

        (body,) = submitted
        assert slack.modal("ana") is None
        assert body["view"]["state"]["values"] == {"name": {"name": {"type": "plain_text_input", "value": "billing"}}}
        assert body["view"]["private_metadata"] == "m1"
        assert body["response_urls"] == []
        assert body["user"]["username"] == "ana"

    def test_a_trigger_lives_three_seconds_and_opens_once(self, slack: LocalSlack, client: WebClient) -> None:
        used, old = _trigger(slack), _trigger(slack)
        client.views_open(trigger_id=used, view=SERVICE)
        slack.advance(3.1)

        assert _refusal(lambda: client.views_open(trigger_id=used, view=SERVICE))["error"] == "exchanged_trigger_id"
        assert _refusal(lambda: client.views_open(trigger_id=old, view=SERVICE))["error"] == "expired_trigger_id"
        assert _refusal(lambda: client.views_open(trigger_id="1.2.3", view=SERVICE))["error"] == "invalid_trigger_id"

    def test_what_slack_would_refuse_does_not_use_the_trigger_up(self, slack: LocalSlack, client: WebClient) -> None:
        trigger = _trigger(slack)
        refusal = _refusal(lambda: client.views_open(trigger_id=trigger, view={**SERVICE, "title": plain("x" * 25)}))

        assert refusal["error"] == "invalid_arguments"
        assert refusal["response_metadata"]["messages"] == [
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
        ]
        assert client.views_open(trigger_id=trigger, view=SERVICE)["ok"]

    @pytest.mark.parametrize(
        "changed, fault",
        [
            ({"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
            ({"close": plain("x" * 25)}, "must be less than 25 characters"),
            ({"blocks": [words("x")] * 101}, "no more than 100 items allowed"),
            ({"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
            ({"blocks": [field("n", {"type": "number_input"})]}, "missing required field: is_decimal_allowed"),
            ({"blocks": [field("f", {"type": "file_input", "max_files": 11})]}, "must be less than 11"),
            ({"blocks": [field("d", {"type": "datepicker", "initial_date": "soon"})]}, "must match a valid format"),
            ({"blocks": [text_field(min_length=5, max_length=4)]}, "min_length must not be greater than max_length"),
            (
                {"blocks": [text_field("a", focus_on_load=True), text_field("b", focus_on_load=True)]},
                "only one element may set `focus_on_load`",
            ),
            ({"blocks": [words("x", accessory={"type": "plain_text_input"})]}, "unsupported type: plain_text_input"),
        ],
    )
    def test_says_what_is_wrong_with_a_view(
        self, slack: LocalSlack, client: WebClient, changed: Json, fault: str
    ) -> None:
        refusal = _refusal(lambda: client.views_open(trigger_id=_trigger(slack), view={**SERVICE, **changed}))
        assert any(fault in message for message in refusal["response_metadata"]["messages"])

    def test_fields_need_a_button_to_submit_them(self, slack: LocalSlack, client: WebClient) -> None:
        view = {key: value for key, value in SERVICE.items() if key != "submit"}
        assert (
            _refusal(lambda: client.views_open(trigger_id=_trigger(slack), view=view))["error"] == "invalid_arguments"
        )

    def test_a_view_has_its_size(self, slack: LocalSlack, client: WebClient) -> None:
        big = modal(*[words("é" * 2900) for _ in range(99)])
        assert _refusal(lambda: client.views_open(trigger_id=_trigger(slack), view=big))["error"] == "view_too_large"

    def test_an_external_id_is_used_once(self, slack: LocalSlack, client: WebClient) -> None:
        _opened(slack, client, {**SERVICE, "external_id": "mine"})
        again = _refusal(lambda: client.views_open(trigger_id=_trigger(slack), view={**SERVICE, "external_id": "mine"}))
        assert again["error"] == "duplicate_external_id"


class TestUpdating:
    def test_a_hash_that_is_not_the_current_one_is_a_conflict(self, slack: LocalSlack, client: WebClient) -> None:
        first = client.views_open(trigger_id=_trigger(slack), view=SERVICE)["view"]
        second = client.views_update(view_id=first["id"], hash=first["hash"], view=modal(words("later")))["view"]

        stale = _refusal(lambda: client.views_update(view_id=first["id"], hash=first["hash"], view=SERVICE))
        assert stale["error"] == "hash_conflict"
        assert second["hash"] != first["hash"]
        assert slack.as_person("ana").modal.shown == "New service\nlater"

    def test_finds_the_view_by_its_external_id(self, slack: LocalSlack, client: WebClient) -> None:
        _opened(slack, client, {**SERVICE, "external_id": "mine"})
        client.views_update(external_id="mine", view=modal(words("found")))
        assert "found" in slack.as_person("ana").modal.shown

    def test_a_closed_view_is_not_found(self, slack: LocalSlack, client: WebClient) -> None:
        view = client.views_open(trigger_id=_trigger(slack), view=modal(words("x")))["view"]
        slack.as_person("ana").modal.close()
        assert _refusal(lambda: client.views_update(view_id=view["id"], view=SERVICE))["error"] == "not_found"

    def test_says_which_view_is_missing(self, client: WebClient) -> None:
        assert _refusal(lambda: client.api_call("views.update", json={"view": SERVICE}))["error"] == "invalid_arguments"

    def test_fields_that_stay_keep_what_was_typed(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(slack, client, modal(text_field(), text_field("more")))
        seat.fill("Name", "billing")
        changed = modal(text_field(initial_value="other"), text_field("extra", initial_value="new"))
        client.views_update(view_id=seat.current.id, view=changed)

        assert seat.values["name"]["name"]["value"] == "billing"
        assert seat.values["extra"]["extra"]["value"] == "new"
        assert "more" not in seat.values

    def test_a_choice_that_is_gone_is_forgotten(self, slack: LocalSlack, client: WebClient) -> None:
        menu = {"type": "static_select", "options": [option("a"), option("b")]}
        seat = _opened(slack, client, modal(field("kind", menu)))
        seat.fill("Kind", "b")
        client.views_update(view_id=seat.current.id, view=modal(field("kind", {**menu, "options": [option("a")]})))
        assert seat.values["kind"]["kind"]["selected_option"] is None


class TestStacking:
    def test_three_stand_on_one_another_and_no_more(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(slack, client, SERVICE)
        root = seat.current.id
        for title in ("Second", "Third"):
            client.views_push(trigger_id=_trigger(slack, seat.current.id), view=modal(words("x"), title=title))
        refusal = _refusal(
            lambda: client.views_push(trigger_id=_trigger(slack, seat.current.id), view=modal(words("x")))
        )

        assert refusal["error"] == "push_limit_reached"
        assert [each.title for each in slack.modals("ana")] == ["New service", "Second", "Third"]
        assert seat.current.root == root
        assert seat.current.previous == slack.modals("ana")[1].id
        seat.close()
        assert seat.title == "Second"

    def test_only_what_is_open_can_be_pushed_on(self, slack: LocalSlack, client: WebClient) -> None:
        trigger = _trigger(slack)
        assert _refusal(lambda: client.views_push(trigger_id=trigger, view=SERVICE))["error"] == "not_found"


class TestSubmitting:
    def test_slack_keeps_back_what_is_not_filled_in(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        seat = _opened(slack, client, SERVICE)
        assert seat.submit() is None
        assert seat.errors == {"name": "Please complete this required field."}
        seat.fill("Name", "ab")
        assert seat.submit() is None
        assert seat.errors == {"name": "Please enter at least 3 characters."}
        seat.fill("Name", "x" * 11)
        assert seat.submit() is None
        assert seat.errors == {"name": "Please enter no more than 10 characters."}
        seat.fill("Name", "billing")
        assert seat.submit() is not None
        assert len(heard) == 1

    @pytest.mark.parametrize(
        "element, value, sentence",
        [
            ({"type": "number_input", "is_decimal_allowed": False}, "x", "Please enter a valid number."),
            ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
            (
                {"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "9"},
                "1.5",
                "Please enter a number of 2 or more.",
            ),
            (
                {"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "9"},
                "10",
                "Please enter a number of 9 or less.",
            ),
            ({"type": "email_text_input"}, "ana@", "Please enter a valid email address."),
            ({"type": "url_text_input"}, "payments", "Please enter a valid URL."),
            (
                {"type": "multi_static_select", "max_selected_items": 1, "options": [option("a"), option("b")]},
                ["a", "b"],
                "Please choose no more than 1.",
            ),
        ],
    )
    def test_each_kind_of_field_has_its_rules(
        self, slack: LocalSlack, client: WebClient, element: Json, value: object, sentence: str
    ) -> None:
        seat = _opened(slack, client, modal(field("it", element)))
        seat.fill("it", value)
        assert seat.submit() is None
        assert seat.errors == {"it": sentence}

    def test_an_optional_field_may_stay_empty(self, slack: LocalSlack, client: WebClient, heard: list[Json]) -> None:
        fields = (
            field("text", {"type": "plain_text_input"}, optional=True),
            field("number", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
            field("menu", {"type": "static_select", "options": [option("a")]}, optional=True),
            field("several", {"type": "multi_static_select", "options": [option("a")]}, optional=True),
            field("boxes", {"type": "checkboxes", "options": [option("a")]}, optional=True),
            field("radio", {"type": "radio_buttons", "options": [option("a")]}, optional=True),
            field("day", {"type": "datepicker"}, optional=True),
            field("hour", {"type": "timepicker"}, optional=True),
            field("moment", {"type": "datetimepicker"}, optional=True),
            field("person", {"type": "users_select"}, optional=True),
            field("people", {"type": "multi_users_select"}, optional=True),
            field("place", {"type": "conversations_select"}, optional=True),
            field("channel", {"type": "channels_select"}, optional=True),
            field("thing", {"type": "external_select"}, optional=True),
            field("files", {"type": "file_input"}, optional=True),
        )
        _opened(slack, client, modal(*fields)).submit()

        kept = {name: held[name] for name, held in heard[0]["view"]["state"]["values"].items()}
        assert kept == {
            "text": {"type": "plain_text_input", "value": None},
            "number": {"type": "number_input", "value": None},
            "menu": {"type": "static_select", "selected_option": None},
            "several": {"type": "multi_static_select", "selected_options": []},
            "boxes": {"type": "checkboxes", "selected_options": []},
            "radio": {"type": "radio_buttons", "selected_option": None},
            "day": {"type": "datepicker", "selected_date": None},
            "hour": {"type": "timepicker", "selected_time": None},
            "moment": {"type": "datetimepicker", "selected_date_time": None},
            "person": {"type": "users_select", "selected_user": None},
            "people": {"type": "multi_users_select", "selected_users": []},
            "place": {"type": "conversations_select", "selected_conversation": None},
            "channel": {"type": "channels_select", "selected_channel": None},
            "thing": {"type": "external_select", "selected_option": None},
            "files": {"type": "file_input", "files": []},
        }

    def test_fields_begin_with_what_the_app_says(self, slack: LocalSlack, client: WebClient) -> None:
        fields = (
            text_field(initial_value="billing"),
            field("menu", {"type": "static_select", "options": [option("a")], "initial_option": option("a")}),
            field("day", {"type": "datepicker", "initial_date": "2026-11-21"}),
        )
        values = _opened(slack, client, modal(*fields)).values
        assert values["name"]["name"]["value"] == "billing"
        assert values["menu"]["menu"]["selected_option"] == option("a")
        assert values["day"]["day"]["selected_date"] == "2026-11-21"

    def test_people_and_channels_are_chosen_by_name(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(
            slack, client, modal(field("who", {"type": "users_select"}), field("where", {"type": "channels_select"}))
        )
        seat.fill("who", "ben")
        seat.fill("where", "#random")
        assert seat.values["who"]["who"]["selected_user"] == slack.parts.workspace.person_named("ben").id
        assert seat.values["where"]["where"]["selected_channel"] == slack.parts.workspace.channel_named("random").id

    def test_there_must_be_something_to_submit(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(slack, client, modal(words("read this")))
        with pytest.raises(RefusedError, match="nothing to submit"):
            seat.submit()


class TestAnswers:
    @pytest.fixture
    def answering(self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served) -> Any:
        """An app that answers a submission so, and Ana before its filled-in modal."""

        def ready(**answer: Any) -> ModalSeat:
            bolt.view("create")(lambda ack: ack(**answer))
            run_app(bolt)
            seat = _opened(slack, client, SERVICE)
            seat.fill("Name", "billing")
            seat.submit()
            return seat

        return ready

    def test_errors_stand_below_their_fields(self, answering: Any) -> None:
        seat = answering(response_action="errors", errors={"name": "billing exists already"})
        assert seat.errors == {"name": "billing exists already"}
        assert seat.values["name"]["name"]["value"] == "billing"

    def test_errors_for_what_is_no_field_are_not_taken(self, slack: LocalSlack, answering: Any) -> None:
        seat = answering(response_action="errors", errors={"nowhere": "no"})
        assert seat.shown.splitlines()[1] == "We had some trouble connecting. Try again?"
        assert slack.calls("view_submission")[0].answer["error"] == "invalid_response"

    def test_another_view_takes_its_place(self, slack: LocalSlack, answering: Any) -> None:
        seat = answering(response_action="update", view=modal(words("Step 2"), title="Second"))
        assert seat.title == "Second"
        assert len(slack.modals("ana")) == 1

    def test_another_view_stands_before_it(self, slack: LocalSlack, answering: Any) -> None:
        seat = answering(response_action="push", view=modal(words("Step 2"), title="Second"))
        assert [each.title for each in slack.modals("ana")] == ["New service", "Second"]
        assert seat.current.previous == slack.modals("ana")[0].id

    def test_all_of_them_close(self, slack: LocalSlack, answering: Any) -> None:
        answering(response_action="clear")
        assert slack.modals("ana") == []

    def test_a_view_that_slack_refuses_is_not_shown(self, answering: Any) -> None:
        seat = answering(response_action="update", view={"type": "modal"})
        assert (seat.title, seat.current.trouble) == ("New service", "We had some trouble connecting. Try again?")

    def test_an_app_that_is_too_slow_is_told_apart(
        self, slack: LocalSlack, client: WebClient, bolt: App, run_app: Served
    ) -> None:
        bolt.view("other")(lambda ack: ack())
        run_app(bolt)
        seat = _opened(slack, client, SERVICE)
        seat.fill("Name", "billing")
        seat.submit()
        assert seat.current.trouble == "We had some trouble connecting. Try again?"


class TestClosing:
    def test_the_app_hears_of_it_where_it_asked_to(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        _opened(slack, client, SERVICE).close()
        (body,) = heard
        assert (body["type"], body["is_cleared"], body["view"]["callback_id"]) == ("view_closed", False, "create")
        assert "trigger_id" not in body

    def test_the_cross_takes_all_of_them(self, slack: LocalSlack, client: WebClient, heard: list[Json]) -> None:
        seat = _opened(slack, client, SERVICE)
        client.views_push(trigger_id=_trigger(slack, seat.current.id), view={**SERVICE, "title": plain("Second")})
        seat.close_all()
        assert [(body["view"]["title"]["text"], body["is_cleared"]) for body in heard] == [
            ("Second", True),
            ("New service", True),
        ]
        assert slack.modals("ana") == []

    def test_a_modal_may_take_the_others_with_it(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(slack, client, modal(words("x")))
        view = {**modal(words("y")), "clear_on_close": True}
        client.views_push(trigger_id=_trigger(slack, seat.current.id), view=view)
        seat.close()
        assert slack.modals("ana") == []


class TestPressing:
    def test_a_button_tells_what_the_fields_hold(self, slack: LocalSlack, client: WebClient, heard: list[Json]) -> None:
        seat = _opened(slack, client, modal(text_field(), button("back", "Back")))
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
        seat = _opened(slack, client, modal(field("quiet", menu), field("loud", menu, dispatch_action=True)))
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
        seat = _opened(
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
        seat = _opened(slack, client, modal(field("where", menu)))
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
            return _opened(slack, client, modal(menu))

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


class TestFiles:
    def test_the_app_reads_what_a_person_brings_with_its_token(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        seat = _opened(
            slack, client, modal(field("logo", {"type": "file_input", "filetypes": ["png"], "max_files": 1}))
        )
        seat.attach("Logo", "notes.txt", b"hello")
        assert seat.submit() is None
        assert seat.errors == {"logo": "notes.txt is of another type than png."}
        seat.fill("Logo", [])
        seat.attach("Logo", "logo.png", b"PNG")
        seat.submit()
        (file,) = heard[0]["view"]["state"]["values"]["logo"]["logo"]["files"]
        assert (file["name"], file["size"], file["mimetype"]) == ("logo.png", 3, "image/png")

    def test_it_is_read_with_the_bots_token_and_scope(self, slack: LocalSlack, client: WebClient) -> None:
        seat = _opened(slack, client, modal(field("logo", {"type": "file_input"})))
        seat.attach("Logo", "logo.png", b"PNG")
        (file,) = seat.values["logo"]["logo"]["files"]
        about = client.files_info(file=file["id"])["file"]

        assert _fetched(about["url_private_download"], slack.app.bot_token) == b"PNG"
        assert b"Sign in" in _fetched(about["url_private_download"], "xoxb-other")
        assert _refusal(lambda: client.files_info(file="F0NOTHING00"))["error"] == "file_not_found"


def _fetched(address: str, token: str) -> bytes:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310  # ours
    with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
        content: bytes = reply.read()
    return content
