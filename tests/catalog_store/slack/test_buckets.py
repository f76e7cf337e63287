"""Slack's limits, shared by all replicas: each of these takers could be a process of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from catalog_store.database import Database
from catalog_store.slack.buckets import Buckets, Limit

CHANNEL = Limit("chat.postMessage:C1", spacing=1.0)
METHOD = Limit("chat.postMessage", spacing=0.2, slack=0.4)


@pytest.fixture
def buckets(database: Database) -> Buckets:
    return Buckets(database)


def test_a_channel_takes_one_message_a_second(buckets: Buckets) -> None:
    assert buckets.take([CHANNEL]) == 0
    assert 0.8 < buckets.take([CHANNEL]) <= 1.0


def test_some_may_go_at_once_and_then_each_waits_for_its_turn(buckets: Buckets) -> None:
    taken = [buckets.take([METHOD]) for _ in range(4)]
    assert taken[:3] == [0, 0, 0]
    assert 0 < taken[3] <= 0.2


def test_what_one_limit_refuses_is_not_counted_by_another(buckets: Buckets) -> None:
    buckets.take([CHANNEL])
    for _ in range(5):
        assert buckets.take([CHANNEL, METHOD]) > 0
    assert [buckets.take([METHOD]) for _ in range(3)] == [0, 0, 0]


def test_of_many_at_once_only_as_many_go_as_may(buckets: Buckets) -> None:
    with ThreadPoolExecutor(8) as replicas:
        waits = list(replicas.map(lambda _: buckets.take([METHOD, CHANNEL]), range(40)))
    assert waits.count(0) == 1


def test_when_slack_asks_one_to_wait_all_wait(buckets: Buckets, database: Database) -> None:
    buckets.pause("chat.postMessage", seconds=30)
    buckets.pause("chat.postMessage", seconds=1)
    assert 29 < Buckets(database).take([METHOD]) <= 30


def test_what_nobody_used_for_long_is_forgotten(buckets: Buckets) -> None:
    buckets.take([METHOD, CHANNEL])
    assert buckets.forget(before=datetime.now(UTC)) == 0
    assert buckets.forget(before=datetime.now(UTC) + timedelta(minutes=1)) == 2
