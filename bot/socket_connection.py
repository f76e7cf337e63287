"""One Socket Mode connection: opened, watched, and opened again whenever it breaks."""

import http.client
import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

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

#: A connection that has not answered for four times as long as we wait between pings is taken for dead.
_SILENCE = 4
_LONGEST_DELAY = 30.0
_LOOK_EVERY = 0.5
#: What Slack says to a token that is not an app-level token, or may not connect.
_REFUSED = ("not_allowed_token_type", "invalid_auth", "no_permission", "forbidden_team")
#: Slack's word for an app that has its ten connections, and what a connection does about it: it is not missed at once.
_TOO_MANY = "too_many_websockets"
_ROOM_AWAITED = 60.0


def refusal_of_app_token(code: str) -> str:
    """What it means that Slack lets us open no connection, and what to do."""
    return (
        f"Slack does not take SLACK_APP_TOKEN for Socket Mode ({code}). It must be an app-level token"
        " (xapp-…) with the scope connections:write, and Socket Mode must be on in the app's settings."
    )


@dataclass(slots=True)
class AtWork:
    """How many questions are being answered, over all connections of the process."""

    _number: int = 0
    _is_over: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def one(self) -> Iterator[bool]:
        """One more, for as long as the block lasts; whether it may still be answered."""
        with self._changed:
            is_over = self._is_over
            self._number += not is_over
        try:
            yield not is_over
        finally:
            with self._changed:
                self._number -= not is_over
                self._changed.notify_all()

    def end(self, *, patience: float, at_hand: float) -> None:
        """Take no more from the first moment on in which nobody is being answered, or after `patience` seconds.

        Those at hand then have `at_hand` seconds.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._number, timeout=patience)
            self._is_over = True
            self._changed.wait_for(lambda: not self._number, timeout=at_hand)


class SocketConnection:
    """Slack's requests over one WebSocket, answered by a Bolt app in threads that connections share."""

    def __init__(
        self,
        app: App,
        *,
        app_token: str,
        base_url: str,
        threads: ThreadPoolExecutor,
        at_work: AtWork,
        delay: float,
        ping: float,
    ) -> None:
        """`base_url` is the Web API's, ending in a slash; it says where the socket is. It is opened after `delay` seconds."""
        self._handler = _CountingHandler(
            app,
            app_token,
            web_client=WebClient(token=app_token, base_url=base_url, timeout=10, retry_handlers=[]),
            # We do that ourselves, not at once and for ever.
            auto_reconnect_enabled=False,
            ping_interval=ping,
            receive_buffer_size=16_384,
            concurrency=1,
        )
        self._handler.at_work = at_work
        # The client's own pool has no thread yet: it begins them with its first task.
        self._handler.client.message_workers = threads
        self._crowd = _Crowd(self._handler.client)
        self._delay = delay
        self._most_silence = _SILENCE * ping
        self._thread = threading.Thread(target=self._stay_connected, name="socket-mode", daemon=True)
        self._stopped = threading.Event()
        #: Why Slack does not let us in, in words.
        self.refusal: str | None = None

    def start(self) -> None:
        """Connect in the background, for as long as it takes, and again whenever the connection breaks."""
        self._thread.start()

    def is_connected(self) -> bool:
        """Whether Slack was heard of lately."""
        return self.silence() < self._most_silence

    def is_one_too_many(self) -> bool:
        """Whether Slack has sent it away, because the app has all the connections that it may have."""
        return self._crowd.is_full and not self.is_connected()

    def silence(self) -> float:
        """Seconds since Slack last answered a ping, or since the connection was made; endless without a connection."""
        session = self._handler.client.current_session
        if session is None or not session.is_active():
            return float("inf")
        heard_at: float = session.last_ping_pong_time or time.time()
        return time.time() - heard_at

    def hang_up(self) -> None:
        """Close the connection, and open no other."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(15.0)
        _hang_up(self._handler.client)

    def close(self) -> None:
        """Give everything back. The shared threads end with the first connection that is closed."""
        self._handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    def _stay_connected(self) -> None:
        """slack_sdk notices a cut only when pings fail, and reads in circles meanwhile; so we look ourselves."""
        delay = self._delay
        while not self._stopped.wait(delay) and not self.refusal:
            delay = self._look(delay)

    def _look(self, delay: float) -> float:
        """See that there is a connection; seconds until the next look."""
        client = self._handler.client
        if self._crowd.was_told():
            _hang_up(client)
            return _ROOM_AWAITED
        if _is_cut(client):
            _log.info("socket-mode-cut")
            _hang_up(client)
        if client.is_connected() or self._connect():
            return _LOOK_EVERY
        return min(_LONGEST_DELAY, max(_LOOK_EVERY, delay * 2))

    def _connect(self) -> bool:
        """Whether a connection could be opened."""
        try:
            self._handler.client.connect_to_new_endpoint()
        except SlackApiError as refusal:
            self._take_refusal(str(refusal.response.get("error")))
        except (
            OSError,
            http.client.HTTPException,
            ValueError,
        ) as away:  # the last two: an answer that broke off, or is no text
            _log.warning("slack-is-away", reason=str(away))
        return self._handler.client.is_connected()

    def _take_refusal(self, code: str) -> None:
        _log.error("socket-mode-refused", code=code)
        if code in _REFUSED or remedy_for(code) is Remedy.STOP:
            self.refusal = refusal_of_app_token(code)


class _Crowd:
    """Whether Slack said that there are too many connections. Left alone, the SDK would knock again at once, for ever."""

    def __init__(self, client: SocketModeClient) -> None:
        self._told = threading.Event()
        self._pass_on = client.enqueue_message
        #: Whether that was the last that was heard of Slack.
        self.is_full = False
        client.enqueue_message = self._enqueue  # type: ignore[method-assign]  # the SDK asks nobody before it reconnects

    def was_told(self) -> bool:
        """Whether it was said since this was last asked."""
        was_told = self._told.is_set()
        self._told.clear()
        return was_told

    def _enqueue(self, message: str) -> None:
        if not _says_too_many(message):
            self.is_full = False
            self._pass_on(message)
            return
        if not self.is_full:
            _log.warning(
                "socket-mode-full",
                advice="run fewer replicas, or lower callboard.socketMode.connections: an app has ten at most",
            )
        self.is_full = True
        self._told.set()


def _says_too_many(message: str) -> bool:
    if _TOO_MANY not in message:
        return False
    try:
        said = json.loads(message)
    except ValueError:
        return False
    return isinstance(said, dict) and (said.get("type"), said.get("reason")) == ("disconnect", _TOO_MANY)


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
    """Bolt's handler, which also counts the questions that are being answered."""

    at_work: AtWork

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # Bolt's own does
        """Answer one request. Towards the end none is taken: its acknowledgement would reach nobody."""
        with self.at_work.one() as is_taken:
            if is_taken:
                started = time.perf_counter()
                super().handle(client, req)
                metrics.acknowledged("socket", time.perf_counter() - started)
