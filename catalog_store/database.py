"""How the catalog reaches Postgres: one engine with a bounded pool, and migrations under a lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from catalog_store.errors import DatabaseAwayError, SchemaOutdatedError
from catalog_store.tables import metadata

#: Any number will do, as long as every Callboard takes the same.
_MIGRATION_LOCK = 0x0CA11B0A


class Database:
    """A Postgres database. Cheap to make: nothing connects before the first question."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """`url` as Postgres' own tools take it, `postgresql://…`. `pool_size` connections at most."""
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.engine: Engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=2.0,
            pool_pre_ping=False,
            connect_args={"connect_timeout": 3, "application_name": "callboard"},
        )
        # Reads run outside transactions: one round trip each, and nothing to roll back when they are done.
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with _translated(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction: all of it happens, or nothing.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with _translated(), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def migrate(self) -> None:
        """Bring the tables to this program's version; several programs may try at once.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        script = _script()

        def upgrade(revision: object, _context: MigrationContext) -> object:
            return script._upgrade_revs("head", revision)  # type: ignore[arg-type]  # noqa: SLF001  # Alembic's own commands do the same

        with _translated(), self.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
            try:
                with EnvironmentContext(_config(), script, fn=upgrade) as environment:
                    environment.configure(
                        connection=connection, target_metadata=metadata, transaction_per_migration=True
                    )
                    environment.run_migrations()
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK})
                connection.commit()

    def check_version(self) -> None:
        """Make sure that the tables are of this program's version.

        Raises:
            SchemaOutdatedError: they are not.
            DatabaseAwayError: Postgres does not answer.
        """
        with self.reading() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        expected = _script().get_current_head()
        if found != expected:
            raise SchemaOutdatedError(found, expected or "none")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        raise DatabaseAwayError(_first_line(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAwayError(_first_line(error)) from error
        raise


def _first_line(error: OperationalError | PoolTimeoutError | DBAPIError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error) else error
    return (str(cause).strip().splitlines() or ["no reason given"])[0]
