"""What is filled in is held to Slack's rules, and what the app answers to it is done as Slack does it."""

import urllib.request
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.workspace.deeds import RefusedError
from bot.workspace.local import LocalSlack
from bot.workspace.modal_seat import ModalSeat
from tests.bot.workspace.conftest import Served
from tests.bot.workspace.forms import (
    SERVICE,
    Json,
    field,
    modal,
    opened,
    option,
    refused,
    text_field,
    words,
)


class TestSubmitting:
    def test_slack_keeps_back_what_is_not_filled_in(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        seat = opened(slack, client, SERVICE)
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
        seat = opened(slack, client, modal(field("it", element)))
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
        opened(slack, client, modal(*fields)).submit()

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
        values = opened(slack, client, modal(*fields)).values
        assert values["name"]["name"]["value"] == "billing"
        assert values["menu"]["menu"]["selected_option"] == option("a")
        assert values["day"]["day"]["selected_date"] == "2026-11-21"

    def test_people_and_channels_are_chosen_by_name(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(
            slack, client, modal(field("who", {"type": "users_select"}), field("where", {"type": "channels_select"}))
        )
        seat.fill("who", "ben")
        seat.fill("where", "#random")
        assert seat.values["who"]["who"]["selected_user"] == slack.parts.workspace.person_named("ben").id
        assert seat.values["where"]["where"]["selected_channel"] == slack.parts.workspace.channel_named("random").id

    def test_there_must_be_something_to_submit(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(slack, client, modal(words("read this")))
        with pytest.raises(RefusedError, match="nothing to submit"):
            seat.submit()


class TestAnswers:
    @pytest.fixture
    def answering(self, slack: LocalSlack, bolt: App, client: WebClient, run_app: Served) -> Any:
        """An app that answers a submission so, and Ana before its filled-in modal."""

        def ready(**answer: Any) -> ModalSeat:
            bolt.view("create")(lambda ack: ack(**answer))
            run_app(bolt)
            seat = opened(slack, client, SERVICE)
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
        seat = opened(slack, client, SERVICE)
        seat.fill("Name", "billing")
        seat.submit()
        assert seat.current.trouble == "We had some trouble connecting. Try again?"


class TestFiles:
    def test_the_app_reads_what_a_person_brings_with_its_token(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        seat = opened(slack, client, modal(field("logo", {"type": "file_input", "filetypes": ["png"], "max_files": 1})))
        seat.attach("Logo", "notes.txt", b"hello")
        assert seat.submit() is None
        assert seat.errors == {"logo": "notes.txt is of another type than png."}
        seat.fill("Logo", [])
        seat.attach("Logo", "logo.png", b"PNG")
        seat.submit()
        (file,) = heard[0]["view"]["state"]["values"]["logo"]["logo"]["files"]
        assert (file["name"], file["size"], file["mimetype"]) == ("logo.png", 3, "image/png")

    def test_it_is_read_with_the_bots_token_and_scope(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(slack, client, modal(field("logo", {"type": "file_input"})))
        seat.attach("Logo", "logo.png", b"PNG")
        (file,) = seat.values["logo"]["logo"]["files"]
        about = client.files_info(file=file["id"])["file"]

        assert _fetched(about["url_private_download"], slack.app.bot_token) == b"PNG"
        assert b"Sign in" in _fetched(about["url_private_download"], "xoxb-other")
        assert refused(lambda: client.files_info(file="F0NOTHING00"))["error"] == "file_not_found"


def _fetched(address: str, token: str) -> bytes:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310  # ours
    with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
        content: bytes = reply.read()
    return content
