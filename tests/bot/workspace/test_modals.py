"""Modals open, change, stack and close as in Slack, for an unmodified Bolt app and Slack's own SDK."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from tests.bot.workspace.conftest import Served
from tests.bot.workspace.forms import (
    SERVICE,
    Json,
    field,
    modal,
    new_trigger,
    opened,
    option,
    plain,
    refused,
    text_field,
    words,
)


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
        used, old = new_trigger(slack), new_trigger(slack)
        client.views_open(trigger_id=used, view=SERVICE)
        slack.advance(3.1)

        assert refused(lambda: client.views_open(trigger_id=used, view=SERVICE))["error"] == "exchanged_trigger_id"
        assert refused(lambda: client.views_open(trigger_id=old, view=SERVICE))["error"] == "expired_trigger_id"
        assert refused(lambda: client.views_open(trigger_id="1.2.3", view=SERVICE))["error"] == "invalid_trigger_id"

    def test_what_slack_would_refuse_does_not_use_the_trigger_up(self, slack: LocalSlack, client: WebClient) -> None:
        trigger = new_trigger(slack)
        refusal = refused(lambda: client.views_open(trigger_id=trigger, view={**SERVICE, "title": plain("x" * 25)}))

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
        refusal = refused(lambda: client.views_open(trigger_id=new_trigger(slack), view={**SERVICE, **changed}))
        assert any(fault in message for message in refusal["response_metadata"]["messages"])

    def test_fields_need_a_button_to_submit_them(self, slack: LocalSlack, client: WebClient) -> None:
        view = {key: value for key, value in SERVICE.items() if key != "submit"}
        assert (
            refused(lambda: client.views_open(trigger_id=new_trigger(slack), view=view))["error"] == "invalid_arguments"
        )

    def test_a_view_has_its_size(self, slack: LocalSlack, client: WebClient) -> None:
        big = modal(*[words("é" * 2900) for _ in range(99)])
        assert refused(lambda: client.views_open(trigger_id=new_trigger(slack), view=big))["error"] == "view_too_large"

    def test_an_external_id_is_used_once(self, slack: LocalSlack, client: WebClient) -> None:
        opened(slack, client, {**SERVICE, "external_id": "mine"})
        again = refused(
            lambda: client.views_open(trigger_id=new_trigger(slack), view={**SERVICE, "external_id": "mine"})
        )
        assert again["error"] == "duplicate_external_id"


class TestUpdating:
    def test_a_hash_that_is_not_the_current_one_is_a_conflict(self, slack: LocalSlack, client: WebClient) -> None:
        first = client.views_open(trigger_id=new_trigger(slack), view=SERVICE)["view"]
        second = client.views_update(view_id=first["id"], hash=first["hash"], view=modal(words("later")))["view"]

        stale = refused(lambda: client.views_update(view_id=first["id"], hash=first["hash"], view=SERVICE))
        assert stale["error"] == "hash_conflict"
        assert second["hash"] != first["hash"]
        assert slack.as_person("ana").modal.shown == "New service\nlater"

    def test_finds_the_view_by_its_external_id(self, slack: LocalSlack, client: WebClient) -> None:
        opened(slack, client, {**SERVICE, "external_id": "mine"})
        client.views_update(external_id="mine", view=modal(words("found")))
        assert "found" in slack.as_person("ana").modal.shown

    def test_a_closed_view_is_not_found(self, slack: LocalSlack, client: WebClient) -> None:
        view = client.views_open(trigger_id=new_trigger(slack), view=modal(words("x")))["view"]
        slack.as_person("ana").modal.close()
        assert refused(lambda: client.views_update(view_id=view["id"], view=SERVICE))["error"] == "not_found"

    def test_says_which_view_is_missing(self, client: WebClient) -> None:
        assert refused(lambda: client.api_call("views.update", json={"view": SERVICE}))["error"] == "invalid_arguments"

    def test_fields_that_stay_keep_what_was_typed(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(slack, client, modal(text_field(), text_field("more")))
        seat.fill("Name", "billing")
        changed = modal(text_field(initial_value="other"), text_field("extra", initial_value="new"))
        client.views_update(view_id=seat.current.id, view=changed)

        assert seat.values["name"]["name"]["value"] == "billing"
        assert seat.values["extra"]["extra"]["value"] == "new"
        assert "more" not in seat.values

    def test_a_choice_that_is_gone_is_forgotten(self, slack: LocalSlack, client: WebClient) -> None:
        menu = {"type": "static_select", "options": [option("a"), option("b")]}
        seat = opened(slack, client, modal(field("kind", menu)))
        seat.fill("Kind", "b")
        client.views_update(view_id=seat.current.id, view=modal(field("kind", {**menu, "options": [option("a")]})))
        assert seat.values["kind"]["kind"]["selected_option"] is None


class TestStacking:
    def test_three_stand_on_one_another_and_no_more(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(slack, client, SERVICE)
        root = seat.current.id
        for title in ("Second", "Third"):
            client.views_push(trigger_id=new_trigger(slack, seat.current.id), view=modal(words("x"), title=title))
        refusal = refused(
            lambda: client.views_push(trigger_id=new_trigger(slack, seat.current.id), view=modal(words("x")))
        )

        assert refusal["error"] == "push_limit_reached"
        assert [each.title for each in slack.modals("ana")] == ["New service", "Second", "Third"]
        assert seat.current.root == root
        assert seat.current.previous == slack.modals("ana")[1].id
        seat.close()
        assert seat.title == "Second"

    def test_only_what_is_open_can_be_pushed_on(self, slack: LocalSlack, client: WebClient) -> None:
        trigger = new_trigger(slack)
        assert refused(lambda: client.views_push(trigger_id=trigger, view=SERVICE))["error"] == "not_found"


class TestClosing:
    def test_the_app_hears_of_it_where_it_asked_to(
        self, slack: LocalSlack, client: WebClient, heard: list[Json]
    ) -> None:
        opened(slack, client, SERVICE).close()
        (body,) = heard
        assert (body["type"], body["is_cleared"], body["view"]["callback_id"]) == ("view_closed", False, "create")
        assert "trigger_id" not in body

    def test_the_cross_takes_all_of_them(self, slack: LocalSlack, client: WebClient, heard: list[Json]) -> None:
        seat = opened(slack, client, SERVICE)
        client.views_push(trigger_id=new_trigger(slack, seat.current.id), view={**SERVICE, "title": plain("Second")})
        seat.close_all()
        assert [(body["view"]["title"]["text"], body["is_cleared"]) for body in heard] == [
            ("Second", True),
            ("New service", True),
        ]
        assert slack.modals("ana") == []

    def test_a_modal_may_take_the_others_with_it(self, slack: LocalSlack, client: WebClient) -> None:
        seat = opened(slack, client, modal(words("x")))
        view = {**modal(words("y")), "clear_on_close": True}
        client.views_push(trigger_id=new_trigger(slack, seat.current.id), view=view)
        seat.close()
        assert slack.modals("ana") == []
