"""A Callboard that runs as a program of its own, listened to from outside."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.cli.conftest import Terminal
from tests.support.processes import becomes_true


class Served:
    """A running `callboard serve`."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: Path) -> None:
        self._process = process
        self._port = port
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    def readiness(self) -> str:
        """What /readyz says; nothing when nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().read().decode()
        except OSError:
            return ""
        finally:
            connection.close()

    def says(self, words: str, *, within: float = 60.0) -> bool:
        """Whether /readyz comes to say this."""
        return becomes_true(lambda: words in self.readiness() or self._process.poll() is not None, within=within) and (
            words in self.readiness()
        )

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def ends(self, *, within: float = 60.0) -> int:
        """The exit status."""
        return self._process.wait(within)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def serving(terminal: Terminal, *words: str, **environment: str) -> Iterator[Served]:
    """`callboard serve`, or other words, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = terminal.folder / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *(words or ("serve",))],
            cwd=terminal.folder,
            env=terminal.environment({"CALLBOARD_LISTEN": f"127.0.0.1:{port}", **environment}),
            stdout=file,
            stderr=file,
            text=True,
        )
        served = Served(process, port, log)
        try:
            yield served
        finally:
            served.kill()
