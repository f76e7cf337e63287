"""Channels in which changes of state are announced."""

from datetime import datetime, timedelta

import pytest

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.slack.announcements import Announcement, Announcements
from catalog_store.slack.bindings import Place
from tests.support.catalog import entity, put

PAYMENTS = EntityRef.of("component", "payments-api")
LEDGER = EntityRef.of("component", "ledger")
PLACE = Place("T1", "C1")


@pytest.fixture
def store(database: Database, now: datetime) -> Announcements:
    put(database, entity("Component", "payments-api"), entity("Component", "ledger"))
    found = Announcements(database)
    assert found.turn_on(PLACE, PAYMENTS, by="U1", at=now)
    return found


def the_one(store: Announcements) -> Announcement:
    found = store.find(PLACE)
    assert found is not None
    return found


def test_a_channel_is_told_of_what_was_chosen_there(store: Announcements, now: datetime) -> None:
    found = the_one(store)

    assert (found.known.ref, found.by, found.at, dict(found.states)) == (PAYMENTS, "U1", now, {})
    assert store.get(found.id) == found
    assert store.find(Place("T1", "C2")) is None


def test_nothing_is_told_of_what_the_catalog_does_not_know(store: Announcements, now: datetime) -> None:
    assert not store.turn_on(Place("T1", "C2"), EntityRef.of("component", "gone"), by="U1", at=now)
    assert store.find(Place("T1", "C2")) is None


def test_of_two_looks_at_the_same_time_one_counts(store: Announcements, now: datetime) -> None:
    found = the_one(store)

    assert store.note(found, now=now, states={str(PAYMENTS): {"said": "down"}}, unsaid={"text": "x"})
    assert not store.note(found, now=now, states={}, unsaid={"text": "y"})
    assert the_one(store).unsaid == {"text": "x"}


def test_what_is_to_be_said_goes_out_before_anybody_notes_more(store: Announcements, now: datetime) -> None:
    store.note(the_one(store), now=now, states={}, unsaid={"text": "x"})
    found = the_one(store)

    assert store.due(before=now - timedelta(hours=1)) == (found.id,)
    assert not store.note(found, now=now, states={})
    store.said(found)
    assert store.note(found, now=now, states={})


def test_another_thing_takes_the_place_of_the_first_and_is_seen_anew(store: Announcements, now: datetime) -> None:
    store.note(the_one(store), now=now, states={str(PAYMENTS): {"said": "down"}})
    before = the_one(store)

    assert store.turn_on(PLACE, LEDGER, by="U2", at=now)

    assert (the_one(store).known.ref, dict(the_one(store).states)) == (LEDGER, {})
    assert not store.note(before, now=now, states={"late": "look"})


def test_one_is_due_when_nobody_looked_for_a_while(store: Announcements, now: datetime) -> None:
    found = the_one(store)

    assert store.due(before=now) == (found.id,)
    store.note(found, now=now, states={})
    assert store.due(before=now) == ()
    assert store.due(before=now + timedelta(seconds=1)) == (found.id,)


def test_a_channel_can_be_told_nothing_again(store: Announcements) -> None:
    assert store.turn_off(PLACE)
    assert not store.turn_off(PLACE)
    assert store.find(PLACE) is None
