"""The one place where real things are plugged together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.settings import Settings
from catalog_store.answers import RecentAnswers
from catalog_store.claims import Claims
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.embedded import EmbeddedPostgres
from catalog_store.names import NameIndex
from catalog_store.resolver import Resolver
from catalog_store.store import Catalog
from catalog_store.sync import Ingestion
from commands.services import People, Services

#: Connections to Postgres: one for each of the listeners that may ask at once, and a few for work in the background.
LISTENER_THREADS = 16
DATABASE_CONNECTIONS = LISTENER_THREADS + 4


@contextmanager
def open_database(settings: Settings, *, migrate: bool = True) -> Iterator[Database]:
    """The configured database, or an embedded server's for as long as the block lasts.

    Raises:
        CatalogError: there is none, or it is of another version and was not to be migrated.
    """
    if settings.database_url:
        yield from _connected(settings.database_url.get_secret_value(), migrate=migrate)
        return
    with EmbeddedPostgres(settings.home) as url:
        yield from _connected(url, migrate=migrate)


def _connected(url: str, *, migrate: bool) -> Iterator[Database]:
    database = Database(url, pool_size=DATABASE_CONNECTIONS)
    try:
        if migrate:
            database.migrate()
        else:
            database.check_version()
        yield database
    finally:
        database.close()


def places(settings: Settings) -> Places:
    """The reader of files and addresses."""
    return Places(WebPages(settings.readable_hosts))


def ingestion(settings: Settings, database: Database) -> Ingestion:
    """What brings the catalog in line with its sources."""
    return Ingestion(database, places(settings), kinds=BUILT_IN, clock=now)


def services(settings: Settings, database: Database, people: People) -> Services:
    """All that the commands may ask for."""
    return Services(
        catalog=Catalog(database),
        resolver=Resolver(database, NameIndex(database)),
        claims=Claims(database),
        answers=RecentAnswers(database),
        people=people,
        clock=now,
        platform_channel=settings.platform_channel,
        command_names=tuple(settings.commands.values()),
    )


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)
