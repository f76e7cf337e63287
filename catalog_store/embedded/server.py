"""Starts the embedded server for its first user, shares it with others, and stops it after the last."""

import logging
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from catalog_store.embedded import guard
from catalog_store.embedded.account import Account, account_for
from catalog_store.embedded.address import USER, Address, choose_address, running_address
from catalog_store.embedded.binaries import Binaries, binaries_for
from catalog_store.embedded.errors import CommandFailedError, UnresponsiveError, UnwritableHomeError
from catalog_store.embedded.locks import FileLock, is_held

logger = logging.getLogger(__name__)

DATABASE = "callboard"
_PATIENCE = 60.0
_PAUSE = 0.02
_LARGEST_LOG = 1_000_000

#: For a machine that does other work too, and a catalog that fits in its memory.
_SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
}
#: For tests: nothing has to outlive the machine, and many bots share one server.
_FLEETING = {"max_connections": "200", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """A Postgres server under `home`, shared by all programs of this user that name the same folder.

    The server lives as long as somebody uses it. Users are counted by a lock that the kernel takes back when one dies,
    and a small guard process waits for the last of them, so that nothing is left running, whoever was killed.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        """`durable=False` is for tests: quicker, and a power cut may cost the data."""
        self.home = home.absolute() / "postgres"
        self.notice: str | None = None
        self._durable = durable
        self._users: FileLock | None = None
        self._log = self.home / "postgres.log"

    def start(self) -> str:
        """Make sure that the server runs, and be one of its users. Returns the address of the database `callboard`.

        Call it again at any time: it starts a server that has died, and does nothing else.

        Raises:
            EmbeddedPostgresError: it cannot run; the text says what to do.
        """
        try:
            with self._explained(), FileLock(self._lock("start")) as starting:
                starting.take()
                self._become_user()
                account = account_for(self.home)
                self.notice = account.notice
                address = self._running(account) or self._started(account)
                _create_database(address)
        except BaseException:
            self.stop()
            raise
        return address.url(DATABASE)

    def stop(self) -> None:
        """Be a user no longer; the last one stops the server, and waits for it."""
        users, self._users = self._users, None
        if users is None:
            return
        if not self.home.exists():  # Somebody has thrown the data away, and the server with it.
            users.close()
            return
        with users, FileLock(self._lock("server")) as server:
            if users.try_take():
                guard.stop_server(server.descriptor, str(self._data(account_for(self.home))))
            elif not users.try_share():
                users.share()  # The guard was quicker: it holds this lock until the server has stopped.

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"

    def _data(self, account: Account) -> Path:
        return account.place / "data"

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.home.chmod(0o700)
            yield
        except (OSError, shutil.Error) as error:
            raise UnwritableHomeError(self.home, error) from error
        except psycopg.Error as error:
            raise UnresponsiveError(self.home, self._log, str(error).strip()) from error

    def _become_user(self) -> None:
        if self._users is None:
            self._users = FileLock(self._lock("users"))
        self._users.share()
        with FileLock(self._lock("guard")) as guarding, FileLock(self._lock("server")):
            unguarded = guarding.try_take()
        if unguarded:
            self._start_guard()

    def _start_guard(self) -> None:
        locks = [str(self._lock(name)) for name in ("users", "guard", "server")]
        data = str(self._data(account_for(self.home)))
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", "-S", guard.__file__, *locks, data],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            check=True,
        )

    def _running(self, account: Account) -> Address | None:
        """The address of a server that already runs, as soon as it answers."""
        reason = "it has not said where it listens"
        began = time.monotonic()
        while is_held(self._lock("server")):
            address = running_address(self._data(account), _password(account))
            if address is not None:
                try:
                    psycopg.connect(address.url("postgres"), connect_timeout=5).close()
                except psycopg.OperationalError as error:
                    reason = str(error).strip()
                else:
                    return address
            if time.monotonic() - began > _PATIENCE:
                raise UnresponsiveError(self._data(account), self._log, reason)
            time.sleep(_PAUSE)
        return None

    def _started(self, account: Account) -> Address:
        data = self._data(account)
        found = binaries_for(data)
        account.make_place()
        binaries = account.reachable(found)
        if not data.exists():
            self._initialise(account, binaries)
        if guard.server_pid(str(data)) is None:
            # Nobody holds the server's lock, so a killed server left this. By now its number may be somebody else's.
            (data / "postmaster.pid").unlink(missing_ok=True)
        address = choose_address(account.place, _password(account))
        address.clear()
        self._run_server(account, binaries, address)
        return address

    def _initialise(self, account: Account, binaries: Binaries) -> None:
        """Make the data folder: whole, or not at all."""
        unfinished = account.place / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = account.place / "password"
        password.write_text(secrets.token_urlsafe(24))
        account.own(password)
        locale = ["--no-locale"]
        if binaries.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = (
            binaries.program("initdb"), f"--pgdata={unfinished}", f"--username={USER}", f"--pwfile={password}",
            "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", *locale,
            *(() if self._durable else ("--no-sync",)),
        )  # fmt: skip
        with tempfile.TemporaryFile() as output:
            if account.run(command, output=output, data=unfinished) != 0:
                output.seek(0)
                said = output.read().decode(errors="replace")
                self._log.write_text(said)
                raise CommandFailedError("make its data folder", self._log, said)
        unfinished.rename(self._data(account))
        if account.notice:
            logger.warning(account.notice)

    def _run_server(self, account: Account, binaries: Binaries, address: Address) -> None:
        settings = _SETTINGS | address.settings | ({} if self._durable else _FLEETING)
        if binaries.major >= 18:
            settings["io_method"] = "sync"  # Three processes less; ours is a small catalog.
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        command = (binaries.program("pg_ctl"), "start", "-w", "-s", "-t", str(int(_PATIENCE)), "-o", options)
        if self._log.exists() and self._log.stat().st_size > _LARGEST_LOG:
            self._log.unlink()
        with FileLock(self._lock("server")) as server, self._log.open("ab") as log:
            server.take()
            before = log.tell()
            # The server inherits the lock: as long as any of its processes lives, the lock is held.
            status = account.run(command, output=log, data=self._data(account), keep=(server.descriptor,))
        if status != 0:
            said = self._log.read_bytes()[before:].decode(errors="replace")
            raise CommandFailedError("start", self._log, said)


def _password(account: Account) -> str:
    file = account.place / "password"
    return file.read_text() if file.exists() else ""


def _create_database(address: Address) -> None:
    with psycopg.connect(address.url("postgres"), connect_timeout=5, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
