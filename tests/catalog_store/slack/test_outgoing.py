"""Messages that outlive a process: who has them in hand, and what becomes of them when it dies."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.slack.outgoing import MOST_ANSWERS, Backlog, Claimed, Letter, Outgoing, TooManyAnswersError
from catalog_store.slack.seen import SeenEvents

LETTER = Letter("chat.postMessage", {"channel": "C1", "text": "Owned by payments."}, ("C1",), 0)
ELSEWHERE = Letter("chat.postMessage", {"channel": "C2", "text": "Owned by payments."}, ("C2",), 0)


@pytest.fixture
def ours(database: Database) -> Outgoing:
    return Outgoing(database, replica="ours")


@pytest.fixture
def theirs(database: Database) -> Outgoing:
    return Outgoing(database, replica="theirs")


def kept(store: Outgoing, key: str = "event:Ev1", letter: Letter = LETTER) -> Claimed:
    claimed = store.keep(letter, keys=[key], asker="T1:C1:U1")
    assert claimed is not None
    return claimed


def dies(database: Database, replica: str = "ours") -> None:
    """As if the replica had not renewed its claims for long."""
    with database.changing() as connection:
        values = {"replica": replica}
        connection.execute(
            text("UPDATE outgoing SET claimed_until = now() - interval '1 s' WHERE claimed_by = :replica"), values
        )


def test_an_event_is_seen_and_its_answer_kept_or_neither(database: Database, ours: Outgoing, theirs: Outgoing) -> None:
    kept(ours)
    assert SeenEvents(database).knows("event:Ev1", "another")
    assert theirs.keep(LETTER, keys=["event:Ev1", "another"], asker="T1:C1:U1") is None
    assert ours.backlog().waiting == 1


def test_what_is_in_one_replica_s_hands_is_not_in_another_s(ours: Outgoing, theirs: Outgoing) -> None:
    kept(ours)
    assert theirs.claim(limit=10) == ()


def test_the_answers_of_a_dead_replica_are_sent_by_another(
    database: Database, ours: Outgoing, theirs: Outgoing
) -> None:
    before = kept(ours)
    dies(database)
    [(claimed, letter, _)] = theirs.claim(limit=10)
    assert letter == LETTER
    assert theirs.begin(claimed)
    theirs.settle(claimed, outcome="sent", ts="1.1")
    assert not ours.begin(before)


def test_a_replica_that_was_only_asleep_finds_its_answer_taken(
    database: Database, ours: Outgoing, theirs: Outgoing
) -> None:
    asleep = kept(ours)
    dies(database)
    theirs.claim(limit=10)
    assert not ours.begin(asleep)


def test_what_was_being_sent_when_its_replica_died_is_not_sent_again(
    database: Database, ours: Outgoing, theirs: Outgoing
) -> None:
    claimed = kept(ours)
    ours.begin(claimed)
    dies(database)
    assert theirs.claim(limit=10) == ()
    assert [doubt.id for doubt in theirs.doubt()] == [claimed.id]
    assert theirs.backlog().unsure == 1


def test_what_slack_has_refused_for_now_is_not_in_doubt(database: Database, ours: Outgoing, theirs: Outgoing) -> None:
    claimed = kept(ours)
    ours.begin(claimed)
    ours.postpone(claimed)
    dies(database)
    assert theirs.doubt() == ()
    assert len(theirs.claim(limit=10)) == 1


def test_a_replica_that_stops_hands_over_at_once(ours: Outgoing, theirs: Outgoing) -> None:
    claimed = kept(ours)
    ours.postpone(claimed, release=True)
    ours.renew([claimed.id])
    assert len(theirs.claim(limit=10)) == 1


def test_who_lives_keeps_what_is_in_hand(database: Database, ours: Outgoing, theirs: Outgoing) -> None:
    claimed = kept(ours)
    dies(database)
    ours.renew([claimed.id])
    assert theirs.claim(limit=10) == ()


def test_what_nobody_has_in_hand_is_not_renewed(database: Database, ours: Outgoing, theirs: Outgoing) -> None:
    """As after a failover, which brings back what was settled a moment before."""
    claimed, forgotten = kept(ours), kept(ours, "event:Ev2")
    dies(database)
    ours.renew([claimed.id])
    assert theirs.claim(limit=10) == ()
    ours.settle(claimed, outcome="sent")
    assert [each.id for each, _, _ in theirs.claim(limit=10)] == [forgotten.id]


def test_a_number_that_was_given_again_is_not_taken_for_ours(ours: Outgoing, theirs: Outgoing) -> None:
    claimed = kept(theirs)
    assert not ours.begin(claimed)
    ours.settle(claimed, outcome="sent", ts="1.1")
    assert theirs.begin(claimed)


def test_a_channel_keeps_its_order_and_people_go_first(ours: Outgoing, theirs: Outgoing) -> None:
    report = Letter("chat.postMessage", {"channel": "C1", "text": "report"}, ("C1",), 1)
    ours.leave(report)
    second = ours.leave(report)
    ours.leave(ELSEWHERE)
    claimed = ours.claim(limit=10)
    assert [letter.lane for _, letter, _ in claimed] == [("C2",), ("C1",)]
    assert theirs.claim(limit=10) == ()
    ours.settle(claimed[1][0], outcome="sent")
    [(next_one, _, _)] = theirs.claim(limit=10)
    assert next_one.id == second


def test_what_is_not_due_yet_waits(ours: Outgoing) -> None:
    ours.leave(LETTER, due_at=datetime.now(UTC) + timedelta(hours=1))
    assert ours.claim(limit=10) == ()


def test_two_programs_that_answer_each_other_are_stopped(ours: Outgoing) -> None:
    for number in range(MOST_ANSWERS):
        kept(ours, f"event:Ev{number}")
    with pytest.raises(TooManyAnswersError):
        ours.keep(LETTER, keys=["event:one-more"], asker="T1:C1:U1")
    assert ours.keep(LETTER, keys=["event:other"], asker="T1:C1:U2") is not None


def test_people_are_told_once(ours: Outgoing, theirs: Outgoing) -> None:
    assert ours.tell_once("lost-channel:C1")
    assert not theirs.tell_once("lost-channel:C1")


def test_what_is_settled_is_empty_and_soon_forgotten(database: Database, ours: Outgoing) -> None:
    ours.settle(kept(ours), outcome="sent", ts="1.1")
    with database.reading() as connection:
        assert connection.execute(text("SELECT payload, ts FROM outgoing")).one() == ({}, "1.1")
    assert ours.backlog() == Backlog(0, 0.0, 0)
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert ours.forget(before=later, notices_before=later) == 1
