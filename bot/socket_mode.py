"""Socket Mode: a connection that we open to Slack, and that comes back by itself when it breaks."""

import select
import socket
import threading
import time
from contextlib import suppress

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import metrics
from bot.sender.remedies import Remedy, remedy_for

_log = structlog.get_logger()

#: We ping so often; a connection that has not answered for four times as long is taken for dead.
_PING = 5.0
_SILENCE = 4 * _PING
_LONGEST_DELAY = 30.0
_LOOK_EVERY = 0.5
#: What Slack says to a token that is not an app-level token, or may not connect.
_REFUSED = ("not_allowed_token_type", "invalid_auth", "no_permission", "forbidden_team")


def refusal_of_app_token(code: str) -> str:
    """What it means that Slack lets us open no connection, and what to do."""
    return (
        f"Slack does not take SLACK_APP_TOKEN for Socket Mode ({code}). It must be an app-level token"
        " (xapp-…) with the scope connections:write, and Socket Mode must be on in the app's settings."
    )


class SocketMode:
    """Slack's requests over one WebSocket, answered by a Bolt app in `threads` threads."""

    def __init__(self, app: App, *, app_token: str, base_url: str, threads: int) -> None:
        """`base_url` is the Web API's, ending in a slash; it says where the socket is."""
        self._handler = _CountingHandler(
            app,
            app_token,
            web_client=WebClient(token=app_token, base_url=base_url, timeout=10, retry_handlers=[]),
            ping_interval=_PING,
            receive_buffer_size=16_384,
            concurrency=threads,
        )
        self._thread = threading.Thread(target=self._stay_connected, name="socket-mode", daemon=True)
        self._stopped = threading.Event()
        #: Why Slack does not let us in, in words.
        self.refusal: str | None = None

    def start(self) -> None:
        """Connect in the background, for as long as it takes, and again whenever the connection breaks."""
        self._thread.start()

    def is_connected(self) -> bool:
        """Whether Slack was heard of lately."""
        return self.silence() < _SILENCE

    def silence(self) -> float:
        """Seconds since Slack last answered a ping, or since the connection was made; endless without a connection."""
        session = self._handler.client.current_session
        if session is None or not session.is_active():
            return float("inf")
        heard_at: float = session.last_ping_pong_time or time.time()
        return time.time() - heard_at

    def fault(self) -> str | None:
        """Why questions over Socket Mode would not be heard, in words; None when all is well."""
        if self.refusal:
            return self.refusal
        return None if self.is_connected() else "The Socket Mode connection to Slack is down; it is being opened again."

    def stop(self) -> None:
        """Let the questions at hand be answered, for two seconds at most, then hang up."""
        self._stopped.set()
        self._handler.drain(timeout=2.0)
        if self._thread.is_alive():
            self._thread.join(15.0)
        _hang_up(self._handler.client)
        self._handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    def _stay_connected(self) -> None:
        """slack_sdk notices a cut only when pings fail, and reads in circles meanwhile; so we look ourselves."""
        delay = 0.0
        while not self._stopped.wait(delay) and not self.refusal:
            if _is_cut(self._handler.client):
                _log.info("socket-mode-cut")
                _hang_up(self._handler.client)
            if self._handler.client.is_connected() or self._connect():
                delay = _LOOK_EVERY
            else:
                delay = min(_LONGEST_DELAY, max(_LOOK_EVERY, delay * 2))

    def _connect(self) -> bool:
        """Whether a connection could be opened."""
        try:
            self._handler.client.connect_to_new_endpoint()
        except SlackApiError as refusal:
            self._take_refusal(str(refusal.response.get("error")))
        except OSError as away:
            _log.warning("slack-is-away", reason=str(away))
        return self._handler.client.is_connected()

    def _take_refusal(self, code: str) -> None:
        _log.error("socket-mode-refused", code=code)
        if code in _REFUSED or remedy_for(code) is Remedy.STOP:
            self.refusal = refusal_of_app_token(code)


def _is_cut(client: SocketModeClient) -> bool:
    """Whether the other side has gone without a word."""
    line = client.current_session.sock if client.current_session else None
    if line is None:
        return False
    looking = select.poll()
    try:
        looking.register(line, select.POLLIN)
        # A look below TLS, which takes nothing away: nothing at all to read, not even later, means the end. Without
        # something to be read it would wait as long as the socket's own time limit says.
        return bool(looking.poll(0)) and socket.socket.recv(line, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except (BlockingIOError, TimeoutError):
        return False
    except (OSError, ValueError):  # the second when it was closed just now
        return True


def _hang_up(client: SocketModeClient) -> None:
    """Close the connection. Shutting it down first wakes the thread that reads from it."""
    session = client.current_session
    if session is None:
        return
    if (line := session.sock) is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
    session.disconnect()


class _CountingHandler(SocketModeHandler):
    """Bolt's handler, which also knows how many questions are being answered."""

    def __init__(self, *args: object, **options: object) -> None:
        self._busy = 0
        self._changed = threading.Condition()
        self._is_draining = False
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through as they are

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # Bolt's own does
        """Answer one request. While hanging up none is taken: Slack gives it to another connection."""
        with self._changed:
            if self._is_draining:
                return
            self._busy += 1
        started = time.perf_counter()
        try:
            super().handle(client, req)
            metrics.acknowledged("socket", time.perf_counter() - started)
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def drain(self, *, timeout: float) -> None:
        """Take no more, and wait for those at hand."""
        with self._changed:
            self._is_draining = True
            self._changed.wait_for(lambda: self._busy == 0, timeout=timeout)
