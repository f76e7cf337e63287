"""How the catalog reaches Postgres: one engine with a bounded pool, and migrations under a lock."""

import select
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from catalog_store.errors import (
    DatabaseAwayError,
    DatabaseFullError,
    DatabaseRefusesError,
    InvalidDatabaseUrlError,
    SchemaOutdatedError,
    WrongEncodingError,
)
from catalog_store.schema_version import find_version, known_versions
from catalog_store.spans import span
from catalog_store.veil import NO_VEIL, Veil

#: The oldest version of Postgres that we are tested on.
OLDEST_SERVER = 14

#: Any number will do, as long as every Callboard takes the same.
_MIGRATION_LOCK = 0x0CA11B0A
_MIGRATION_WAIT = timedelta(minutes=10)

_LIMITS = text("SELECT set_config('statement_timeout', :statement, :local), set_config('lock_timeout', :lock, :local)")


#: A question that takes longer has lost its asker, and a change that waits longer for another is told so.
_STATEMENT_TIMEOUT = timedelta(seconds=30)
_LOCK_TIMEOUT = timedelta(seconds=10)

_CONNECTING = {
    "connect_timeout": 3,
    "application_name": "callboard",
    "client_encoding": "UTF8",
    # Notice within half a minute when a firewall has forgotten the connection, or the server's machine is gone.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

_CONDITION = text(
    """
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
        NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AND CASE
            WHEN to_regclass('entities') IS NULL THEN coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
            ELSE has_table_privilege('entities', 'INSERT, UPDATE, DELETE')
        END AS is_writable
    """
)
#: Postgres has heard us and will not: for want of a right, or because it is a copy that only follows another server.
_REFUSALS = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a server says of itself: its version in words and as the number that Postgres makes of it (150006 for 15.6)."""

    server_version: str
    server_number: int
    is_writable: bool


class Database:
    """A Postgres database. Cheap to make: nothing connects before the first question."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """`url` as Postgres' own tools take it, `postgresql://…`. `pool_size` connections at most.

        Raises:
            InvalidDatabaseUrlError: that is no address of a Postgres database.
        """
        self.url = _parsed(url)
        # Reads run outside transactions: one round trip each, and nothing to roll back when they are done.
        self.engine: Engine = create_engine(
            self.url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            # The connection that was in use last: its server process has all that it needs at hand.
            pool_use_lifo=True,
            pool_timeout=2.0,
            pool_reset_on_return=None,
            connect_args=_CONNECTING,
        )
        self._changing = self.engine.execution_options(isolation_level="READ COMMITTED")
        event.listen(self.engine, "connect", _limit_patience)
        event.listen(self.engine, "checkout", _refuse_closed)
        event.listen(self.engine, "checkin", self._close_late)
        event.listen(self.engine, "handle_error", _leave_follower)
        self._is_closed = False
        self.veil = NO_VEIL

    def through(self, veil: Veil) -> "Database":
        """The same as somebody sees it from whom something is hidden: no question finds that. Changes know no veil."""
        seen = copy(self)
        seen.veil = veil
        return seen

    @property
    def libpq_url(self) -> str:
        """The address for those who connect by themselves, password included."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def connections_in_use(self) -> int:
        """Of the pool's, at this moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; each is limited to half a minute.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with _translated(), self.engine.connect() as connection:
            if self.veil:
                event.listen(connection, "before_cursor_execute", self._ask_through, retval=True)
            yield connection

    def _ask_through(
        self, _connection: object, _cursor: object, question: str, values: object, _context: object, _many: object
    ) -> tuple[str, object]:
        asked = self.veil.over(question)
        return (question, values) if asked is question else (asked, self.veil.values(values))

    def ask(
        self, question: str, values: Mapping[str, object]
    ) -> list[Any]:  # Any: named tuples of the question's columns
        """The rows that answer a question in the driver's own words (`%(name)s`), in one round trip.

        For the questions that are asked all the time: SQLAlchemy would add half as much again to what they cost.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            DatabaseRefusesError: it only follows another server.
        """
        if self.veil:
            question, values = self.veil.over(question), self.veil.values(values)
        try:
            pooled = self.engine.raw_connection()
        except _NOT_ANSWERING as error:
            raise _away(error) from error
        try:
            driver: psycopg.Connection[Any] | None = pooled.driver_connection
            assert driver is not None
            cursor = driver.cursor(row_factory=namedtuple_row)
            with span("postgres"):
                return cursor.execute(question, values).fetchall()
        except psycopg.errors.ReadOnlySqlTransaction as error:
            pooled.invalidate(error)
            raise DatabaseRefusesError(_first_line(error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            pooled.invalidate(error)
            if _is_our_limit(error):
                raise
            raise _away(error) from error
        finally:
            pooled.close()

    @contextmanager
    def changing(self, *, patience: timedelta | None = None) -> Iterator[Connection]:
        """A transaction: all of it happens, or nothing. Large ones say how long they, and their waiting, may last.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with _translated(), self._changing.begin() as connection:
            if patience is not None:
                connection.execute(_LIMITS, _milliseconds(statement=patience, lock=patience, local=True))
            yield connection

    def condition(self) -> Condition:
        """Which server it is, and whether this user may change things there.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        with self.reading() as connection:
            row = connection.execute(_CONDITION).one()
        return Condition(row.version, row.number, row.is_writable)

    def close(self) -> None:
        """Give the connections back; those in use when they come back."""
        self._is_closed = True
        self.engine.dispose()

    def _close_late(self, _connection: object, record: ConnectionPoolEntry) -> None:
        if self._is_closed:
            record.invalidate()

    def migrate(self) -> None:
        """Bring the tables to this program's version; several programs may try at once.

        Raises:
            NewerSchemaError: they are of a version that this program does not know.
            DatabaseRefusesError: this user may not make or change tables there.
            WrongEncodingError: it cannot hold every word that people write.
            DatabaseAwayError: Postgres does not answer.
        """
        with self.reading() as connection:
            _require_unicode(connection)
            if find_version(connection) == known_versions()[-1]:
                return
        with _translated(), self._changing.connect() as connection:
            connection.detach()  # Its time limits change, so it is not given back.
            connection.execute(_LIMITS, _milliseconds(statement=_MIGRATION_WAIT, lock=_MIGRATION_WAIT, local=False))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
            find_version(connection)
            connection.commit()
            # Loaded by name and late: a bot whose tables are up to date never needs it.
            import_module("catalog_store.upgrading").upgrade(connection)
            # Closing the connection gives the lock back, as a crash would.

    def check_version(self) -> None:
        """Make sure that the tables are of this program's version.

        Raises:
            SchemaOutdatedError: they are older.
            NewerSchemaError: they are of a version that this program does not know.
            WrongEncodingError: the database cannot hold every word that people write.
            DatabaseAwayError: Postgres does not answer.
        """
        with self.reading() as connection:
            _require_unicode(connection)
            found = find_version(connection)
        expected = known_versions()[-1]
        if found != expected:
            raise SchemaOutdatedError(found, expected)


def _require_unicode(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    found = driver.info.parameter_status("server_encoding")  # told while connecting, so it costs no question
    if found not in {None, "UTF8"}:
        raise WrongEncodingError(found)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InvalidDatabaseUrlError from error
    if parsed.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise InvalidDatabaseUrlError
    return parsed.set(drivername="postgresql+psycopg")


def _milliseconds(*, statement: timedelta, lock: timedelta, local: bool) -> dict[str, object]:
    def number(duration: timedelta) -> str:
        return str(round(duration / timedelta(milliseconds=1)))

    return {"statement": number(statement), "lock": number(lock), "local": local}


def _limit_patience(connection: "psycopg.Connection[tuple[object, ...]]", _record: object) -> None:
    # Not as an option of connecting, which pooling proxies refuse.
    limits = _milliseconds(statement=_STATEMENT_TIMEOUT, lock=_LOCK_TIMEOUT, local=False)
    autocommit, connection.autocommit = connection.autocommit, True
    connection.execute(
        "SELECT set_config('statement_timeout', %(statement)s, false), set_config('lock_timeout', %(lock)s, false),"
        # A machine that vanishes in the middle of a change must not keep its locks until TCP gives up.
        " set_config('idle_in_transaction_session_timeout', '10min', false)",
        limits,
    )
    connection.autocommit = autocommit


def _refuse_closed(connection: "psycopg.Connection[tuple[object, ...]]", _record: object, _proxy: object) -> None:
    """Have the pool connect anew when the server has closed this connection while it lay idle.

    A closed connection has something to read: its end. So we know without a round trip.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if connection.closed or waiting.poll(0):
        raise InvalidatePoolError


def _leave_follower(context: ExceptionContext) -> None:
    """Have the pool connect anew when the server takes no changes: it was the primary once, and by now another one is."""
    if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        context.is_disconnect = True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        with span("postgres"):
            yield
    except _NOT_ANSWERING as error:
        if _is_our_limit(error):
            raise
        raise _away(error) from error
    except DBAPIError as error:
        if isinstance(error.orig, _REFUSALS):
            raise DatabaseRefusesError(_first_line(error)) from error
        if error.connection_invalidated:
            raise _away(error) from error
        raise


#: Postgres is away, or too busy for us. The driver's own error comes where it is asked directly, connecting included.
_NOT_ANSWERING = (OperationalError, PoolTimeoutError, psycopg.OperationalError)


def _is_our_limit(error: Exception) -> bool:
    """Postgres answers, and says that something is too large for it: no use to try again."""
    return isinstance(_cause(error), psycopg.errors.ProgramLimitExceeded)


def _away(error: Exception) -> DatabaseAwayError:
    is_full = isinstance(_cause(error), psycopg.errors.DiskFull)
    return (DatabaseFullError if is_full else DatabaseAwayError)(_first_line(error))


def _first_line(error: Exception) -> str:
    if isinstance(error, PoolTimeoutError):
        return "all connections to it are busy"
    lines = str(_cause(error)).strip().splitlines()
    return lines[0] if lines else "no reason given"


def _cause(error: Exception) -> BaseException | None:
    """What the driver said."""
    return error.orig if isinstance(error, DBAPIError) else error
