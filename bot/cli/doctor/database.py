"""Whether the catalog's database is there, of the right version, and lets us write."""

from collections.abc import Iterator

from bot import wiring
from bot.cli.doctor.finding import Finding, fault, note, ok
from bot.settings import Settings
from catalog_store.database import OLDEST_SERVER, Database
from catalog_store.errors import CatalogError, SchemaOutdatedError
from catalog_store.store import Catalog


def examine(settings: Settings) -> Iterator[Finding]:
    """The database of DATABASE_URL, or the embedded server, which is started for it."""
    whose = "of DATABASE_URL" if settings.database_url else f"of Callboard's own, in {settings.home},"
    try:
        with wiring.connect(settings) as database:
            yield from _examine(database, whose)
    except CatalogError as error:
        yield fault(str(error))


def _examine(database: Database, whose: str) -> Iterator[Finding]:
    condition = database.condition()
    version = condition.server_version.partition(" ")[0]  # without the distribution's own
    yield ok(f"The database {whose} answers (PostgreSQL {version}).")
    if condition.server_number < OLDEST_SERVER * 10_000:
        yield fault(f"PostgreSQL {version} is too old.", f"Use {OLDEST_SERVER} or newer.")
    if not condition.is_writable:
        yield fault(
            "The database lets this user only read.",
            "Name the primary server and a user who may create and change tables.",
        )
    yield from _examine_tables(database)


def _examine_tables(database: Database) -> Iterator[Finding]:
    try:
        database.check_version()
    except SchemaOutdatedError:
        yield note("Its tables are missing or older than this program; `serve` and `ingest` bring them up to date.")
        return
    if Catalog(database).is_empty():
        yield note("The catalog is empty. `callboard ingest` fills it.")
    else:
        yield ok("Its tables are up to date, and the catalog holds something.")
