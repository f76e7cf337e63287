"""The embedded Postgres: it starts anywhere, is shared, and leaves nothing running, whoever is killed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from catalog_store.embedded import EmbeddedPostgres, EmbeddedPostgresError
from catalog_store.embedded.account import account_for
from catalog_store.embedded.address import choose_address
from catalog_store.embedded.errors import CommandFailedError
from catalog_store.embedded.guard import server_pid
from tests.support.processes import becomes_true, python

pytestmark = pytest.mark.more

USER = """
import sys
from pathlib import Path
from catalog_store.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a data folder, to be copied: making one takes most of a second."""
    home = tmp_path_factory.mktemp("prepared")
    with EmbeddedPostgres(home, durable=False):
        pass
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "home", symlinks=True))


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home, durable=False)
    yield server
    server.stop()


def pid(home: Path) -> int | None:
    return server_pid(str(home / "postgres" / "data"))


def running(home: Path) -> bool:
    return pid(home) is not None


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, connect_timeout=3) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


@contextmanager
def another_user(home: Path) -> Iterator["subprocess.Popen[str]"]:
    with python(USER, str(home)) as user:
        assert user.stdout
        assert user.stdout.readline().startswith("postgresql://")
        yield user


def test_makes_its_data_folder_and_serves(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as url:
        assert ask(url, "SELECT current_database()") == "callboard"
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT lower('ÄRGER')") == "ärger"
    assert not running(tmp_path)


def test_keeps_what_was_written(home: Path) -> None:
    with EmbeddedPostgres(home) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with EmbeddedPostgres(home) as url:
        assert ask(url, "SELECT number FROM kept") == 7


def test_works_in_a_folder_with_spaces_and_signs(prepared: Path, tmp_path: Path) -> None:
    home = tmp_path / 'my "own" $HOME, l\'été'
    shutil.copytree(prepared, home)
    with EmbeddedPostgres(home) as url:
        assert ask(url, "SELECT 1") == 1


def test_works_where_the_path_is_too_long_for_a_socket(prepared: Path, tmp_path: Path) -> None:
    home = tmp_path / ("long" * 20) / ("longer" * 10)
    shutil.copytree(prepared, home)
    with EmbeddedPostgres(home) as url:
        assert ask(url, "SELECT 1") == 1
        assert "callboard-" in url


def test_asks_for_a_password_on_loopback(home: Path, server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog_store.embedded.address._holds_sockets", lambda _: False)
    url = server.start()
    assert "@127.0.0.1:" in url
    assert ask(url, "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError):
        ask(url.replace("@", "x@"), "SELECT 1")
    with another_user(home):
        assert running(home)


def test_never_listens_in_a_folder_that_others_can_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / ("long" * 30)
    place.mkdir()
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr("tempfile.gettempdir", lambda: short)
        private = choose_address(place, "secret").folder
        assert private is not None
        private.chmod(0o777)
        assert choose_address(place, "secret").folder is None


def test_starting_twice_changes_nothing(home: Path, server: EmbeddedPostgres) -> None:
    url = server.start()
    before = pid(home)
    assert server.start() == url
    assert pid(home) == before


def test_is_shared_and_stops_with_the_last_user(home: Path, server: EmbeddedPostgres) -> None:
    url = server.start()
    with another_user(home) as other:
        server.stop()
        assert ask(url, "SELECT 1") == 1
        other.communicate()
    assert not running(home)


def test_two_who_start_at_once_get_the_same_server(tmp_path: Path) -> None:
    with python(USER, str(tmp_path)) as one, python(USER, str(tmp_path)) as other:
        assert one.stdout
        assert other.stdout
        assert one.stdout.readline() == other.stdout.readline() != ""
        one.communicate()
        assert running(tmp_path)
        other.communicate()
    assert not running(tmp_path)


def test_a_killed_user_does_not_stop_it_for_others(home: Path, server: EmbeddedPostgres) -> None:
    with another_user(home) as other:
        url = server.start()
        other.kill()
        other.wait()
        assert not becomes_true(lambda: not running(home), within=0.5)
        assert ask(url, "SELECT 1") == 1


def test_stops_when_the_only_user_is_killed(home: Path) -> None:
    with another_user(home) as only:
        only.kill()
    assert becomes_true(lambda: not running(home))


def test_can_be_started_right_after_its_only_user_was_killed(home: Path, server: EmbeddedPostgres) -> None:
    for _ in range(3):
        with another_user(home) as only:
            only.kill()
        assert ask(server.start(), "SELECT 1") == 1
        server.stop()


def test_starts_again_when_the_server_was_killed(home: Path, server: EmbeddedPostgres) -> None:
    url = server.start()
    os.kill(pid(home) or 0, signal.SIGKILL)
    assert becomes_true(lambda: not running(home))
    assert server.start() == url
    assert ask(url, "SELECT 1") == 1


def test_is_not_misled_by_the_number_of_a_process_that_is_somebody_elses(home: Path, server: EmbeddedPostgres) -> None:
    server.start()
    file = home / "postgres" / "data" / "postmaster.pid"
    _, *rest = file.read_text().splitlines()
    server.stop()
    file.write_text("\n".join([str(os.getppid()), *rest]))
    assert ask(server.start(), "SELECT 1") == 1


def test_lets_go_when_its_folder_was_thrown_away(home: Path, server: EmbeddedPostgres) -> None:
    server.start()
    os.kill(pid(home) or 0, signal.SIGKILL)
    shutil.rmtree(home)
    server.stop()


def test_goes_on_after_half_a_first_start(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path, durable=False) as url:
        assert ask(url, "SELECT 1") == 1


def test_names_the_version_of_data_that_it_cannot_serve(home: Path, server: EmbeddedPostgres) -> None:
    (home / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match=r"belongs to PostgreSQL 9, this program brings .*18\. .*move"):
        server.start()


def test_repeats_the_last_line_of_the_log_when_it_cannot_start(home: Path, server: EmbeddedPostgres) -> None:
    (home / "postgres" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedPostgresError, match=r"could not start: .*pg_control.*The log is .*postgres\.log"):
        server.start()
    assert not running(home)


def test_says_that_the_disk_is_full(tmp_path: Path) -> None:
    said = "creating directory\ninitdb: error: could not write to file: No space left on device\n"
    assert "The disk is full: make room" in str(CommandFailedError("make its data folder", tmp_path, said))


def test_says_which_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("a file")
    with pytest.raises(EmbeddedPostgresError, match=r"The folder .*postgres cannot be used .*Set CALLBOARD_HOME"):
        EmbeddedPostgres(tmp_path).start()


@as_root
def test_opens_no_folder_of_roots_to_anybody(prepared: Path, tmp_path: Path) -> None:
    parent = tmp_path / "private"
    parent.mkdir(mode=0o700)
    shutil.copytree(prepared, parent / "home")
    with EmbeddedPostgres(parent / "home") as url:
        assert ask(url, "SELECT 1") == 1
    assert parent.stat().st_mode & 0o777 == 0o700
    assert {found.stat().st_uid for found in parent.rglob("*")} == {0}
    assert (parent / "home" / "postgres").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def without_namespaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As in most containers; the place for the data is one that others may enter, as `/var/lib` is."""
    with tempfile.TemporaryDirectory(prefix="callboard-test-") as place:
        monkeypatch.setattr("catalog_store.embedded.account._namespaces_work", lambda: False)
        monkeypatch.setattr("catalog_store.embedded.account._SHARED_PLACE", Path(place))
        yield Path(place)


@as_root
def test_runs_as_somebody_else_where_namespaces_are_forbidden(
    without_namespaces: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    parent = tmp_path / "private"
    parent.mkdir(mode=0o700)
    server = EmbeddedPostgres(parent / "home", durable=False)
    for _ in range(2):
        assert ask(server.start(), "SELECT 1") == 1
        server.stop()
    assert server.notice
    assert re.match(rf"Postgres .* its data is in {without_namespaces}/\w+, owned by the user \w+\.", server.notice)
    assert caplog.messages == [server.notice]
    assert server_pid(str(account_for(server.home).place / "data")) is None
    assert parent.stat().st_mode & 0o777 == 0o700
