"""Reaching Postgres: what a question costs, and what happens when Postgres is away, comes back, or is busy."""

import os
import signal
import socket
import time
from datetime import timedelta
from pathlib import Path
from typing import cast

import psycopg
import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.embedded import EmbeddedPostgres
from catalog_store.embedded.guard import server_pid
from catalog_store.errors import (
    DatabaseAwayError,
    DatabaseFullError,
    DatabaseRefusesError,
    InvalidDatabaseUrlError,
    WrongEncodingError,
)
from tests.support.databases import bytes_database, full_disk

COUNT_SOURCES = text("SELECT count(*) FROM sources")
SAVE_SOURCE = text("INSERT INTO sources (id, attempted_at) VALUES ('file:/here', now())")


def ask(database: Database, question: str = "SELECT 1") -> object:
    with database.reading() as connection:
        return connection.execute(text(question)).scalar_one()


def test_a_change_happens_as_a_whole(database: Database) -> None:
    with database.changing() as connection:
        connection.execute(SAVE_SOURCE)
    assert ask(database, "SELECT count(*) FROM sources") == 1


def save_half(database: Database) -> None:
    with database.changing() as connection:
        connection.execute(SAVE_SOURCE)
        raise ZeroDivisionError


def test_half_a_change_does_not_happen(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        save_half(database)
    assert ask(database, "SELECT count(*) FROM sources") == 0


def test_a_server_that_only_followed_another_one_is_connected_to_anew(database: Database, database_url: str) -> None:
    """It may be that the address leads to the new primary by now."""
    takes = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {}', current_database()); END $$"
    with psycopg.connect(database_url, autocommit=True) as administrator:
        administrator.execute(takes.format("on"))
        for change in (save_source, save_source_quickly):
            with pytest.raises(DatabaseRefusesError, match="Name the primary server"):
                change(database)
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute(takes.format("off"))
    save_source(database)
    save_source_quickly(database)
    assert ask(database, "SELECT count(*) FROM sources") == 2


def test_a_full_disk_is_told_and_questions_are_answered_all_the_same(database: Database, database_url: str) -> None:
    with full_disk(database_url):
        for change in (save_source, save_source_quickly):
            with pytest.raises(
                DatabaseFullError, match=r"no room left \(could not extend file .*make room on the disk"
            ):
                change(database)
        assert ask(database, "SELECT count(*) FROM sources") == 0
    save_source(database)
    save_source_quickly(database)
    assert ask(database, "SELECT count(*) FROM sources") == 2


def save_source(database: Database) -> None:
    with database.changing() as connection:
        connection.execute(SAVE_SOURCE)


def save_source_quickly(database: Database) -> None:
    database.ask("INSERT INTO sources (id, attempted_at) VALUES ('file:/there', now()) RETURNING id", {})


def test_a_database_that_knows_of_no_letters_is_not_taken(postgres: str) -> None:
    with bytes_database(postgres) as url:
        database = Database(url)
        with pytest.raises(WrongEncodingError, match=r"keeps text as SQL_ASCII.*ENCODING 'UTF8' TEMPLATE template0"):
            database.migrate()
        database.close()


def test_a_question_is_one_round_trip(database: Database, tmp_path: Path) -> None:
    with database.reading() as connection:
        protocol = cast("psycopg.Connection[object]", connection.connection.dbapi_connection).pgconn
    with (tmp_path / "trace").open("w") as trace:
        protocol.trace(trace.fileno())
        for _ in range(3):
            ask(database)
        protocol.untrace()
    assert (tmp_path / "trace").read_text().count("ReadyForQuery") == 3


def test_a_question_may_take_half_a_minute(database: Database) -> None:
    assert ask(database, "SHOW statement_timeout") == "30s"
    assert ask(database, "SHOW lock_timeout") == "10s"


def test_a_large_change_says_how_long_it_may_take(database: Database) -> None:
    with database.changing(patience=timedelta(minutes=10)) as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "10min"
    with database.changing() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "30s"


def test_connections_closed_by_the_server_go_unnoticed(database: Database) -> None:
    own = ask(database, "SELECT pg_backend_pid()")
    with psycopg.connect(database.url.set(drivername="postgresql").render_as_string(hide_password=False)) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])
    assert ask(database, "SELECT pg_backend_pid()") != own


def test_what_is_in_use_at_the_end_is_closed_when_it_comes_back(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        database.close()
        driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
    assert driver.closed


def test_goes_on_when_the_server_is_back(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, durable=False)
    try:
        database = Database(server.start())
        assert ask(database) == 1
        os.kill(server_pid(str(tmp_path / "postgres" / "data")) or 0, signal.SIGKILL)
        time.sleep(0.1)
        with pytest.raises(DatabaseAwayError, match=r"does not answer right now \(.+\)\. Nothing is lost"):
            ask(database)
        server.start()
        assert ask(database) == 1
        database.close()
    finally:
        server.stop()


def test_says_so_when_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        database = Database(f"postgresql://127.0.0.1:{taken.getsockname()[1]}/callboard")
        with pytest.raises(DatabaseAwayError, match=r"does not answer right now \(.*[Cc]onnection refused"):
            ask(database)


def test_says_so_to_questions_in_the_drivers_words_too() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        database = Database(f"postgresql://127.0.0.1:{taken.getsockname()[1]}/callboard")
        with pytest.raises(DatabaseAwayError, match=r"does not answer right now \(.*[Cc]onnection refused"):
            database.ask("SELECT 1 AS one", {})


def test_does_not_wait_long_for_a_server_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://127.0.0.1:{silent.getsockname()[1]}/callboard")
        began = time.monotonic()
        with pytest.raises(DatabaseAwayError, match="timeout"):
            ask(database)
        assert time.monotonic() - began < 30


def test_says_so_when_all_connections_are_busy(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    with database.reading(), pytest.raises(DatabaseAwayError, match="all connections to it are busy"):
        ask(database)
    database.close()


@pytest.mark.parametrize("url", ["", "callboard", "mysql://host/db", "sqlite:///x.db", "postgresql://host:port/db"])
def test_refuses_what_is_no_postgres_address(url: str) -> None:
    with pytest.raises(InvalidDatabaseUrlError, match="Write `postgresql://user:password@host:5432/database`"):
        Database(url)


def test_takes_the_short_spelling_of_an_address() -> None:
    assert Database("postgres://me@host/db").url.drivername == "postgresql+psycopg"
