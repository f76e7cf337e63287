"""Traces for OpenTelemetry, sent by OTLP over HTTP. The one door to its libraries, loaded only when traces are configured."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

from catalog_store import spans

_NAME = "callboard"
_KINDS = {
    "event": SpanKind.SERVER,
    "request": SpanKind.SERVER,
    "job": SpanKind.CONSUMER,
    "postgres": SpanKind.CLIENT,
    "slack.call": SpanKind.CLIENT,
}
#: Seconds that a collector may keep us from ending.
_LAST_WORDS = 3.0


class Telemetry:
    """Follows all work of the process. The other `OTEL_…` variables are read by the libraries themselves."""

    def __init__(self) -> None:
        self._provider = TracerProvider(resource=_resource())
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer(_NAME)

    def start(self) -> None:
        """Follow from now on."""
        spans.follow(self)

    def stop(self) -> None:
        """Follow no more, and send what is left as far as somebody takes it in time."""
        spans.follow(None)
        sending = threading.Thread(target=self._provider.shutdown, name="last-traces", daemon=True)
        sending.start()
        sending.join(_LAST_WORDS)

    @contextmanager
    def begin(self, name: str, facts: spans.Facts, cause: object) -> Iterator[str]:
        """One span, below its cause or whatever the thread is doing. Gives the trace's id."""
        below = attach(cause) if isinstance(cause, Context) else None
        try:
            with (
                self._tracer.start_as_current_span(
                    name,
                    kind=_KINDS.get(name, SpanKind.INTERNAL),
                    attributes={f"callboard.{key}": value for key, value in facts.items()},
                    record_exception=False,
                    set_status_on_exception=False,
                ) as span,
                _told(span),
            ):
                yield trace.format_trace_id(span.get_span_context().trace_id)
        finally:
            if below is not None:
                detach(below)

    def here(self) -> object:
        """What this thread is doing, as a cause; None where that is nothing."""
        span = trace.get_current_span()
        return trace.set_span_in_context(span, Context()) if span.get_span_context().is_valid else None


@contextmanager
def _told(span: trace.Span) -> Iterator[None]:
    """The words of an error may hold what only its asker may see: its kind is enough to look for it in the log."""
    try:
        yield
    except Exception as error:
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise


def _resource() -> Resource:
    """Who we are, by the environment or by our own name."""
    found = Resource.create()
    is_named = not str(found.attributes[SERVICE_NAME]).startswith("unknown_service")
    return found if is_named else found.merge(Resource({SERVICE_NAME: _NAME}))
