"""What Prometheus reads: every answer, every call, and what waits."""

import re
from pathlib import Path

from bot import metrics
from bot.sender.remedies import REMEDIES
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.operating import Operating
from tests.support.catalog import entity, put


def read(database: Database, *, is_ready: bool = True) -> dict[str, float]:
    page = metrics.page(Operating(database).state, is_ready=is_ready)
    lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_counts_answers_by_command_and_outcome(database: Database) -> None:
    name = 'callboard_answers_total{command="owner",outcome="answered",surface="slash"}'
    before = read(database).get(name, 0)
    metrics.answered("slash", "owner", "answered", 0.02)
    after = read(database)
    assert after[name] == before + 1
    assert after['callboard_answer_seconds_count{surface="slash"}'] >= 1


def test_counts_slack_s_refusals_by_their_code(database: Database) -> None:
    metrics.slack_called("chat.postMessage", "is_archived", 0.1)
    assert read(database)['callboard_slack_calls_total{method="chat.postMessage",result="is_archived"}'] >= 1


def test_tells_what_waits_and_what_the_catalog_holds(database: Database) -> None:
    put(database, entity("Component", "ledger"), entity("Component", "payments-api"))
    JobQueue(database).defer("read-source", {"source": "file:/here"})
    found = read(database)
    assert found['callboard_waiting{what="jobs"}'] == 1
    assert found['callboard_waiting_oldest_seconds{what="jobs"}'] >= 0
    assert found['callboard_entities{kind="component"}'] == 2
    assert found["callboard_database_up"] == 1


def test_says_that_the_database_is_away_and_tells_the_rest() -> None:
    away = Database("postgresql://callboard@127.0.0.1:9/callboard")
    found = read(away)
    assert found["callboard_database_up"] == 0
    assert 'callboard_waiting{what="jobs"}' not in found
    away.close()


def test_says_whether_the_replica_is_ready(database: Database) -> None:
    assert [read(database, is_ready=ready)["callboard_ready"] for ready in (True, False)] == [1, 0]


def test_the_reference_names_every_metric_and_no_other() -> None:
    page = Path("docs/reference/metrics.md").read_text()
    assert set(re.findall(r"^\| `(callboard_[a-z_]+)`", page, re.MULTILINE)) == metrics.names()


def test_the_dashboard_and_the_alerts_use_no_metric_that_is_not_there() -> None:
    used = set()
    for path in (Path("deploy/grafana/callboard.json"), Path("deploy/prometheus/alerts.yaml")):
        used |= set(re.findall(r"callboard_[a-z_]+", path.read_text()))
    known = metrics.names()
    parts = {f"{name}{part}" for name in known for part in ("", "_bucket", "_count", "_sum")}
    assert used <= parts


def test_the_alerts_wait_for_nothing_that_is_never_told() -> None:
    rules = Path("deploy/prometheus/alerts.yaml").read_text()
    reference = Path("docs/reference/metrics.md").read_text()
    waited = {value for values in re.findall(r'[a-z]+=~?"([^"]+)"', rules) for value in values.split("|")}
    assert {"failed", "messages", "jobs", "token_revoked"} <= waited
    assert [value for value in waited if f"`{value}`" not in reference and value not in REMEDIES] == []
