"""How long judging takes, whole and after changes, and building the digests of all teams."""

import os
from collections.abc import Iterator
from dataclasses import replace

from bot import wiring
from bot.reports.delivering import Delivering
from bot.reports.scorecard_digest import REPORT
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.reports.calendar import Times, Usual
from catalog_store.scorecards import DEFAULT, Scorecard
from catalog_store.standings.judging import Judging
from catalog_store.sync import Ingestion
from tests.benchmarks.company import component, team
from tests.benchmarks.harness import Figure, resident_megabytes, seconds
from tests.commands.conftest import services_on
from tests.support.databases import copied_database

_THINGS, _TEAMS, _CHECKS, _CHANGED = 10_000, 500, 100, 100


def figures(template: str) -> Iterator[Figure]:
    """A hundred checks over ten thousand things, and five hundred digests."""
    with copied_database(template) as url:
        database = Database(url)
        Ingestion(database, ManyTeams(), kinds=BUILT_IN, clock=wiring.now).run("file:/company")
        judging = Judging(database, _many_checks(), clock=wiring.now)
        name = f"{_CHECKS} checks over {_THINGS:,} things"
        yield Figure(f"{name}, everything", seconds(judging.keep_up), "s", 20.0)
        _change(database)
        yield Figure(f"{name}, after {_CHANGED} changes", 1000 * seconds(judging.keep_up), "ms", 500.0)
        yield Figure(
            f"digests of {_TEAMS} teams, claimed, built and left to be sent", _digests(database, judging), "s", 30.0
        )
        yield Figure("memory afterwards, all of it together", resident_megabytes(os.getpid()), "MB")
        database.close()


class ManyTeams:
    """The company with five hundred teams."""

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        for number in range(_TEAMS):
            yield SourceFile(f"{location}/team-{number}.yaml", team(number).encode())
        for number in range(_THINGS):
            body = component(number).replace(f"owner: team-{number % 200}\n", f"owner: team-{number % _TEAMS}\n")
            yield SourceFile(f"{location}/{number}.yaml", body.encode())

    def fetch(self, location: str) -> bytes:
        raise UnreadableError(location, "there is no such file")


def _many_checks() -> Scorecard:
    """The built-in ones again and again, under names of their own."""
    many = [replace(check, id=f"{check.id}-{number}") for number in range(4) for check in DEFAULT.checks]
    return Scorecard(DEFAULT.levels, tuple(many[:_CHECKS]))


def _digests(database: Database, judging: Judging) -> float:
    now = wiring.now()
    services = replace(
        services_on(database),
        clock=wiring.now,
        judging=judging,
        platform_channel="C0PLATFORM",
        report_usual=Usual(Times(now.weekday(), 0)),
    )
    delivering = Delivering(services, reports=(REPORT,))

    def deliver() -> None:
        for delivery in delivering.claim():
            delivering.build(delivery.id)

    return seconds(deliver)


def _change(database: Database) -> None:
    """New words in the files of some things, as a sync leaves them."""
    statement = (
        "UPDATE entities SET document = jsonb_set(document, '{metadata,description}', '\"Other words\"'),"
        " change = nextval('change_seq')"
        " WHERE id IN (SELECT id FROM entities WHERE kind = 'component' ORDER BY id LIMIT 100)"
    )
    with database.changing() as connection:
        connection.exec_driver_sql(statement)
