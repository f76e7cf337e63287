"""The history of deployments."""

from dataclasses import replace
from datetime import datetime, timedelta

from catalog_store.database import Database
from catalog_store.deployments import Deployments
from catalog_store.operations import Deployment, DeploymentOutcome
from catalog_store.refs import EntityRef
from tests.support.catalog import entity, put

PAYMENTS = EntityRef.of("component", "payments-api")


def deployment(key: str, at: datetime, **parts: str) -> Deployment:
    return Deployment("kubernetes", key, "production", at, DeploymentOutcome.RUNNING, version="2.31.0", **parts)


def test_tells_the_last_ones_the_newest_first(database: Database, now: datetime) -> None:
    put(database, entity("Component", "payments-api"))
    store = Deployments(database)

    store.save({PAYMENTS: [deployment(str(day), now - timedelta(days=day)) for day in range(8)]}, now=now)

    assert [each.key for each in store.recent([PAYMENTS], limit=3)[PAYMENTS]] == ["0", "1", "2"]


def test_learns_how_one_that_it_knows_ended(database: Database, now: datetime) -> None:
    put(database, entity("Component", "payments-api"))
    store, begun = Deployments(database), deployment("1", now, by="Ana", what="Add retries")
    store.save({PAYMENTS: [begun]}, now=now)
    ended = replace(begun, outcome=DeploymentOutcome.SUCCEEDED)

    assert store.save({PAYMENTS: [ended, ended]}, now=now) == 1
    assert store.save({PAYMENTS: [ended]}, now=now) == 0
    assert store.recent([PAYMENTS])[PAYMENTS] == (ended,)


def test_keeps_nothing_of_what_the_catalog_does_not_have(database: Database, now: datetime) -> None:
    store = Deployments(database)

    assert store.save({PAYMENTS: [deployment("1", now)]}, now=now) == 0
    assert store.recent([PAYMENTS]) == {PAYMENTS: ()}


def test_odd_texts_are_kept_as_far_as_they_can_be(database: Database, now: datetime) -> None:
    put(database, entity("Component", "payments-api"))
    store = Deployments(database)

    store.save({PAYMENTS: [deployment("1", now, what="a\0b" + "x" * 900)]}, now=now)

    assert store.recent([PAYMENTS])[PAYMENTS][0].what.startswith("abxx")


def test_forgets_what_is_old(database: Database, now: datetime) -> None:
    put(database, entity("Component", "payments-api"))
    store = Deployments(database)
    store.save({PAYMENTS: [deployment("1", now - timedelta(days=400)), deployment("2", now)]}, now=now)

    assert store.forget(before=now - timedelta(days=365)) == 1
    assert [each.key for each in store.recent([PAYMENTS])[PAYMENTS]] == ["2"]
