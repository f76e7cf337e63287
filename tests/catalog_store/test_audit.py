"""The log of deeds is read back as it was written, the latest first."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from catalog_store.audit import KEPT, Audit, AuditFilter, AuditOutcome, Doing
from catalog_store.database import Database

ANA = Doing("T1", "U1", "user:default/ana", "press/removals.apply", AuditOutcome.DONE, "file:/catalog", "47 removed")
BEN = Doing("T1", "U2", None, "golden-path/rollback_now", AuditOutcome.REFUSED, "component:default/ledger")


@pytest.fixture
def audit(database: Database) -> Audit:
    log = Audit(database)
    log.save(ANA)
    log.save(BEN)
    return log


def doings(audit: Audit, wanted: AuditFilter) -> list[Doing]:
    return [entry.doing for entry in audit.page(wanted, limit=10)[0]]


def test_the_latest_comes_first(audit: Audit) -> None:
    assert doings(audit, AuditFilter()) == [BEN, ANA]
    assert [entry.doing for entry in audit.all(AuditFilter())] == [BEN, ANA]


@pytest.mark.parametrize(
    "wanted, found",
    [
        (AuditFilter(user="user:default/ana"), [ANA]),
        (AuditFilter(user="U2"), [BEN]),
        (AuditFilter(deed="press/*"), [ANA]),
        (AuditFilter(deed="golden-path/rollback_now"), [BEN]),
        (AuditFilter(deed="golden-path/rollback%"), []),
        (AuditFilter(target="component:default/ledger"), [BEN]),
        (AuditFilter(outcome="refused"), [BEN]),
        (AuditFilter(user="nobody"), []),
    ],
)
def test_is_looked_through_by_who_what_where_and_outcome(audit: Audit, wanted: AuditFilter, found: list[Doing]) -> None:
    assert doings(audit, wanted) == found


def test_pages_know_how_much_there_is(audit: Audit) -> None:
    entries, total = audit.page(AuditFilter(), limit=1, offset=1)
    assert ([entry.doing for entry in entries], total) == ([ANA], 2)


def test_only_what_is_very_old_is_dropped(audit: Audit, database: Database) -> None:
    at = audit.page(AuditFilter(), limit=1)[0][0].at
    assert audit.forget(now=at + KEPT - timedelta(minutes=1)) == 0
    with database.changing() as connection:
        connection.execute(text("UPDATE audit SET at = at - interval '2 years' WHERE slack_user = 'U2'"))
    assert audit.forget(now=at) == 1
    assert doings(audit, AuditFilter()) == [ANA]
