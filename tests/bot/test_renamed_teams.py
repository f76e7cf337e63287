"""A team that is called otherwise now is the same team: it is told once in its week, as it chose, compared with before."""

from datetime import timedelta
from pathlib import Path

import pytest

from catalog_store.database import Database
from catalog_store.reports.deliveries import DeliveryState, Due
from tests.bot.test_reports import MONDAY, Company
from tests.commands.conftest import ingest

pytestmark = pytest.mark.more

FILE = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {{name: {name}, annotations: {{slack.com/channel-id: C0PAYMENT1}}}}
spec: {{type: team, children: []}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: payments-api}}
spec: {{type: service, lifecycle: production, owner: payments}}
"""
NEW = "group:default/money-movers"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "payments.yaml"
    path.write_text(FILE.format(name="payments"))
    return path


def test_it_goes_on_where_it_was(database: Database, file: Path) -> None:
    ingest(database, file)
    company = Company(database)
    company.services.report_teams.choose(
        "scorecard", "group:default/payments", by="U1", at=MONDAY, hour=8, time_zone="Europe/Lisbon"
    )
    assert len(company.deliver()) == 1
    company.slack_says("sent")
    file.write_text(FILE.format(name="money-movers"))
    ingest(database, file)
    assert company.deliver() == []
    assert company.services.report_teams.choice("scorecard", NEW).time_zone == "Europe/Lisbon"
    kept = company.services.deliveries.of(Due("scorecard", NEW, "2026-W10", MONDAY))
    assert kept is not None
    assert kept.state is DeliveryState.POSTED
    company.clock.now += timedelta(days=7)
    (built,) = company.deliver()
    assert (built.team, built.period, built.due_at.hour) == (NEW, "2026-W11", 8)
    assert "Nothing has changed since last time." in str(company.outgoing()[-1].payload["blocks"])


def test_another_team_that_takes_the_old_name_begins_afresh(database: Database, file: Path, tmp_path: Path) -> None:
    ingest(database, file)
    company = Company(database)
    company.deliver()
    company.slack_says("sent")
    file.write_text(FILE.format(name="money-movers"))
    ingest(database, file)
    other = tmp_path / "other.yaml"
    other.write_text(FILE.format(name="payments").replace("payments-api", "ledger").replace("C0PAYMENT1", "C0OTHER001"))
    ingest(database, other)
    (built,) = company.deliver()
    assert (built.team, built.channel) == ("group:default/payments", "C0OTHER001")
    assert "Nothing to compare with yet." in str(company.outgoing()[-1].payload["blocks"])
