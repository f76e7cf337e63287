"""Traces: from the question over the resolver and Postgres to Slack's answer, told to a collector; and nothing of it unasked."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot import wiring
from bot.errors import NotTriedError
from bot.settings import SettingsError, load
from tests.acceptance.replicas import running_replicas
from tests.support.processes import becomes_true


class Collector:
    """A collector of OpenTelemetry over real HTTP: keeps what it is sent."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.headers: list[str] = []
        self.url = ""

    def take(self, body: bytes, authorization: str) -> None:
        self.headers.append(authorization)
        for each in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.services |= {
                kept.value.string_value for kept in each.resource.attributes if kept.key == "service.name"
            }
            for scope in each.scope_spans:
                self.spans.extend(scope.spans)

    def below(self, parent: Span) -> set[str]:
        """The names of all that happened because of a span, however far below."""
        children = [span for span in self.spans if span.parent_span_id == parent.span_id]
        return {span.name for span in children} | {name for span in children for name in self.below(span)}


@pytest.fixture
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.take(body, self.headers.get("authorization", ""))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.mark.more
def test_a_question_is_followed_to_slack_and_its_log_has_the_same_id(
    database_url: str, tmp_path: Path, collector: Collector
) -> None:
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=a-collector-s-secret",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
    }
    with running_replicas(database_url, tmp_path, more=variables) as replicas:
        replicas.start()
        asked = replicas.asks("ana", "payments", "owner nothing-of-this-name")
        assert becomes_true(lambda: bool(replicas.answers_to(asked)))
        assert replicas.end(replicas.running[0]) == 0  # what was not told yet is told at the end
        log = replicas.logs
    event = next(span for span in collector.spans if span.name == "event")
    assert {"question", "resolver", "postgres", "slack.call"} <= collector.below(event)
    assert collector.services == {"callboard"}
    assert set(collector.headers) == {"a-collector-s-secret"}
    assert f'"trace": "{event.trace_id.hex()}"' in log
    assert "a-collector-s-secret" not in log
    assert "job" in {span.name for span in collector.spans}
    assert "nothing-of-this-name" not in str(collector.spans), "what people ask stays in the log"


@pytest.mark.more
def test_its_libraries_are_left_alone_where_nobody_asked_for_traces() -> None:
    code = "import sys, bot.serving; print(sum(name.startswith('opentelemetry') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


@pytest.mark.parametrize(
    ("variables", "is_on"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
    ],
)
def test_traces_are_asked_for_by_the_usual_variables(tmp_path: Path, variables: dict[str, str], is_on: bool) -> None:
    assert load(variables, tmp_path).telemetry.is_on is is_on


def test_what_the_collector_wants_to_see_is_a_secret(tmp_path: Path) -> None:
    found = load({"OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer abc, x-team=portal"}, tmp_path)
    assert {"Bearer abc", "portal"} <= set(found.secrets)


def test_says_what_to_install_where_the_libraries_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, "bot.telemetry", raising=False)
    chosen = load({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, tmp_path)
    with pytest.raises(NotTriedError, match=r"opentelemetry is not installed\. `make install` in a checkout"):
        wiring.followed(chosen).__enter__()


def test_says_what_it_cannot_do(tmp_path: Path) -> None:
    wrong = {
        "OTEL_TRACES_EXPORTER": "zipkin",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
    }
    with pytest.raises(SettingsError) as refused:
        load(wrong, tmp_path)
    assert refused.value.faults == (
        "OTEL_TRACES_EXPORTER is 'zipkin', but must be otlp or none.",
        (
            "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc', but traces are sent by http/protobuf only,"
            " which collectors take at port 4318."
        ),
    )
