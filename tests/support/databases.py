"""Fresh databases for tests: one template with all tables, and a copy of it for each test that asks."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from catalog_store.database import Database


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """The address of a database without any tables."""
    with _created(server) as url:
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
def _created(server: str, template: str | None = None) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(with_name(server, "postgres"), autocommit=True) as connection:
        connection.execute(_create(name, template, version=connection.info.server_version))
        try:
            yield with_name(server, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(name: str, template: str | None, *, version: int) -> sql.Composed:
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    )
    # Copying files takes half as long as writing everything to the log, which is the default since version 15.
    return made + sql.SQL(" STRATEGY FILE_COPY") if version >= 150_000 else made
