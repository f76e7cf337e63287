"""Messages that keep themselves current."""

from datetime import datetime, timedelta

import pytest

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.slack.live_messages import LiveMessages

REFS = (EntityRef.of("component", "payments-api"),)


@pytest.fixture
def messages(database: Database, now: datetime) -> LiveMessages:
    found = LiveMessages(database)
    found.begin("C1", "1.1", thread_ts="1.0", refs=REFS, now=now, until=now + timedelta(hours=1))
    return found


def test_one_is_found_where_it_stands(messages: LiveMessages, now: datetime) -> None:
    found = messages.find("C1", "1.1")

    assert found
    assert (found.refs, found.thread_ts, found.until) == (REFS, "1.0", now + timedelta(hours=1))
    assert messages.running() == (found,)
    assert messages.find("C1", "9.9") is None


def test_it_remembers_what_it_shows_and_what_changed(messages: LiveMessages, now: datetime) -> None:
    [message] = messages.running()

    assert messages.note_drawn(message, now=now, shown={"component:default/payments-api": "well"}, changes=[(now, "x")])

    [drawn] = messages.running()
    assert drawn.shown == {"component:default/payments-api": "well"}
    assert drawn.changes == ((now, "x"),)


def test_one_that_was_stopped_is_drawn_no_more(messages: LiveMessages, now: datetime) -> None:
    [message] = messages.running()

    assert messages.stop("C1", "1.1", now=now, by="U1")
    assert not messages.stop("C1", "1.1", now=now, by="U2")
    assert not messages.note_drawn(message, now=now, shown={}, changes=[])
    assert messages.running() == ()


def test_is_forgotten_when_it_is_over(messages: LiveMessages, now: datetime) -> None:
    assert messages.forget(before=now + timedelta(hours=2)) == 1
