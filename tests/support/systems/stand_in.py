"""An HTTP server whose answers a test decides."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Json = Any  # JSON


@dataclass(frozen=True)
class Asked:
    """One request."""

    verb: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Json = None


#: Answers a request: the status and what is said.
Answering = Callable[[Asked], tuple[int, Json]]


@dataclass
class StandIn:
    """Runs for as long as the block lasts. `status` and `delay` say what is wrong with it today."""

    answering: Answering
    status: int = 0
    delay: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: Asked) -> tuple[int, Json]:
        self.asked.append(asked)
        self._over.wait(self.delay)
        return (self.status, {"error": {"message": "not today"}}) if self.status else self.answering(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                url = urlsplit(self.path)
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                body = json.loads(content) if content else None
                asked = Asked(self.command, url.path, parse_qs(url.query), dict(self.headers.items()), body)
                status, said = stand_in.answer(asked)
                told = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                if status == 429:
                    self.send_header("Retry-After", "7")
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_args: object) -> None:
                """Tests are quiet."""

        return Handler
