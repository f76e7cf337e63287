"""The cluster: what is in it, who may read what, and what goes wrong with it today."""

import json
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

import trustme

from tests.support.kubernetes.listing import (
    Change,
    event_of,
    is_listed,
    key_of,
    place_of,
    rights,
    token_for,
    unnamed,
)
from tests.support.kubernetes.objects import Json
from tests.support.kubernetes.refusals import NO_PAGE, forbidden, not_served, refusal, rest_forgotten, too_old
from tests.support.kubernetes.selectors import NoSelectorError, chosen, has_fields

TOKEN = "a-service-accounts-token"
_LIST = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+/[^/]+))(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[a-z]+)"
)
#: What a cluster of today serves, beside what somebody added.
_SERVED = {
    "v1": {"pods": "Pod", "events": "Event"},
    "apps/v1": {
        "deployments": "Deployment",
        "replicasets": "ReplicaSet",
        "statefulsets": "StatefulSet",
        "daemonsets": "DaemonSet",
    },
    "batch/v1": {"jobs": "Job", "cronjobs": "CronJob"},
    "autoscaling/v2": {"horizontalpodautoscalers": "HorizontalPodAutoscaler"},
}
_ROLLOUTS = {"argoproj.io/v1alpha1": {"rollouts": "Rollout", "applications": "Application"}}
#: Whose lists say of each item what it is; those that a cluster was born with say it once, of the list.
_CUSTOM = "argoproj.io"


@dataclass
class Faults:
    """What goes wrong. `statuses` are answered in place of a list; `delay` is in seconds for every answer.

    Every watch that `ends_watches` sees is over as soon as it begins, as behind some proxies.
    """

    delay: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    all_statuses: int = 0
    retry_after: str = "3"
    body: bytes | None = None
    forgets_lists: int = 0
    ends_watches: bool = False


class TestCluster:
    """A Kubernetes API on a loopback address, with a certificate that only its own authority has signed."""

    __test__ = False

    def __init__(self, *, page: int = 500, has_argo: bool = False) -> None:
        self.resources: list[Json] = []
        #: Whether it knows who sends this, as the header says.
        self.knows: Callable[[str], bool] = lambda told: told == f"Bearer {TOKEN}"
        #: Of what the manifest gives, what was taken away again.
        self.forbidden: set[str] = set()
        self.forbidden_watches: set[str] = set()
        #: How often a watch that allows it is told how far the cluster is, in seconds.
        self.bookmarks = 60.0
        self.watching: Counter[str] = Counter()
        self.watched: Counter[str] = Counter()
        self._version = 1
        self._forgotten = 0
        self._changes: list[Change] = []
        self._changed = threading.Condition()
        self.broken_groups: set[str] = set()
        self.faults = Faults()
        self.asked: Counter[str] = Counter()
        self.queries: list[str] = []
        self.served = {**_SERVED, **(_ROLLOUTS if has_argo else {})}
        self._rights = rights()
        self._cuts = 0
        self._page = page
        self._authority = trustme.CA()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("127.0.0.1").configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    @property
    def ca(self) -> str:
        """The authority's certificate, in PEM."""
        return self._authority.cert_pem.bytes().decode()

    def put(self, resources: Iterable[Json]) -> None:
        """These are in it from now on, in place of others of their names."""
        with self._changed:
            for each in resources:
                before = next((other for other in self.resources if key_of(other) == key_of(each)), None)
                self.resources = [other for other in self.resources if other is not before]
                self.resources.append(self._note(before, each))

    def remove(self, kind: str, namespace: str, name: str) -> None:
        with self._changed:
            gone = next(each for each in self.resources if key_of(each) == (kind, namespace, name))
            self.resources.remove(gone)
            self._note(gone, None)

    def remove_everything(self) -> None:
        with self._changed:
            for each in self.resources:
                self._note(each, None)
            self.resources.clear()

    def forget_changes(self) -> None:
        """Compact, as etcd does every few minutes: watches can only go on from what is there now."""
        with self._changed:
            self._forgotten = self._version
            self._changes.clear()

    def cut_watches(self) -> None:
        """End all watches that are open, without a word."""
        with self._changed:
            self._cuts += 1
            self._changed.notify_all()

    def _note(self, before: Json | None, after: Json | None) -> Json:
        """A change, with its number."""
        self._version += 1
        shown = after if after is not None else before
        assert shown is not None
        numbered = {**shown, "metadata": {**shown["metadata"], "resourceVersion": str(self._version)}}
        self._changes.append(Change(self._version, before, numbered if after is not None else None, numbered))
        self._changed.notify_all()
        return numbered

    def kubeconfig(self, folder: Path) -> Path:
        """A file as `kubectl` has it."""
        (folder / "ca.pem").write_text(self.ca)
        file = folder / "kubeconfig.yaml"
        file.write_text(
            f"apiVersion: v1\nkind: Config\ncurrent-context: here\n"
            f"clusters: [{{name: north, cluster: {{server: '{self.url}', certificate-authority: '{folder / 'ca.pem'}'}}}}]\n"
            f"users: [{{name: reader, user: {{token: {TOKEN}}}}}]\n"
            f"contexts: [{{name: here, context: {{cluster: north, user: reader}}}}]\n"
        )
        return file

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, verb: str, target: str, authorization: str, content: bytes = b"") -> tuple[int, Json | bytes]:
        """What it says to a question."""
        self._over.wait(self.faults.delay)
        url = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.queries.append(target)
        if self.faults.body is not None:
            return 200, self.faults.body
        if not self.knows(authorization):
            return refusal(401, "Unauthorized")
        if self.faults.all_statuses:
            return refusal(self.faults.all_statuses, "not today")
        if url.path == "/version":
            return 200, {"major": "1", "minor": "31", "gitVersion": "v1.31.2"}
        if verb == "POST" and url.path.endswith("/selfsubjectaccessreviews"):
            wanted = json.loads(content)["spec"]["resourceAttributes"]
            return 201, {"status": {"allowed": self._may(wanted["verb"], wanted["group"], wanted["resource"])}}
        return self._listed(url.path, asked)

    def _may(self, verb: str, group: str, plural: str) -> bool:
        taken = self.forbidden | (self.forbidden_watches if verb == "watch" else set())
        return (group, plural, verb) in self._rights and plural not in taken

    def _listed(self, path: str, asked: dict[str, str]) -> tuple[int, Json | bytes]:
        found = _LIST.fullmatch(path)
        if found is None:
            return 404, NO_PAGE
        version, plural = found["core"] or found["group"], found["plural"]
        group, verb = version.rpartition("/")[0], "watch" if asked.get("watch") == "true" else "list"
        if not self._may(verb, group, plural):
            return forbidden(verb, plural, group, found["namespace"])
        kind = self.served.get(version, {}).get(plural)
        if kind is None:
            return not_served(is_group_known=any(each.rpartition("/")[0] == group for each in self.served))
        self.asked[plural] += verb == "list"
        if version in self.broken_groups:
            return refusal(503, "the server is currently unable to handle the request")
        if plural in self.faults.statuses:
            return refusal(self.faults.statuses[plural], "not today")
        try:
            return self._answered(version, kind, found["namespace"], asked)
        except NoSelectorError as error:
            return refusal(400, str(error))

    def _answered(self, version: str, kind: str, namespace: str | None, asked: dict[str, str]) -> tuple[int, Json]:
        chosen(asked.get("labelSelector", ""), {})
        has_fields(asked.get("fieldSelector", ""), {"kind": kind})
        begin = place_of(asked.get("continue", ""))
        if begin is None:
            return refusal(400, "invalid continue token: continue key is not valid")
        if begin and self.faults.forgets_lists:
            self.faults.forgets_lists -= 1
            return rest_forgotten(token_for(begin))
        found = [each for each in self.resources if is_listed(each, kind, namespace, asked)]
        return 200, self._paged(found, version, kind, begin, int(asked.get("limit", "0")))

    def _paged(self, found: list[Json], version: str, kind: str, begin: int, limit: int) -> Json:
        end = begin + min(limit or self._page, self._page)
        rest = {"continue": token_for(end)} if end < len(found) else {}
        items = found[begin:end] if version.startswith(_CUSTOM) else [unnamed(each) for each in found[begin:end]]
        metadata = {"resourceVersion": str(self._version), **rest}
        return {"apiVersion": version, "kind": f"{kind}List", "metadata": metadata, "items": items}

    def watch(self, target: str) -> Iterator[Json]:
        """The events of a watch, for as long as it lasts."""
        url = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        found = _LIST.fullmatch(url.path)
        assert found is not None, "it was listed before"
        kind = self.served[found["core"] or found["group"]][found["plural"]]
        since = int(asked.get("resourceVersion") or self._version)
        if not asked.get("resourceVersion"):
            there = [each for each in self.resources if is_listed(each, kind, found["namespace"], asked)]
            yield from ({"type": "ADDED", "object": each} for each in there)
        if since < self._forgotten:
            yield too_old(since, self._forgotten)
            return
        self.watching[found["plural"]] += 1
        self.watched[found["plural"]] += 1
        try:
            yield from self._events(since, kind, found["namespace"], asked)
        finally:
            self.watching[found["plural"]] -= 1

    def _events(self, since: int, kind: str, namespace: str | None, asked: dict[str, str]) -> Iterator[Json]:
        ends, cuts = time.monotonic() + float(asked.get("timeoutSeconds", "1800")), self._cuts
        while not self._over.is_set() and not self.faults.ends_watches:
            with self._changed:
                news = [each for each in self._changes if each.version > since]
                wait = min(self.bookmarks, ends - time.monotonic())
                if not news and cuts == self._cuts and wait > 0:
                    is_told = self._changed.wait(wait)
                    news = [each for each in self._changes if each.version > since]
                    is_quiet = not is_told and not news
                else:
                    is_quiet = False
                since = self._version
            if cuts != self._cuts:
                return
            yield from (event for each in news if (event := event_of(each, kind, namespace, asked)) is not None)
            if is_quiet and asked.get("allowWatchBookmarks") == "true":
                yield {"type": "BOOKMARK", "object": {"kind": kind, "metadata": {"resourceVersion": str(since)}}}
            if time.monotonic() >= ends:
                return

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # the library's name
                self._answer()

            def do_POST(self) -> None:  # as above
                self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _answer(self, content: bytes = b"") -> None:
                known = self.headers.get("Authorization", "")
                status, said = cluster.answer(self.command, self.path, known, content)
                if status == 200 and "watch=true" in self.path:
                    _stream(self, cluster.watch(self.path))
                    return
                body = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if status == 429:
                    self.send_header("Retry-After", cluster.faults.retry_after)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Tests are quiet."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (ssl.SSLError, OSError):  # the client went away, or does not trust us
                    return

        return Handler


def _stream(answer: BaseHTTPRequestHandler, events: Iterable[Json]) -> None:
    """A line for each event, in chunks, for as long as they come."""
    answer.send_response(200)
    answer.send_header("Content-Type", "application/json")
    answer.send_header("Transfer-Encoding", "chunked")
    answer.end_headers()
    answer.wfile.flush()
    for event in events:
        line = json.dumps(event).encode() + b"\n"
        answer.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        answer.wfile.flush()
    answer.wfile.write(b"0\r\n\r\n")
