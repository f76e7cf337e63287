"""What the bot counts of itself, for Prometheus. The one door to its client library."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from catalog_store.errors import CatalogError
from catalog_store.operating import OperatingState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_REGISTRY = CollectorRegistry()
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

_ANSWERS = Counter("callboard_answers", "Questions answered.", ("surface", "command", "outcome"), registry=_REGISTRY)
_ANSWER_SECONDS = Histogram(
    "callboard_answer_seconds",
    "From a question's arrival to its answer, the way to Slack left aside.",
    ("surface",),
    buckets=_SLOW,
    registry=_REGISTRY,
)
_ACK_SECONDS = Histogram(
    "callboard_ack_seconds",
    "From a request of Slack's to its acknowledgement.",
    ("way",),
    buckets=_QUICK,
    registry=_REGISTRY,
)
_SLACK_CALLS = Counter(
    "callboard_slack_calls",
    "Calls of Slack's methods; the result is ok or Slack's error.",
    ("method", "result"),
    registry=_REGISTRY,
)
_SLACK_SECONDS = Histogram(
    "callboard_slack_call_seconds", "How long Slack's methods took.", ("method",), buckets=_SLOW, registry=_REGISTRY
)
_JOBS = Counter("callboard_jobs", "Jobs of the workers.", ("task", "result"), registry=_REGISTRY)
_JOB_SECONDS = Histogram(
    "callboard_job_seconds", "How long the workers' jobs took.", ("task",), buckets=_SLOW, registry=_REGISTRY
)
_READY = Gauge(
    "callboard_ready",
    "Whether this replica could do its work when this was asked, as /readyz says.",
    registry=_REGISTRY,
)
_DATABASE = Gauge("callboard_database_up", "Whether the database answered when this was asked.", registry=_REGISTRY)


def answered(surface: str, command: str, outcome: str, seconds: float) -> None:
    """A question was answered, or not."""
    _ANSWERS.labels(surface, command, outcome).inc()
    _ANSWER_SECONDS.labels(surface).observe(seconds)


def acknowledged(way: str, seconds: float) -> None:
    """A request of Slack's was acknowledged; `way` is `http` or `socket`."""
    _ACK_SECONDS.labels(way).observe(seconds)


def slack_called(method: str, result: str, seconds: float) -> None:
    """Slack answered a call of ours."""
    _SLACK_CALLS.labels(method, result).inc()
    _SLACK_SECONDS.labels(method).observe(seconds)


def job_ended(task: str, result: str, seconds: float) -> None:
    """A worker is done with a job; the result is `done`, `failed` or `handed-over`."""
    _JOBS.labels(task, result).inc()
    _JOB_SECONDS.labels(task).observe(seconds)


def page(state: Callable[[], OperatingState], *, is_ready: bool) -> str:
    """Everything, as Prometheus reads it. What the database would tell is left out while it is away."""
    _READY.set(is_ready)
    try:
        found: OperatingState | None = state()
    except CatalogError:
        found = None
    _DATABASE.set(found is not None)
    counted = generate_latest(_REGISTRY).decode()
    return counted + (_written(found) if found else "")


def names() -> frozenset[str]:
    """Every metric, as the documentation calls it: counters with their `_total`."""
    empty = OperatingState({}, 0, (), 0, {}, {}, {}, {}, 0)
    families = (*_REGISTRY.collect(), *_gauges(empty))
    return frozenset(family.name + ("_total" if family.type == "counter" else "") for family in families)


class _State(Collector):
    def __init__(self, state: OperatingState) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        return _gauges(self._state)


def _written(state: OperatingState) -> str:
    registry = CollectorRegistry()
    registry.register(_State(state))
    return generate_latest(registry).decode()


def _gauges(state: OperatingState) -> Iterator[GaugeMetricFamily]:
    number = GaugeMetricFamily("callboard_waiting", "What waits for its turn.", labels=["what"])
    oldest = GaugeMetricFamily("callboard_waiting_oldest_seconds", "For how long the oldest waits.", labels=["what"])
    for what, waiting in state.waiting.items():
        number.add_metric([what], waiting.number)
        oldest.add_metric([what], waiting.oldest)
    yield number
    yield oldest
    yield GaugeMetricFamily("callboard_jobs_set_aside", "Jobs that failed for good.", value=state.jobs_set_aside)
    yield GaugeMetricFamily(
        "callboard_messages_unsure",
        "Messages of the last day of which nobody knows whether they arrived.",
        value=state.messages_unsure,
    )
    yield _labelled("callboard_source_behind_seconds", "Since a source was last read whole.", "source", state.behind)
    yield _labelled("callboard_entities", "What the catalog holds.", "kind", state.entities)
    yield _labelled("callboard_golden_path_runs", "Runs of golden paths.", "state", state.runs)
    deliveries = GaugeMetricFamily("callboard_deliveries", "Reports to teams.", labels=["report", "state"])
    for (report, reached), count in state.deliveries.items():
        deliveries.add_metric([report, reached], count)
    yield deliveries
    yield GaugeMetricFamily(
        "callboard_database_connections_in_use",
        "Connections of this process's pool in use.",
        value=state.connections_in_use,
    )


def _labelled(name: str, described: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, described, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
