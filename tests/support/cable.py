"""A way to a server, Postgres or Slack, that can be cut and mended, to see what happens when it is away."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url


class Cable:
    """Listens on loopback and passes everything on to the server, for as long as it is whole."""

    def __init__(self, url: str) -> None:
        """`url` is the database or the web address to be reached; `self.url` reaches it through this cable."""
        target = make_url(url)
        folder = str(target.query.get("host", ""))
        self._target: str | tuple[str, int] = (
            f"{folder}/.s.PGSQL.{target.query.get('port', 5432)}"
            if folder.startswith("/")
            else (target.host or "127.0.0.1", target.port or 5432)
        )
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = int(probe.getsockname()[1])
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []
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

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX if isinstance(self._target, str) else socket.AF_INET)
                far.connect(self._target)
                self._ends += [near, far]
                for here, there in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(here, there), daemon=True).start()


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := here.recv(65_536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)


@contextmanager
def cable_to(url: str) -> Iterator[Cable]:
    """A cable that begins cut."""
    cable = Cable(url)
    try:
        yield cable
    finally:
        cable.cut()
