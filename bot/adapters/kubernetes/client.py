"""Asking one cluster: whole lists through the official client, with errors in words."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from kubernetes.client import ApiClient, ApiException
from kubernetes.watch import Watch
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from bot.adapters.kubernetes.access import Connect
from bot.adapters.kubernetes.errors import (
    AwayError,
    BusyError,
    ClusterError,
    GoneError,
    NotAllowedError,
    NotServedError,
    RefusedError,
    UnknownToClusterError,
)
from bot.adapters.kubernetes.resources import Resource

Json: TypeAlias = Any  # JSON as the cluster sends it: read at once into types of ours, never passed on

#: Seconds to wait for a connection, and for the cluster to say anything on it.
CONNECT_SECONDS, READ_SECONDS = 3.0, 8.0
PAGE = 500
#: No more of one list is held.
MOST_ITEMS = 10_000
#: A cluster without some kind of resource may get it.
_MISSING_FOR = 600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question for a list."""

    resource: Resource
    namespace: str | None
    selector: str = ""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An answer that is none."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ClusterClient:
    """One cluster. Safe to use from many threads."""

    def __init__(
        self,
        connect: Connect,
        *,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        page: int = PAGE,
    ) -> None:
        """`page`: so much of a list comes at once."""
        self._connect = connect
        self._page_size = page
        self._timeouts = timeouts
        self._api: ApiClient | None = None
        self._lock = threading.Lock()
        self._quiet_until = 0.0
        self._missing: dict[Resource, float] = {}

    def all(
        self, resource: Resource, namespace: str | None, *, selector: str = "", fields: str = "", most: int = MOST_ITEMS
    ) -> list[Json]:
        """All resources that the selectors choose, at most `most`.

        Raises:
            ClusterError: there is no whole list.
        """
        return self._listed(Asked(resource, namespace, selector), fields, most)[0]

    def listed(self, asked: Asked) -> tuple[list[Json], str]:
        """The same, and the version of the list from which a watch goes on; empty where it is not whole.

        Raises:
            ClusterError: there is no whole list.
        """
        items, version = self._listed(asked, "", MOST_ITEMS)
        return items, version if len(items) < MOST_ITEMS else ""

    def changes(self, asked: Asked, version: Callable[[], str], *, seconds: float) -> Iterator[Json]:
        """What changes after a version of the list, for so many seconds; None where the cluster only shows that it lives.

        Raises:
            GoneError: the cluster forgot what was after that version.
            ClusterError: there is no watch, or it broke off.
        """

        def opened(**_asked: object) -> Json:
            return self._watched(asked, version(), seconds=seconds)

        try:
            # A watch that names its time ends with it, and does not begin again by itself.
            yield from Watch().stream(opened, timeout_seconds=seconds)
        except ApiException as error:
            if error.status == 410:
                raise GoneError from error
            raise ClusterError(f"it ended the watch ({error.status}: {error.reason})") from error
        except HTTPError as error:
            raise ClusterError(f"the connection of a watch broke off ({type(error).__name__})") from error

    def _watched(self, asked: Asked, version: str, *, seconds: float) -> Json:
        wanted = {
            "labelSelector": asked.selector,
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": version,
            "timeoutSeconds": str(max(1, round(seconds))),
        }
        query = {name: value for name, value in wanted.items() if value}
        # It may be silent for as long as it lasts.
        timeouts = self._timeouts[0], seconds + self._timeouts[1]
        answer = self._opened("GET", asked.resource.path(asked.namespace), query, None, timeouts)
        if not 200 <= answer.status < 300:
            refused = _Refusal(answer.status, answer.headers, answer.data)
            raise self._refusal(refused, asked.resource.plural, asked.namespace, verb="watch")
        return answer

    def _listed(self, asked: Asked, fields: str, most: int) -> tuple[list[Json], str]:
        resource, namespace = asked.resource, asked.namespace
        if self._missing.get(resource, 0.0) > time.monotonic():
            raise NotServedError(resource.plural, resource.group_version)
        wanted = {"labelSelector": asked.selector, "fieldSelector": fields, "limit": str(min(self._page_size, most))}
        query = {name: value for name, value in wanted.items() if value}
        try:
            return self._pages(resource, namespace, query, most)
        except GoneError:  # the rest of the list was forgotten while we read; once from the beginning
            return self._pages(resource, namespace, query, most)

    def version(self) -> str:
        """The version of the cluster, as `v1.31.2`.

        Raises:
            ClusterError: it does not tell.
        """
        told = self._get("/version", {}, "its version", None)
        return str(told.get("gitVersion") or "an unknown version") if isinstance(told, Mapping) else "no version"

    def review(self, resource: Resource) -> bool:
        """Whether our account may list this in all namespaces.

        Raises:
            ClusterError: it does not tell.
        """
        attributes = {"verb": "list", "group": resource.group, "resource": resource.plural.partition(" ")[0]}
        body = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        }
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        told = self._call("POST", path, {}, "what we may read", None, body)
        status = told.get("status") if isinstance(told, Mapping) else None
        return bool(status.get("allowed")) if isinstance(status, Mapping) else False

    def _pages(
        self, resource: Resource, namespace: str | None, asked: Mapping[str, str], most: int
    ) -> tuple[list[Json], str]:
        items: list[Json] = []
        token = ""
        while True:
            page = self._page(resource, namespace, {**asked, "continue": token} if token else asked)
            items.extend(page.get("items") or ())
            metadata = page.get("metadata") or {}
            token = metadata.get("continue") or ""
            if not token or len(items) >= most:
                return items[:most], str(metadata.get("resourceVersion") or "")

    def _page(self, resource: Resource, namespace: str | None, asked: Mapping[str, str]) -> Json:
        try:
            page = self._get(resource.path(namespace), asked, resource.plural, namespace)
        except NotServedError as error:
            self._missing[resource] = time.monotonic() + _MISSING_FOR
            raise NotServedError(resource.plural, resource.group_version) from error
        if not isinstance(page, Mapping):
            raise RefusedError("its answer makes no sense")
        return page

    def _get(self, path: str, asked: Mapping[str, str], what: str, namespace: str | None) -> Json:
        return self._call("GET", path, asked, what, namespace)

    def _call(
        self, verb: str, path: str, asked: Mapping[str, str], what: str, namespace: str | None, body: Json = None
    ) -> Json:
        if (rest := self._quiet_until - time.monotonic()) > 0:
            raise BusyError(rest)
        status, headers, text = self._sent(verb, path, asked, body)
        if not 200 <= status < 300:
            raise self._refusal(_Refusal(status, headers, text), what, namespace)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RefusedError("its answer broke off, or makes no sense") from error

    def _sent(self, verb: str, path: str, asked: Mapping[str, str], body: Json) -> tuple[int, Mapping[str, str], bytes]:
        try:
            response = self._opened(verb, path, asked, body, self._timeouts)
            return response.status, response.headers, response.data
        except HTTPError as error:
            raise away(error, self._timeouts) from error

    def _opened(
        self, verb: str, path: str, asked: Mapping[str, str], body: Json, timeouts: tuple[float, float]
    ) -> Json:
        """The library's own response, to be read by whoever asked."""
        api = self._connected()
        headers = {"Accept": "application/json", **({"Content-Type": "application/json"} if body else {})}
        request = api.param_serialize(
            verb,
            path,
            query_params=list(asked.items()),
            header_params=headers,
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            return api.call_api(*request, _request_timeout=timeouts).response
        except ApiException as error:  # the client's own word for a certificate that is not trusted
            raise AwayError(_distrust(str(error.reason))) from error
        except HTTPError as error:
            raise away(error, self._timeouts) from error

    def _connected(self) -> ApiClient:
        with self._lock:
            if self._api is None:
                self._api = self._connect()
            return self._api

    def _refusal(self, refused: _Refusal, what: str, namespace: str | None, *, verb: str = "list") -> ClusterError:
        status = refused.status
        if status == 401:
            with self._lock:
                self._api = None  # a token that was renewed in its file is read again
            return UnknownToClusterError("it does not know our token (401): it has expired, was revoked or is mistyped")
        if status == 403:
            return NotAllowedError(what, namespace, verb)
        if status == 404:
            return NotServedError(what, "its API")
        if status == 410:
            return GoneError()
        if status == 429:
            seconds = _seconds(refused.headers)
            self._quiet_until = time.monotonic() + seconds
            return BusyError(seconds)
        if status >= 500:
            return AwayError(f"it has trouble itself ({status})")
        return RefusedError(f"it refuses the question ({status}: {_message(refused.body)})")


def away(error: HTTPError, timeouts: tuple[float, float]) -> AwayError:
    """Why nothing came, in words."""
    reason = getattr(error, "reason", None)
    cause = reason if isinstance(reason, Exception) else error
    if isinstance(cause, ReadTimeoutError):
        return AwayError(f"it did not answer within {timeouts[1]:g} s")
    if isinstance(cause, SSLError):
        return AwayError(
            f"its certificate is not one that we trust ({_certificate(str(cause))}); check caData or caFile"
        )
    if isinstance(cause, NewConnectionError):
        return AwayError(f"it cannot be reached ({_last_words(str(cause))})")
    if isinstance(cause, ConnectTimeoutError):  # which a refused connection is, too, for the library
        return AwayError(f"it cannot be reached within {timeouts[0]:g} s")
    return AwayError(f"the connection to it broke off ({type(cause).__name__})")


def _distrust(text: str) -> str:
    return f"its certificate is not one that we trust ({_certificate(text)}); check caData or caFile"


def _certificate(text: str) -> str:
    known = {
        "self-signed": "it is signed by itself",
        "self signed": "it is signed by itself",
        "unable to get local issuer": "nobody that we know has signed it",
        "expired": "it has expired",
        "mismatch": "it is for another address",
        "doesn't match": "it is for another address",
    }
    return next((words for sign, words in known.items() if sign in text.lower()), "the connection is not safe")


def _last_words(text: str) -> str:
    """`…: Failed to establish a new connection: [Errno 111] Connection refused` → `connection refused`."""
    return text.rpartition("] ")[2].strip(" )'\"").lower()[:80] or "no connection"


def _seconds(headers: Mapping[str, str]) -> float:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return min(float(text), 60.0) if text.isdecimal() else 2.0


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])[:160]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "no reason given"
