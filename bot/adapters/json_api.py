"""Asking a system of ours in JSON over HTTP, with errors as clauses that people read."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TimedOutError

from bot.operation_source import SourceFailedError

Json: TypeAlias = Any  # JSON as the system sends it: read at once into types of ours, never passed on
#: A value, or several of one name.
Query: TypeAlias = Mapping[str, str | Sequence[str]]

_TIMEOUT = urllib3.Timeout(connect=3.0, read=8.0)
#: For what somebody waits for before anything else can be asked.
BRIEFLY = urllib3.Timeout(total=1.0)
#: No answer is longer; one that is, is none of what was asked for.
_LARGEST = 20 * 2**20
_MOST_REST = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back, as it is."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class JsonApi:
    """One system. Safe to use from many threads."""

    def __init__(self, url: str, headers: Mapping[str, str], *, timeout: urllib3.Timeout = _TIMEOUT) -> None:
        self._url = url
        self._headers = {"Accept": "application/json", "User-Agent": "Callboard", **headers}
        self._timeout = timeout
        self._pool = urllib3.PoolManager(retries=False, maxsize=4)
        self._quiet_until = 0.0

    def get(self, path: str, query: Query | None = None) -> Json:
        """What stands there; None where nothing does.

        Raises:
            SourceFailedError: it is not told.
        """
        status, said = self._asked("GET", path, query)
        if status == 404:
            return None
        self._judge(status, said)
        return _read(said)

    def post(self, path: str, body: object, headers: Mapping[str, str]) -> tuple[int, Json]:
        """The status and what was said to it, also where it was refused as such (400 to 422).

        Raises:
            SourceFailedError: nothing was done.
        """
        content = json.dumps(body).encode()
        status, said = self._asked("POST", path, None, content, {"Content-Type": "application/json", **headers})
        if status not in (400, 404, 409, 422):
            self._judge(status, said)
        return status, _read(said)

    def send(
        self,
        verb: str,
        path: str,
        query: Query | None,
        content: bytes | None,
        headers: Mapping[str, str],
        *,
        seconds: float,
    ) -> Sent:
        """Whatever is said to it, whatever its status; redirections are not followed.

        Raises:
            SourceFailedError: nothing is said.
        """
        written = _written(query)
        try:
            response = self._pool.request(
                verb,
                f"{self._url}{path}{written.replace('?', '&', 1) if '?' in path else written}",
                body=content,
                headers={"user-agent": "Callboard", **headers},
                timeout=urllib3.Timeout(total=seconds),
                redirect=False,
                preload_content=False,
            )
            said = response.read(_LARGEST)
            response.release_conn()
        except HTTPError as error:
            raise SourceFailedError(_away(error)) from error
        return Sent(response.status, dict(response.headers), said)

    def _asked(
        self,
        verb: str,
        path: str,
        query: Query | None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        if (rest := self._quiet_until - time.monotonic()) > 0:
            raise SourceFailedError(f"it was asked too often (429), and may be asked again in {rest:.0f} s")
        try:
            response = self._pool.request(
                verb,
                f"{self._url}{path}{_written(query)}",
                body=content,
                headers={**self._headers, **(headers or {})},
                timeout=self._timeout,
                preload_content=False,
            )
            said = response.read(_LARGEST)
            response.release_conn()
        except HTTPError as error:
            raise SourceFailedError(_away(error)) from error
        if response.status == 429:
            self._quiet_until = time.monotonic() + _seconds(response.headers.get("Retry-After", ""))
        return response.status, said

    def _judge(self, status: int, said: bytes) -> None:
        if status in (401, 403):
            raise SourceFailedError(
                f"it does not take our token ({status}): it has expired, was revoked, or lacks a right"
            )
        if status == 429:
            raise SourceFailedError("it was asked too often (429)")
        if status >= 500:
            raise SourceFailedError(f"it has trouble itself ({status})")
        if not 200 <= status < 300:
            raise SourceFailedError(f"it refuses the question ({status}: {_message(said)})")


def _written(query: Query | None) -> str:
    pairs = [
        (name, each) for name, value in (query or {}).items() for each in ([value] if isinstance(value, str) else value)
    ]
    return f"?{urlencode(pairs)}" if pairs else ""


def _read(said: bytes) -> Json:
    try:
        return json.loads(said) if said.strip() else None
    except (ValueError, RecursionError) as error:
        raise SourceFailedError("its answer broke off, or makes no sense") from error


def _away(error: HTTPError) -> str:
    if isinstance(error, NewConnectionError):
        return f"it cannot be reached ({str(error).rpartition('] ')[2].strip(' )').lower()[:80]})"
    if isinstance(error, TimedOutError):
        return "it did not answer in time"
    if isinstance(error, SSLError):
        return "its certificate is not one that we trust"
    return f"the connection to it broke off ({type(error).__name__})"


def _seconds(text: str) -> float:
    return min(float(text), _MOST_REST) if text.isdecimal() else 2.0


def _message(said: bytes) -> str:
    """What systems call the reason: `message`, or `error` with one."""
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return "no reason given"
    inner = told.get("error") if isinstance(told, Mapping) else None
    for holder in (told, inner):
        if isinstance(holder, Mapping) and isinstance(holder.get("message"), str):
            return str(holder["message"])[:160]
    return str(inner)[:160] if isinstance(inner, str) else "no reason given"
