"""Reads a web page that a file or a person named, without letting them reach into our own network."""

import posixpath
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore

from bot.reading_rules import AllowedHost, find_objection
from catalog_store.reading import UnreadableError

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_GITHUB_FILE = re.compile(r"https://github\.com/(?P<repository>[^/]+/[^/]+)/blob/(?P<path>[^?#]+)", re.IGNORECASE)
_CREDENTIALS = re.compile(r"//[^/?#]*@")
#: What RFC 3986 lets stand in a path and a query; "%" is kept, as it begins what is quoted already.
_URL_SIGNS = "/?%:@!$&'()*+,;=-._~"
_STATUS_WORDS = {
    401: "we are not allowed to read it",
    403: "we are not allowed to read it",
    404: "nothing is there, or it is private",
    410: "it is gone",
    429: "we asked too often; it works again later",
}

#: All addresses of a host, as numbers. Raises `OSError` when it has none.
Resolve = Callable[[str, int], tuple[str, ...]]


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Ask the system, which also reads the odd spellings such as `127.1` and `0x7f000001`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class WebPages:
    """Fetches pages from the public internet, and from the hosts that the configuration allows."""

    def __init__(
        self,
        allow: tuple[AllowedHost, ...] = (),
        *,
        timeout: float = 10.0,
        size_limit: int = 10 * 2**20,
        resolve: Resolve = look_up,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`timeout` is in seconds for everything together, redirects included; `size_limit` in bytes.

        `trust` says whose certificates are good: the system's choice when left out.
        """
        self._allow = allow
        self._timeout = timeout
        self._size_limit = size_limit
        self._resolve = resolve
        self._trust = trust
        self._look_ups = ThreadPoolExecutor(max_workers=4, thread_name_prefix="look-up")

    def fetch(self, url: str) -> bytes:
        """The page's bytes.

        Raises:
            UnreadableError: it must not be read, or there is nothing to read.
        """
        try:
            return self._followed(_raw(url))
        except _RefusalError as error:
            raise UnreadableError(f"url:{_CREDENTIALS.sub('//***@', url)}", str(error)) from error

    def check(self, url: str) -> tuple[str, ...]:
        """See that the address may be read, for those who read it by other means; where its host is, to be asked only there.

        Raises:
            UnreadableError: it must not be read.
        """
        try:
            return self._checked_addresses(_Target.parse(url), _Deadline(self._timeout))
        except _RefusalError as error:
            raise UnreadableError(f"url:{_CREDENTIALS.sub('//***@', url)}", str(error)) from error

    def _followed(self, url: str) -> bytes:
        deadline = _Deadline(self._timeout)
        for _ in range(MAX_REDIRECTS + 1):
            found = self._read(_Target.parse(url), deadline)
            if isinstance(found, bytes):
                return found
            url = _joined(url, found.location)
        raise _RefusalError(f"it redirects more than {MAX_REDIRECTS} times")

    def _read(self, target: "_Target", deadline: "_Deadline") -> "bytes | _Redirect":
        addresses = self._checked_addresses(target, deadline)
        try:
            with (
                self._connection(target, _CheckedAddresses(addresses, deadline)) as connection,
                connection.stream("GET", target.url, headers=target.headers) as response,
            ):
                return self._content(response)
        except httpcore.TimeoutException as error:
            raise deadline.missed() from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _RefusalError(_connection_words(target.host, error)) from error

    def _connection(self, target: "_Target", addresses: httpcore.NetworkBackend) -> httpcore.HTTPConnection:
        trust = (self._trust or _system_trust()) if target.scheme == "https" else None
        return httpcore.HTTPConnection(target.origin, ssl_context=trust, network_backend=addresses)

    def _checked_addresses(self, target: "_Target", deadline: "_Deadline") -> tuple[str, ...]:
        addresses = self._addresses(target, deadline)
        if any(allowed.covers(target.authority, target.plain_path) for allowed in self._allow):
            return addresses
        for address in addresses:
            if objection := find_objection(address):
                raise _RefusalError(
                    f"{target.host} is not on the public internet ({objection})."
                    " An administrator can name it under backend.reading.allow"
                )
        return addresses

    def _addresses(self, target: "_Target", deadline: "_Deadline") -> tuple[str, ...]:
        # The system's look-up knows no time limit, so it runs aside.
        looking = self._look_ups.submit(self._resolve, target.host, target.port)
        try:
            addresses = looking.result(timeout=deadline.left())
        except TimeoutError as error:
            raise deadline.missed() from error
        except OSError as error:
            raise _RefusalError(f"no address is known for {target.host}") from error
        if not addresses:
            raise _RefusalError(f"no address is known for {target.host}")
        return addresses

    def _content(self, response: httpcore.Response) -> "bytes | _Redirect":
        headers = {name.lower(): value.decode("utf-8", "replace") for name, value in response.headers}
        if response.status in _REDIRECTS and b"location" in headers:
            return _Redirect(headers[b"location"])
        if response.status != 200:
            raise _RefusalError(_status_words(response.status))
        # None was asked for. Taking some would let a small answer become a huge one.
        if headers.get(b"content-encoding", "identity") != "identity":
            raise _RefusalError("it came compressed, which was not asked for")
        return self._body(response)

    def _body(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > self._size_limit:
                raise _RefusalError(f"it is larger than {self._size_limit:,} bytes")
        return bytes(body)


class _RefusalError(Exception):
    """The page will not be read, with the reason in words."""


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


@dataclass(frozen=True, slots=True)
class _Target:
    """Where one request goes: `host` without brackets, `path` with its query, quoted."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> "_Target":
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname or ""
            # Python's own IDNA refuses empty and overlong labels as well.
            host = host if ":" in host else host.encode("idna").decode("ascii")
        except ValueError as error:
            raise _RefusalError("it is not a web address") from error
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise _RefusalError("only http:// and https:// addresses with a host are read")
        if parts.username is not None or parts.password is not None:
            raise _RefusalError("it holds a user name or a password, which does not belong into an address")
        query = f"?{parts.query}" if parts.query else ""
        path = quote(f"{parts.path or '/'}{query}", safe=_URL_SIGNS)
        return cls(parts.scheme, host, _DEFAULT_PORTS[parts.scheme] if port is None else port, path)

    @property
    def authority(self) -> str:
        """The host, with its port when that is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def plain_path(self) -> str:
        """The path as a server may understand it, without quoting and detours."""
        return posixpath.normpath(unquote(self.path.partition("?")[0]))

    @property
    def origin(self) -> httpcore.Origin:
        return httpcore.Origin(self.scheme.encode(), self.host.encode(), self.port)

    @property
    def url(self) -> httpcore.URL:
        return httpcore.URL(scheme=self.scheme, host=self.host, port=self.port, target=self.path)

    @property
    def headers(self) -> dict[bytes | str, bytes | str]:
        return {"Host": self.authority, "User-Agent": "Callboard", "Accept": "*/*", "Accept-Encoding": "identity"}


class _Deadline:
    """The moment by which everything must be done."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> _RefusalError:
        return _RefusalError(f"it did not answer in full within {self._seconds:g} seconds")


class _CheckedAddresses(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever the name would resolve to by now."""

    def __init__(self, addresses: tuple[str, ...], deadline: _Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  # the name was resolved already, and must not be again
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the deadline knows better
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectError("no address to connect to")
        for still, address in zip(range(len(self._addresses), 0, -1), self._addresses, strict=True):
            share = self._deadline.left() / still
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, share, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every wait ends at the deadline, so that a server cannot drip its answer for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the deadline knows better
        return self._stream.read(max_bytes, timeout=self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the deadline knows better
        self._stream.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # the deadline knows better
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.left())
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


@cache
def _system_trust() -> ssl.SSLContext:
    """Made when first needed: reading the system's certificates takes longer than the rest of a start."""
    return ssl.create_default_context()


def _raw(url: str) -> str:
    """The file itself where the address is GitHub's page about it."""
    page = _GITHUB_FILE.match(url)
    return f"https://raw.githubusercontent.com/{page['repository']}/{page['path']}" if page else url


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _RefusalError("it redirects to what is not a web address") from error


def _status_words(status: int) -> str:
    if status >= 500:
        return f"its server has trouble ({status})"
    return f"{_STATUS_WORDS.get(status, 'its server gave an answer that is no page')} ({status})"


def _connection_words(host: str, error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not to be trusted: {cause.verify_message}"
    if isinstance(error, httpcore.ConnectError):
        return f"there is no connection to {host} ({getattr(cause, 'strerror', None) or error})"
    return f"{host} broke off, or does not speak HTTP"
