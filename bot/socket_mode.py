"""Socket Mode: connections that we open to Slack, so many that one can be renewed while another one answers."""

from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App

from bot.socket_connection import AtWork, SocketConnection

#: Seconds between pings.
_PING = 5.0
#: Seconds between the first connections of a process, so that Slack does not renew all of them at the same moment.
_APART = 2.0
#: Seconds in which there may come a moment without questions, and then for those that are being answered.
_QUIET_AWAITED = 2.0
_LAST_ANSWERS = 2.5


class SocketMode:
    """Slack's requests over several WebSockets, answered by a Bolt app. Slack brings each to one of them."""

    def __init__(
        self,
        app: App,
        *,
        app_token: str,
        base_url: str,
        threads: int,
        connections: int = 1,
        apart: float = _APART,
        ping: float = _PING,
    ) -> None:
        """`base_url` is the Web API's, ending in a slash. All `connections` together are answered in `threads` threads."""
        pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="socket-mode")
        self._at_work = AtWork()
        self._connections = tuple(
            SocketConnection(
                app,
                app_token=app_token,
                base_url=base_url,
                threads=pool,
                at_work=self._at_work,
                delay=number * apart,
                ping=ping,
            )
            for number in range(connections)
        )

    def start(self) -> None:
        """Connect in the background, for as long as it takes, and again whenever a connection breaks."""
        for connection in self._connections:
            connection.start()

    def is_connected(self) -> bool:
        """Whether Slack was heard of lately, over any connection."""
        return any(connection.is_connected() for connection in self._connections)

    @property
    def refusal(self) -> str | None:
        """Why Slack does not let us in, in words."""
        return next((each.refusal for each in self._connections if each.refusal), None)

    def fault(self) -> str | None:
        """Why questions over Socket Mode would not be heard, in words; None when all is well."""
        if self.refusal or self.is_connected():
            return self.refusal
        if any(connection.is_one_too_many() for connection in self._connections):
            return (
                "Slack lets an app have ten Socket Mode connections, and others have them all."
                " Run fewer replicas, or lower callboard.socketMode.connections."
            )
        return "The Socket Mode connection to Slack is down; it is being opened again."

    def stop(self) -> None:
        """Let the questions at hand be answered, then hang up."""
        self._at_work.end(patience=_QUIET_AWAITED, at_hand=_LAST_ANSWERS)
        for connection in self._connections:
            connection.hang_up()
        for connection in self._connections:
            connection.close()
