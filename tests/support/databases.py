"""Databases for tests: a template with all tables, copies of it, and a copy that is emptied for each test."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from catalog_store.database import Database
from catalog_store.tables import metadata

_LEAVE_ALONE = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
#: Our own, and those of the job queue that point to none of the others.
_TABLES = (*(table.name for table in reversed(metadata.sorted_tables)), "procrastinate_jobs", "procrastinate_workers")
_EMPTY = "; ".join(f"DELETE FROM {table}" for table in _TABLES)  # noqa: S608
_COUNTERS = "SELECT format('%I', sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
_BEGIN_COUNTING = "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences"


#: What a server says whose disk is full, to whatever would make a table longer. It still answers questions.
_NO_ROOM = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device' USING ERRCODE = 'disk_full';
    END $$;
    DO $$ DECLARE each regclass; BEGIN
        FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace LOOP
            EXECUTE format('CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON %s EXECUTE FUNCTION no_room()', each);
        END LOOP;
    END $$
"""


class ReusedDatabase:
    """One database for many tests. To bring it back takes a tenth of what it takes to make one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._contents = {name: rows for name in reversed(_TABLES) if (rows := self._copied(name))}
        self._counters = self._connection.execute(_COUNTERS).fetchall()

    def as_it_was(self) -> str:
        """Its address, when nobody else is connected and its tables hold what they did at first."""
        self._connection.execute("; ".join((_LEAVE_ALONE, _EMPTY, _BEGIN_COUNTING)))
        with self._connection.cursor() as cursor:
            for name, rows in self._contents.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
            cursor.executemany("SELECT setval(%s::regclass, %s)", self._counters)
        return self._url

    def _copied(self, name: str) -> bytes:
        with self._connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            return b"".join(copy)

    def close(self) -> None:
        """Leave it."""
        self._connection.close()


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def everything(database: Database) -> str:
    """All that any of our tables holds, as text."""
    questions = [text(f"SELECT kept::text FROM {table} AS kept ORDER BY 1") for table in _TABLES]  # noqa: S608
    with database.reading() as connection:
        return "\n".join(row for question in questions for row in connection.execute(question).scalars())


@contextmanager
def full_disk(url: str) -> Iterator[None]:
    """The disk of this database's server is full, and is not any more in the end."""
    with psycopg.connect(url, autocommit=True) as administrator:
        administrator.execute(_NO_ROOM)
        try:
            yield
        finally:
            administrator.execute("DROP FUNCTION no_room CASCADE")


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """The address of a database without any tables."""
    with _created(server) as url:
        yield url


@contextmanager
def bytes_database(server: str) -> Iterator[str]:
    """The address of a database that knows of no letters, as a server without a locale makes them."""
    with _created(server, template="template0", further="ENCODING 'SQL_ASCII' LOCALE 'C'") as url:
        yield url


@contextmanager
def template_database(server: str) -> Iterator[str]:
    """The address of a database with all tables, to be copied. Nobody may stay connected to it."""
    with _created(server) as url:
        database = Database(url)
        database.migrate()
        database.close()
        yield url


@contextmanager
def copied_database(template: str) -> Iterator[str]:
    """The address of a copy."""
    with _created(template, template=make_url(template).database) as url:
        yield url


@contextmanager
def _created(server: str, template: str | None = None, further: LiteralString = "") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(with_name(server, "postgres"), autocommit=True) as connection:
        connection.execute(_create(name, template, further, version=connection.info.server_version))
        try:
            yield with_name(server, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(name: str, template: str | None, further: LiteralString, *, version: int) -> sql.Composed:
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {} ").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    ) + sql.SQL(further)
    # Copying files takes half as long as writing everything to the log, which is the default since version 15.
    return made + sql.SQL(" STRATEGY FILE_COPY") if version >= 150_000 else made
