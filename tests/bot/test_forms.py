"""Forms: how they open, are filled in, redrawn, submitted and left, for a command that grants every wish."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from slack_sdk import WebClient
from structlog.testing import capture_logs

from bot.identity import Identity
from bot.sender import Sender
from bot.sender.door import web_client
from bot.web import Site, WebServer, slack_events
from bot.workspace.local import LocalSlack
from bot.workspace.messages import Message
from bot.workspace.seat import Seat
from bot.workspace.seed import SeedChannel, SeedPerson, SeedTeam, WorkspaceSeed
from bot.workspace.settings import AppSettings, SlashCommand
from catalog_store.database import Database
from commands import kit
from tests.support.signed import SECRET, SlackSends
from tests.support.slack_side import answering_app
from tests.support.wishes import BOTH, ENTER, MENU, Heard, wishing

COMPANY = WorkspaceSeed(
    team=SeedTeam(id="T0NORTHWND", name="Northwind", domain="northwind"),
    people=(SeedPerson(name="ana", real_name="Ana Sousa", email="ana@example.org"),),
    channels=(
        SeedChannel(id="C0PAYMENTS1", name="payments", members=("ana",), bots=True),
        SeedChannel(id="C0RANDOM001", name="random", members=("ana",)),
    ),
)
APP = AppSettings(commands=(SlashCommand("/callboard"),), signing_secret=SECRET)


@dataclass(frozen=True)
class Wishes:
    """A workspace where Ana can wish, and what the command heard of it."""

    slack: LocalSlack
    heard: Heard
    sends: SlackSends

    @property
    def ana(self) -> Seat:
        return self.slack.as_person("ana")

    def opens(self, words: str = "wish form") -> None:
        """Ana types it and has the form before her."""
        self.ana.slash("/callboard", words, channel="payments")
        self.shows("A wish")

    def shows(self, text: str) -> None:
        """Wait until the window before Ana shows that."""
        self.slack.wait_for(lambda: self.slack.modal("ana") and text in self.ana.modal.shown)

    def wishes(self, wish: str) -> None:
        """Ana fills it in and submits."""
        self.ana.modal.fill("Wish", wish)
        self.ana.modal.submit()

    def whispered(self) -> Message:
        """What only Ana reads in the channel."""
        return self.slack.wait_for(lambda: self.slack.ephemerals("ana", "payments"))[-1]


@pytest.fixture
def wishes(database: Database, tmp_path: Path) -> Iterator[Wishes]:
    """The bot with that one command, in a local Slack that reaches it over HTTP."""
    heard = Heard()
    with LocalSlack(COMPANY, app=APP) as slack:
        sender = Sender(web_client(slack.app.bot_token, slack.api_url))
        sender.start()
        us = Identity(slack.app.bot_user_id, slack.app.bot_id, COMPANY.team.id)
        with answering_app(database, sender, tmp_path, identity=lambda: us, commands=(wishing(heard),)) as (app, _):
            web = WebServer(Site([slack_events(app)]), host="127.0.0.1", port=0, threads=4)
            web.start()
            slack.reach_app_at(f"http://{web.host}:{web.port}/slack/events")
            yield Wishes(slack, heard, SlackSends(web.host, web.port))
            web.stop()
        sender.stop(timeout=0.2)


class TestOpening:
    def test_a_slash_command_opens_a_window_at_once_and_draws_the_form_in_it(self, wishes: Wishes) -> None:
        wishes.opens()
        (opened,) = wishes.slack.calls("views.open")
        (drawn,) = wishes.slack.calls("views.update")
        assert "One moment" in str(opened.arguments["view"])
        assert drawn.arguments["hash"] == opened.answer["view"]["hash"]

    def test_words_without_a_form_are_told_in_the_window(self, wishes: Wishes) -> None:
        wishes.ana.slash("/callboard", "wish form nothing", channel="payments")
        wishes.shows("There is nothing to wish for.")

    def test_a_bug_is_owned_up_to_in_the_window(self, wishes: Wishes) -> None:
        wishes.ana.slash("/callboard", "wish form bug", channel="payments")
        wishes.shows("Something went wrong on our side")

    def test_too_late_a_button_is_offered_which_opens_the_form(self, wishes: Wishes) -> None:
        wishes.slack.fail("views.open", "expired_trigger_id")
        wishes.ana.slash("/callboard", "wish form", channel="payments")
        offer = wishes.whispered()
        assert "within three seconds" in offer.text
        wishes.ana.press(offer, "Open the form")
        wishes.shows("A wish")

    def test_a_mention_is_answered_with_a_button_that_opens_it(self, wishes: Wishes) -> None:
        asked = wishes.ana.mention("payments", "wish form")
        offer = wishes.slack.wait_for(lambda: wishes.slack.messages("payments", thread_ts=asked.ts)[1:])[0]
        wishes.ana.press(offer, "Open the form")
        wishes.shows("A wish")

    def test_a_button_of_the_command_opens_it(self, wishes: Wishes) -> None:
        wishes.ana.slash("/callboard", "wish", channel="payments")
        wishes.ana.press(wishes.whispered(), "Open the form")
        wishes.shows("A wish")

    def test_a_button_whose_window_came_too_late_is_offered_again(self, wishes: Wishes) -> None:
        wishes.ana.slash("/callboard", "wish", channel="payments")
        first = wishes.whispered()
        wishes.slack.fail("views.open", "expired_trigger_id")
        wishes.ana.press(first, "Open the form")
        second = wishes.slack.wait_for(lambda: wishes.slack.ephemerals("ana", "payments")[1:])[0]
        wishes.ana.press(second, "Open the form")
        wishes.shows("A wish")

    def test_a_button_in_the_home_tab_opens_it(self, wishes: Wishes) -> None:
        row = {"type": "actions", "elements": [kit.button("Wish", ENTER, "form")]}
        client = WebClient(wishes.slack.app.bot_token, base_url=wishes.slack.api_url)
        client.views_publish(user_id=wishes.ana.person.id, view={"type": "home", "blocks": [row]})
        wishes.ana.press_in_home("Wish")
        wishes.shows("A wish")

    def test_what_is_said_besides_the_form_is_said(self, wishes: Wishes) -> None:
        row = {"type": "actions", "elements": [kit.button("Both", BOTH, "form")]}
        client = WebClient(wishes.slack.app.bot_token, base_url=wishes.slack.api_url)
        client.chat_postMessage(channel="C0PAYMENTS1", text="Press it.", blocks=[row])
        wishes.ana.press(wishes.slack.messages("payments")[-1], "Both")
        wishes.shows("A wish")
        assert wishes.whispered().text == "And a word besides."

    def test_a_window_that_was_closed_meanwhile_is_left_alone(self, wishes: Wishes) -> None:
        wishes.slack.delay("views.update", 0.3)
        with capture_logs() as logs:
            wishes.ana.slash("/callboard", "wish form", channel="payments")
            wishes.slack.wait_for(lambda: wishes.slack.modal("ana"))
            wishes.ana.modal.close()
            wishes.slack.wait_for(lambda: wishes.slack.calls("views.update"))
        assert wishes.slack.calls("views.update")[0].answer["error"] == "not_found"
        assert [line for line in logs if line["event"] == "form-not-drawn"] == []


class TestSubmitting:
    def test_the_form_closes_and_the_answer_comes_as_a_direct_message(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("a pony")
        assert wishes.slack.modal("ana") is None
        (told,) = wishes.slack.wait_for(lambda: wishes.slack.direct_messages("ana"))
        assert told.text == "Your wish is granted."
        (submission,) = wishes.heard.submitted
        assert (submission.metadata, submission.person.user_id) == ("m1", wishes.ana.person.id)

    def test_an_error_stands_below_its_field(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("error")
        assert wishes.ana.modal.errors == {"wish": "That is no wish."}

    def test_an_error_about_no_field_stands_below_the_first_one(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("error elsewhere")
        assert wishes.ana.modal.errors == {"wish": "That is no wish. Wish again."}

    def test_a_bug_is_owned_up_to_below_a_field_and_nothing_typed_is_lost(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("bug")
        assert "Something went wrong on our side" in wishes.ana.modal.errors["wish"]
        assert wishes.ana.modal.values["wish"]["wish"]["value"] == "bug"

    @pytest.mark.parametrize("wish, titles", [("next", ["Second"]), ("push", ["A wish", "Second"]), ("clear", [])])
    def test_leads_on_as_the_command_says(self, wishes: Wishes, wish: str, titles: list[str]) -> None:
        wishes.opens()
        wishes.wishes(wish)
        assert [modal.title for modal in wishes.slack.modals("ana")] == titles

    def test_a_public_answer_is_posted_where_the_command_says(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("public")
        said = wishes.slack.wait_for(lambda: wishes.slack.messages("payments"))
        assert said[-1].text == "Everybody is told."

    def test_a_whisper_where_we_are_not_comes_as_a_direct_message(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("whispered")
        (told,) = wishes.slack.wait_for(lambda: wishes.slack.direct_messages("ana"))
        assert told.text == "Only you are told."

    def test_what_takes_longer_says_so_and_shows_its_outcome_in_the_same_window(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("slow next")
        assert "Working on it" in wishes.ana.modal.shown
        wishes.shows("The next page.")

    def test_a_late_error_brings_the_form_back_as_it_was_filled_in(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("slow error")
        wishes.shows("That is no wish.")
        assert wishes.ana.modal.values["wish"]["wish"]["value"] == "slow error"
        wishes.wishes("a pony")
        assert wishes.slack.modal("ana") is None

    def test_what_is_delivered_twice_is_done_once(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.wishes("a pony")
        again = wishes.slack.deliveries[-1].payload
        assert wishes.sends.click(again).status == 200
        wishes.slack.wait_for(lambda: wishes.slack.direct_messages("ana"))
        assert len(wishes.heard.submitted) == 1

    def test_a_form_that_nobody_knows_any_more_says_so(self, wishes: Wishes) -> None:
        wishes.opens()
        old = {**wishes.ana.modal.current.view, "callback_id": "gone"}
        wishes.ana.modal.current.view = old
        wishes.ana.modal.submit()
        assert "older version of me" in wishes.ana.modal.shown


class TestInTheForm:
    def test_a_press_redraws_it_with_its_hash_and_keeps_what_was_typed(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.ana.modal.fill("Wish", "a pony")
        before = wishes.ana.modal.current.hash
        wishes.ana.modal.press("Again")
        wishes.shows("Again 1")
        assert wishes.slack.calls("views.update")[-1].arguments["hash"] == before
        assert wishes.ana.modal.values["wish"]["wish"]["value"] == "a pony"
        (press,) = wishes.heard.pressed
        assert (press.values["wish"]["wish"]["value"], press.metadata, press.callback_id) == (
            "a pony",
            "m1",
            "wish.form",
        )

    def test_the_newest_press_wins_where_the_form_changed_meanwhile(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.slack.fail("views.update", "hash_conflict")
        wishes.ana.modal.press("Again")
        wishes.shows("Again 1")
        assert "hash" not in wishes.slack.calls("views.update")[-1].arguments

    def test_a_press_may_put_another_window_before_it(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.ana.modal.press("More")
        wishes.shows("More of it.")
        wishes.ana.modal.close()
        assert wishes.ana.modal.title == "A wish"

    def test_an_answer_may_take_its_place(self, wishes: Wishes) -> None:
        wishes.opens()
        wishes.ana.modal.press("Replace")
        wishes.shows("Nothing is left of it.")

    def test_leaving_is_heard_once(self, wishes: Wishes) -> None:
        wishes.opens()
        delivery = wishes.ana.modal.close()
        assert delivery is not None
        assert delivery.acked
        wishes.sends.click(delivery.payload)
        (closing,) = wishes.heard.closed
        assert (closing.callback_id, closing.all_at_once) == ("wish.form", False)


class TestSearching:
    def test_offers_at_most_a_hundred_and_hears_what_is_chosen(self, wishes: Wishes) -> None:
        wishes.opens()
        assert len(wishes.ana.modal.type_ahead("Thing", "th")) == 100
        wishes.ana.modal.fill("Thing", "Thing 7")
        wishes.shows("Again 1")
        assert wishes.heard.pressed[0].value == "t7"
        assert wishes.heard.typed[0].action_id == MENU
        assert wishes.slack.calls("options")[0].ok

    def test_options_stand_in_groups_where_some_have_one(self, wishes: Wishes) -> None:
        wishes.opens()
        groups = wishes.ana.modal.type_ahead("Thing", "groups")
        assert [(group["label"]["text"], len(group["options"])) for group in groups] == [("Yours", 2), ("Others", 98)]

    def test_what_comes_late_is_left_out(self, wishes: Wishes) -> None:
        wishes.opens()
        assert wishes.ana.modal.type_ahead("Thing", "slow") == []
        assert wishes.slack.calls("options")[-1].ok
