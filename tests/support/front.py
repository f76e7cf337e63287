"""A load balancer: each request goes to the next server, and where nobody listens, to the one after that."""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.support.local_server import served

_BESIDE = ("connection", "content-length", "date", "server", "transfer-encoding")


class Front:
    """Servers behind one address, in turn. What a server was given and did not answer is lost, as everywhere."""

    def __init__(self) -> None:
        self.url = ""
        self.served: Counter[str] = Counter()
        self._servers: list[str] = []
        self._turn = 0
        self._lock = threading.Lock()

    def add(self, server: str) -> None:
        """Send requests to `host:port` as well."""
        with self._lock:
            self._servers.append(server)

    def remove(self, server: str) -> None:
        """Send it no more."""
        with self._lock:
            self._servers.remove(server)

    def next_goes_to(self, server: str) -> None:
        """Whose turn it is."""
        with self._lock:
            self._turn = self._servers.index(server)

    def in_turn(self) -> list[str]:
        """All servers, the next one first."""
        with self._lock:
            at = self._turn % max(1, len(self._servers))
            self._turn = at + 1
            return self._servers[at:] + self._servers[:at]

    def pass_on(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> "Passed":
        """One request, brought to the first server that takes the connection."""
        for server in self.in_turn():
            connection = http.client.HTTPConnection(server, timeout=10)
            try:
                connection.connect()
            except OSError:
                continue
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                self.served[server] += 1
                return Passed(answer.status, answer.read(), answer.getheaders())
            except (OSError, http.client.HTTPException):
                return Passed(502, b"", [])
            finally:
                connection.close()
        return Passed(503, b"", [])


class Passed:
    """What came back."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        self.status = status
        self.body = body
        self.headers = [(name, value) for name, value in headers if name.lower() not in _BESIDE]


@contextmanager
def running_front() -> Iterator[Front]:
    """A load balancer on a free port, with no server yet."""
    front = Front()
    with served(_handler_of(front)) as front.url:
        yield front


def is_ready(server: str) -> bool:
    """Whether the server says that it can answer."""
    connection = http.client.HTTPConnection(urlsplit(f"//{server}").netloc, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _handler_of(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _BESIDE}
            passed = front.pass_on("POST", self.path, body, headers)
            self.send_response_only(passed.status)
            for name, value in passed.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(passed.body)))
            self.end_headers()
            self.wfile.write(passed.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
