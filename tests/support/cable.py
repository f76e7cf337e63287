"""A way to a server, Postgres, Slack or GitHub, that can be cut and mended, slow, silent, or break now and then."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL, make_url


class Cable:
    """Listens on loopback and passes everything on to the server, for as long as it is whole."""

    def __init__(self, url: str) -> None:
        """`url` is the database or the web address to be reached; `self.url` reaches it through this cable."""
        target = make_url(url)
        self._target = _place_of(target)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = int(probe.getsockname()[1])
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self._flows = threading.Event()
        self._flows.set()
        self._slow = 0.0
        self._breaks = 0.0
        self._chance = random.Random(7)  # noqa: S311  # the same weather at each run
        #: Connections that broke by themselves.
        self.broken = 0
        through = target.set(host="127.0.0.1", port=self._port, query={})
        self.url = through.render_as_string(hide_password=False)

    def mend(self) -> None:
        """Let everything through."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Break every connection and take no more."""
        if self._listener is None:
            return
        for end in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._listener, self._ends = None, []

    def lead_to(self, url: str) -> None:
        """Every new connection reaches another server, as when an address moves to another machine."""
        self._target = _place_of(make_url(url))

    def fall_silent(self) -> None:
        """Pass nothing on from now on, in any connection, and close none: nobody is told."""
        self._flows.clear()

    def speak(self) -> None:
        """Pass on what waited, and all that follows."""
        self._flows.set()

    def be_bad(self, *, slow: float = 0.0, breaks: float = 0.0) -> None:
        """Let up to `slow` seconds pass before each piece, and with a chance of `breaks` break the connection instead."""
        self._slow, self._breaks = slow, breaks

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX if isinstance(self._target, str) else socket.AF_INET)
                far.connect(self._target)
                self._ends += [near, far]
                for here, there in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(here, there), daemon=True).start()

    def _pass_on(self, here: socket.socket, there: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := here.recv(65_536):
                self._flows.wait()
                time.sleep(self._chance.uniform(0, self._slow))
                if self._chance.random() < self._breaks:
                    self._break(here, there)
                there.sendall(data)
            there.shutdown(socket.SHUT_WR)

    def _break(self, *ends: socket.socket) -> None:
        self.broken += 1
        for end in ends:
            end.shutdown(socket.SHUT_RDWR)


def _place_of(target: URL) -> str | tuple[str, int]:
    folder = str(target.query.get("host", ""))
    if folder.startswith("/"):
        return f"{folder}/.s.PGSQL.{target.query.get('port', 5432)}"
    return target.host or "127.0.0.1", target.port or 5432


@contextmanager
def cable_to(url: str) -> Iterator[Cable]:
    """A cable that begins cut."""
    cable = Cable(url)
    try:
        yield cable
    finally:
        cable.cut()
