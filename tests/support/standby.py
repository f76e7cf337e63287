"""Two Postgres servers, of which the second copies the first as it goes; the first can die, and the second take its place."""

import os
import shlex
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from catalog_store.embedded.account import Account, account_for
from catalog_store.embedded.binaries import Binaries, binaries_for
from tests.support.processes import becomes_true

_USER = "callboard"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "fsync": "off",
}
_IS_IN_STEP = "SELECT coalesce(bool_and(replay_lsn >= pg_current_wal_lsn()), false) FROM pg_stat_replication"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One of them, in a folder of its own."""

    account: Account
    binaries: Binaries
    port: int = field(default_factory=_free_port)

    @property
    def data(self) -> Path:
        return self.account.place / "data"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """With nothing in it. Whoever reaches its port may do anything."""
        self.run("initdb", "--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--no-locale", "--no-sync")

    def copy(self, other: "Server") -> None:
        """With what the other one has, and what it gets from now on."""
        where = (f"--pgdata={self.data}", f"--dbname={other.url()}")
        self.run("pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", *where)

    def start(self) -> None:
        settings = _SETTINGS | {"port": str(self.port)}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        self.run("pg_ctl", "start", "-w", "-s", "-l", str(self.account.place / "log"), "-o", options)

    def kill(self) -> None:
        """As when its machine loses power: no process of it says or writes another word."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def promote(self) -> None:
        """It follows nobody any more, and takes changes."""
        self.run("pg_ctl", "promote", "-w", "-s")

    def run(self, name: str, *words: str) -> None:
        """One of Postgres' programs."""
        with tempfile.TemporaryFile() as output:
            status = self.account.run((self.binaries.program(name), *words), output=output, data=self.data)
            output.seek(0)
            assert status == 0, output.read().decode(errors="replace")

    def _processes(self) -> list[int]:
        """Those that run, the first one first."""
        with suppress(FileNotFoundError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return [pid, *map(int, children)]
        return []


@dataclass(frozen=True)
class Pair:
    """A primary server and its standby."""

    primary: Server
    standby: Server

    def is_in_step(self) -> bool:
        """Whether the standby has all that the primary has."""
        with psycopg.connect(self.primary.url(), autocommit=True) as connection:
            return connection.execute(_IS_IN_STEP).fetchone() == (True,)


@contextmanager
def running_pair(folder: Path) -> Iterator[Pair]:
    """Both running, the second in step with the first."""
    pair = Pair(_server(folder / "primary"), _server(folder / "standby"))
    try:
        pair.primary.make()
        pair.primary.start()
        pair.standby.copy(pair.primary)
        pair.standby.start()
        assert becomes_true(pair.is_in_step)
        yield pair
    finally:
        pair.standby.kill()
        pair.primary.kill()


def copy_database(url: str, server: Server, name: str) -> None:
    """A database of another server's, with all that is in it."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    told = subprocess.run([server.binaries.program("pg_dump"), "--no-owner", url], capture_output=True, check=True)
    writing = [server.binaries.program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", server.url(name)]
    subprocess.run(writing, input=told.stdout, capture_output=True, check=True)


def _server(home: Path) -> Server:
    account = account_for(home)
    account.make_place()
    return Server(account, account.reachable(binaries_for(account.place / "data")))
