"""Slack's channels are listed once an hour by one replica, and every replica knows what that one was told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.channel_listing import NAME, ChannelListing
from bot.outsiders import Outsiders
from bot.sender.calls import Payload
from bot.ticking import channel_ticks
from bot.workers import HandedOverError, Job
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.channel_names import ListedChannels
from catalog_store.slack.shared_channels import SharedChannels
from tests.bot.test_outsiders import Lists

THEIRS: tuple[Payload, ...] = ({"id": "C1", "is_ext_shared": True}, {"id": "C2"})


class Replica:
    """What one process has of it."""

    def __init__(self, database: Database, slack: Lists) -> None:
        self.outsiders = Outsiders(SharedChannels(database), clock=lambda: datetime.now(UTC))
        self.listing = ChannelListing(JobQueue(database), job_queue="callboard-answers")
        self.task = self.listing.task(self.outsiders, slack, ListedChannels(database))

    def does_it(self, *, is_to_end: bool = False) -> None:
        self.task.work(Job({}, lambda: is_to_end))


def waiting(database: Database) -> list[datetime | None]:
    """When the listings that wait are due; None: now."""
    asked = text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo'")
    with database.reading() as connection:
        return list(connection.execute(asked, {"name": NAME}).scalars())


def takes_one(database: Database) -> None:
    """Some process takes what is due from the queue."""
    with database.changing() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = :name"), {"name": NAME})


def test_each_of_three_replicas_looks_and_one_listing_waits(database: Database) -> None:
    for _ in range(3):
        Replica(database, Lists(*THEIRS)).listing.put_in()

    assert waiting(database) == [None]


def test_what_one_was_told_all_know_and_the_next_listing_is_an_hour_later(database: Database) -> None:
    here, there = Replica(database, Lists(*THEIRS)), Replica(database, Lists(*THEIRS))
    here.listing.put_in()
    takes_one(database)
    before = datetime.now(UTC)
    here.does_it()
    there.listing.put_in()
    there.outsiders.follow()

    assert [there.outsiders.is_shared(channel) for channel in ("C1", "C2")] == [True, False]
    [due_at] = waiting(database)
    assert due_at is not None
    assert timedelta(0) <= due_at - before - timedelta(hours=1) < timedelta(minutes=1)


def test_one_that_slack_refuses_is_tried_again_in_an_hour(database: Database) -> None:
    Replica(database, Lists(refuses=True)).does_it()

    assert len(waiting(database)) == 1


def test_whoever_ends_hands_it_over(database: Database) -> None:
    with pytest.raises(HandedOverError):
        Replica(database, Lists(*THEIRS)).does_it(is_to_end=True)


def test_no_replica_lists_them_in_a_tick_of_its_own(database: Database) -> None:
    class Ready:
        def wait(self) -> bool:
            return True

        def is_ready(self) -> bool:
            return True

    class NoSender:
        """Ticks have nothing to ask Slack with."""

        outsiders = Outsiders(SharedChannels(database), clock=lambda: datetime.now(UTC))

    for tick in channel_ticks(NoSender(), JobQueue(database), Ready()):  # type: ignore[arg-type]  # all they are given
        tick.work()

    assert waiting(database) == [None]


def test_what_channels_are_called_is_kept_for_those_who_do_not_ask_slack(database: Database) -> None:
    Replica(database, Lists({"id": "C1", "name": "payments"}, {"id": "C2"})).does_it()

    assert ListedChannels(database).names() == {"C1": "payments"}
