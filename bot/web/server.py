"""The HTTP server: Waitress, with its threads counted and an end that loses no answer."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from waitress.server import create_server
from waitress.wasyncore import dispatcher

#: Slack's largest payloads, views, stay below 250 kB.
LARGEST_BODY = 1_000_000
_LARGEST_HEADERS = 32_768
_MOST_CONNECTIONS = 200
#: Seconds after which a connection that sends nothing is closed.
_IDLE = 15
_LAST_ANSWERS = 5.0

# At its usual level it writes a line for every request that has to wait for a thread.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class WebServer:
    """Serves a site. Whole requests are read before a thread sees them, so a slow client costs a socket and no thread."""

    def __init__(self, site: WSGIApplication, *, host: str, port: int, threads: int) -> None:
        """Listens at once; `port` 0 takes a free one.

        Raises:
            OSError: the address is taken, or not ours to listen on.
        """
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._server = create_server(
            site,
            sockets=[listening],
            threads=threads,
            ident=None,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_IDLE,
            cleanup_interval=5,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=_LARGEST_HEADERS,
            clear_untrusted_proxy_headers=True,
        )
        self._thread = threading.Thread(target=self._server.run, name="web")
        self.host, self.port = host, int(listening.getsockname()[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Take in no more, give the last answers, close."""
        if not self._thread.is_alive():
            self._server.task_dispatcher.shutdown()
            self._server.close()
            return
        self._in_loop(self._listen_no_more)
        self._server.task_dispatcher.shutdown(timeout=_LAST_ANSWERS)
        self._in_loop(self._close_when_sent)
        self._wait_for_readers()
        self._in_loop(self._close)
        self._thread.join()

    def _in_loop(self, step: Callable[[], None]) -> None:
        """Waitress' sockets belong to its loop: whatever touches them is done there."""
        done = threading.Event()

        def take_step() -> None:
            step()
            done.set()

        self._server.trigger.pull_trigger(take_step)
        done.wait(_LAST_ANSWERS)

    def _listen_no_more(self) -> None:
        dispatcher.close(self._server)

    def _close_when_sent(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.close_when_flushed = True

    def _wait_for_readers(self) -> None:
        """Somebody may still be reading their answer."""
        deadline = time.monotonic() + _LAST_ANSWERS
        while self._server.active_channels and time.monotonic() < deadline:
            time.sleep(0.01)

    def _close(self) -> None:
        """With its last socket gone, the loop ends."""
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.trigger.close()
