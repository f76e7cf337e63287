"""What Alertmanager and Grafana tell of a thing."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.alerts import Alerts, alertmanager, grafana
from bot.integrations_settings import SystemSettings
from bot.operation_source import SourceFailedError
from catalog_store.entities import Entity
from tests.support.catalog import entity
from tests.support.systems import Asked, StandIn

Json = dict[str, Any]  # Any: JSON


def alert(name: str, state: str = "active", **labels: str) -> Json:
    """As `GET /api/v2/alerts` has it."""
    return {
        "labels": {"alertname": name, "severity": "critical", **labels},
        "annotations": {"summary": f"{name} happens"},
        "startsAt": "2026-03-02T08:22:00.000Z",
        "endsAt": "2026-03-02T09:22:00.000Z",
        "updatedAt": "2026-03-02T08:59:00.000Z",
        "fingerprint": "f",
        "receivers": [{"name": "slack"}],
        "generatorURL": "https://prometheus.example/graph",
        "status": {"state": state, "silencedBy": [], "inhibitedBy": []},
    }


class Alerting(StandIn):
    """A system in which these alerts are."""

    def __init__(self) -> None:
        super().__init__(self._answered)
        self.alerts: Any = []

    def _answered(self, asked: Asked) -> tuple[int, Any]:
        assert asked.query["active"] == ["true"]
        paths = ("/api/v2/alerts", "/api/alertmanager/grafana/api/v2/alerts")
        return (200, self.alerts) if asked.path in paths else (404, b"404 page not found")


@pytest.fixture
def alerting() -> Iterator[Alerting]:
    with Alerting() as found:
        yield found


def source(alerting: Alerting) -> Alerts:
    return alertmanager(SystemSettings(alerting.url))


def names(alerting: Alerting, thing: Entity) -> list[str]:
    return [each.name for each in source(alerting).read([thing])[thing.ref].alerts]


def test_alerts_are_those_that_name_the_thing(alerting: Alerting) -> None:
    alerting.alerts = [
        alert("BySer", service="payments-api"),
        alert("ByPod", pod="payments-api-7d9f8b6c5-x2x9k"),
        alert("ByStatefulPod", pod="payments-api-0"),
        alert("Other", service="booking-api"),
        alert("OthersPod", pod="payments-api-worker-7d9f8b6c5-x2x9k"),
        alert("Nobodys"),
    ]

    assert names(alerting, entity("Component", "payments-api")) == ["BySer", "ByPod", "ByStatefulPod"]


def test_an_annotation_chooses_by_labels(alerting: Alerting) -> None:
    alerting.alerts = [alert("Mine", team="pay", tier="1"), alert("Theirs", team="pay", tier="2")]
    thing = entity("Component", "x", annotations={"grafana/alert-label-selector": 'team="pay", tier=1'})

    assert names(alerting, thing) == ["Mine"]


def test_a_silenced_alert_is_told_as_that(alerting: Alerting) -> None:
    alerting.alerts = [alert("Quiet", "suppressed", app="payments-api")]
    thing = entity("Component", "payments-api")

    [told] = source(alerting).read([thing])[thing.ref].alerts

    assert (told.is_silenced, told.summary, told.severity) == (True, "Quiet happens", "critical")


def test_grafana_is_asked_where_it_speaks_the_same_language(alerting: Alerting) -> None:
    alerting.alerts = [alert("Mine", app="payments-api")]
    thing = entity("Component", "payments-api")

    found = grafana(SystemSettings(alerting.url, SecretStr("viewer"))).read([thing])

    assert len(found[thing.ref].alerts) == 1
    assert alerting.asked[0].headers["Authorization"] == "Bearer viewer"


def test_many_things_are_one_question(alerting: Alerting) -> None:
    source(alerting).read([entity("Component", f"service-{number}") for number in range(20)])

    assert len(alerting.asked) == 1


@pytest.mark.parametrize("said", [{"status": "success"}, None, "text"])
def test_something_else_at_that_address_is_named(alerting: Alerting, said: object) -> None:
    alerting.alerts = said

    with pytest.raises(SourceFailedError, match="its answer makes no sense; baseUrl must lead to its root"):
        source(alerting).read([entity("Component", "x")])


def test_one_that_is_away_is_named() -> None:
    with Alerting() as gone:
        pass

    with pytest.raises(SourceFailedError, match=r"it cannot be reached \(connection refused\)|it did not answer"):
        source(gone).read([entity("Component", "x")])


def test_odd_alerts_do_not_stop_the_others(alerting: Alerting) -> None:
    alerting.alerts = [3, {}, {"labels": None, "startsAt": "now"}, alert("Mine", app="payments-api")]

    assert names(alerting, entity("Component", "payments-api")) == ["Mine"]
