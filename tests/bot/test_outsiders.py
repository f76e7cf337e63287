"""Slack Connect: where another company reads along, and to its people, nothing internal is told."""

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from bot.identity import Identity
from bot.outsiders import SENTENCE, Outsiders
from bot.sender import Sender
from bot.sender.calls import Delivered, Payload, UndeliveredError, Urgency
from bot.sender.door import web_client
from catalog_store.database import Database
from catalog_store.slack.shared_channels import SharedChannels
from commands.ask import Answer
from tests.support.slack_api import SlackApi
from tests.support.slack_side import SlackSide

US = Identity("UBOT", "BBOT", "T1")
SHARE = {"action_id": "ask", "value": "owner payments-api"}


def share(side: SlackSide) -> None:
    side.event({"type": "channel_shared", "channel": "C1", "connected_team_id": "T2", "ts": None})


class TestInASharedChannel:
    def test_a_command_gets_one_polite_sentence(self, side: SlackSide) -> None:
        share(side)
        assert side.slash("payments-api").json == {"response_type": "ephemeral", "text": SENTENCE}

    def test_a_mention_gets_it_for_the_writers_eyes_and_once(self, side: SlackSide) -> None:
        share(side)
        for _ in range(2):
            side.event(
                {"type": "app_mention", "channel": "C1", "text": "<@UBOT> owner payments-api", "ts": "1.7"},
                event_id="EvS",
            )
        (told,) = side.slack.heard("chat.postEphemeral")
        assert (told.payload["channel"], told.payload["user"], told.text) == ("C1", "U1", SENTENCE)
        assert side.slack.calls("chat.postMessage") == []

    def test_a_press_gets_it_and_changes_nothing(self, side: SlackSide) -> None:
        share(side)
        side.press(SHARE)
        assert side.slack.heard("response/1")[0].text == SENTENCE

    def test_direct_messages_are_answered_as_ever(self, side: SlackSide) -> None:
        share(side)
        side.direct("owner payments-api")
        assert "owned by Payments" in side.slack.heard("chat.postMessage")[0].text

    def test_when_it_is_shared_no_more_all_is_as_before(self, side: SlackSide) -> None:
        share(side)
        side.event({"type": "channel_unshared", "channel": "C1", "is_ext_shared": False, "ts": None})
        assert "owned by Payments" in side.slash("payments-api").json["text"]


class TestPeopleOfAnotherWorkspace:
    def test_their_mentions_get_the_sentence(self, side: SlackSide) -> None:
        side.mention("owner payments-api", user_team="T2")
        assert side.slack.heard("chat.postEphemeral")[0].text == SENTENCE

    def test_so_do_their_direct_messages(self, side: SlackSide) -> None:
        side.direct("owner payments-api", team="T2")
        assert side.slack.heard("chat.postEphemeral")[0].text == SENTENCE

    def test_other_workspaces_of_the_same_organisation_are_ours(self, database: Database) -> None:
        outsiders = made(database)
        us = Identity("UBOT", "BBOT", "T1", "E1")
        ours = {"user": {"id": "U1", "team_id": "T7", "enterprise_id": "E1"}}
        theirs = {"user": {"id": "U1", "team_id": "T7", "enterprise_id": "E2"}}
        assert (outsiders.are_in(ours, us), outsiders.are_in(theirs, us)) == (False, True)

    def test_a_command_from_a_workspace_of_no_organisation_is_not_from_ours(self, database: Database) -> None:
        us = Identity("UBOT", "BBOT", "T1", "E1")
        sent = {"command": "/owner", "text": "payments-api", "user_id": "U7", "team_id": "T7", "channel_id": "C7"}
        assert made(database).are_in(sent, us)
        assert not made(database).are_in({**sent, "enterprise_id": "E1"}, us)
        assert not made(database).are_in({**sent, "team_id": "T1"}, us)


def made(database: Database) -> Outsiders:
    return Outsiders(SharedChannels(database), clock=lambda: datetime.now(UTC))


class Lists:
    """A Slack that lists these channels, one a page."""

    def __init__(self, *channels: Payload, refuses: bool = False, ends: bool = False) -> None:
        self._channels = channels
        self._refuses = refuses
        self._ends = ends

    def ask(self, method: str, payload: Payload, *, urgency: Urgency = Urgency.WAITING) -> Delivered:
        assert (method, urgency) == ("conversations.list", Urgency.BACKGROUND)
        reply: Delivered = Future()
        number = int(payload.get("cursor") or 0)
        following = str(number + 1) if number + 1 < len(self._channels) else ""
        if self._ends:
            reply.cancel()
        elif self._refuses:
            reply.set_exception(UndeliveredError(method, "missing_scope"))
        else:
            reply.set_result({"channels": [self._channels[number]], "response_metadata": {"next_cursor": following}})
        return reply


class TestWhatIsKnown:
    def test_what_slack_lists_is_known_to_every_replica(self, database: Database) -> None:
        here, there = made(database), made(database)
        here.read(Lists({"id": "C1", "is_ext_shared": True}, {"id": "C2"}, {"id": "C3", "is_pending_ext_shared": True}))
        there.follow()
        for outsiders in (here, there):
            assert [outsiders.is_shared(channel) for channel in ("C1", "C2", "C3")] == [True, False, True]

    def test_what_a_message_tells_counts_at_once_and_soon_everywhere(self, database: Database) -> None:
        here, there = made(database), made(database)
        event = {"type": "event_callback", "is_ext_shared_channel": True, "event": {"channel": "C9"}}
        assert here.are_in(event, US)
        assert here.is_shared("C9")
        here.follow()
        there.follow()
        assert there.is_shared("C9")
        assert there.are_in({"command": "/owner", "channel_id": "C9", "team_id": "T1"}, US)

    def test_what_is_shared_no_more_is_forgotten_everywhere(self, database: Database) -> None:
        here, there = made(database), made(database)
        here.learn("C1", is_shared=True)
        here.follow()
        there.follow()
        there.read(Lists({"id": "C1", "is_ext_shared": False}))
        here.follow()
        assert not here.is_shared("C1")

    @pytest.mark.parametrize("refusing", [Lists(refuses=True), Lists(ends=True)], ids=["refused", "ended"])
    def test_a_list_that_does_not_come_changes_nothing_and_what_was_told_is_kept(
        self, database: Database, refusing: Lists
    ) -> None:
        here, there = made(database), made(database)
        here.learn("C1", is_shared=True)
        here.read(refusing)
        there.follow()
        assert here.is_shared("C1")
        assert there.is_shared("C1")


@pytest.fixture
def careful(slack: SlackApi) -> Iterator[Sender]:
    """A sender that knows that C1 is shared."""
    sender = Sender(web_client("xoxb-1", slack.url), is_shared=lambda channel: channel == "C1")
    sender.start()
    yield sender
    sender.stop()


def test_nothing_is_posted_to_a_shared_channel_whoever_asks_for_it(slack: SlackApi, careful: Sender) -> None:
    answer = Answer("All is well.")
    for told in (careful.post("C1", answer), careful.update("C1", "1.1", answer)):
        with pytest.raises(UndeliveredError, match="shared_with_outsiders"):
            told.result(60)
    careful.post("C2", answer).result(60)
    assert [call.payload["channel"] for call in slack.calls("chat.postMessage")] == ["C2"]
    assert slack.calls("chat.update") == []
