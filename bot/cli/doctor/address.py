"""Whether we can listen where CALLBOARD_LISTEN says, or are listening there already."""

import errno
import http.client
import socket
from collections.abc import Iterator

from bot.cli.doctor.finding import Finding, fault, ok
from bot.settings import ListenAddress, Settings

_PATIENCE = 3.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared with, not listened on


def examine(settings: Settings) -> Iterator[Finding]:
    """The address, free or taken."""
    listen = settings.listen
    try:
        _bind(listen)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            yield from _examine_holder(listen)
        else:
            yield fault(
                f"Nothing can listen on {listen} ({error.strerror}).",
                "Set CALLBOARD_LISTEN to an address of this machine and a free port above 1023.",
            )
        return
    yield ok(f"{listen} is free to listen on.")


def _bind(listen: ListenAddress) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        listen.host, listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def _examine_holder(listen: ListenAddress) -> Iterator[Finding]:
    """Who it is that listens there. Ours are known by what they say of themselves."""
    told = _read(listen, "/healthz") == "ok\n" and _read(listen, "/readyz")
    if not told:
        yield fault(
            f"Another program listens on {listen}.",
            "Stop it, or set CALLBOARD_LISTEN to another address.",
        )
    elif told == "ready\n":
        yield ok(f"A Callboard listens on {listen} and is ready.")
    else:
        yield from (fault(f"The Callboard on {listen} is not ready: {line}") for line in told.splitlines())


def _read(listen: ListenAddress, path: str) -> str:
    connection = http.client.HTTPConnection(_EVERYWHERE.get(listen.host, listen.host), listen.port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read(10_000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
