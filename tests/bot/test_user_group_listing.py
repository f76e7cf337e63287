"""Slack's user groups are read once an hour by one replica, where a rule names one."""

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot import settings, wiring
from bot.sender import Delivered
from bot.sender.calls import Payload, UndeliveredError, Urgency
from bot.ticking import user_group_ticks
from bot.user_group_listing import NAME, UserGroupListing
from bot.workers import Job
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.user_groups import UserGroups

GROUPS = (
    {"id": "S1", "team_id": "T1", "handle": "Payments-OnCall", "date_delete": 0, "users": ["U1", "U2"]},
    {"id": "S2", "team_id": "T1", "handle": "gone", "date_delete": 1_700_000_100, "users": ["U1"]},
)
CONFIG = 'callboard: {roles: {platform: ["slack:@platform-oncall"]}}'


class Lists:
    """A Slack that has these user groups, or refuses to tell."""

    def __init__(self, *, refuses: str = "") -> None:
        self.calls = 0
        self._refuses = refuses

    def ask(self, method: str, payload: Payload, *, urgency: Urgency = Urgency.WAITING) -> Delivered:
        assert (method, payload, urgency) == ("usergroups.list", {"include_users": "true"}, Urgency.BACKGROUND)
        self.calls += 1
        reply: Delivered = Future()
        if self._refuses:
            reply.set_exception(UndeliveredError(method, self._refuses))
        else:
            reply.set_result({"usergroups": GROUPS})
        return reply


def lists(database: Database, slack: Lists, *, is_needed: bool = True) -> UserGroups:
    """One process finds the job."""
    groups = UserGroups(database, clock=wiring.now)
    listing = UserGroupListing(JobQueue(database), job_queue="callboard-answers")
    listing.task(slack, groups, is_needed=is_needed).work(Job({}, lambda: False))
    return groups


def waiting(database: Database) -> list[datetime | None]:
    """When the listings that wait are due; None: now."""
    asked = text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo'")
    with database.reading() as connection:
        return list(connection.execute(asked, {"name": NAME}).scalars())


def test_what_slack_tells_is_kept_and_the_next_listing_is_an_hour_later(database: Database) -> None:
    before = datetime.now(UTC)
    groups = lists(database, Lists())

    assert groups.of("U1", teams=("T1",)) == {"slack:S1", "slack:@payments-oncall"}, "a disabled one is empty"
    [due_at] = waiting(database)
    assert due_at is not None
    assert timedelta(0) <= due_at - before - timedelta(hours=1) < timedelta(minutes=1)


def test_a_refusal_leaves_what_was_told_before_and_comes_again_in_an_hour(database: Database) -> None:
    lists(database, Lists())
    groups = lists(database, Lists(refuses="missing_scope"))

    assert groups.of("U1", teams=("T1",))
    assert len(waiting(database)) == 1


def test_nothing_is_asked_where_no_rule_names_a_group(database: Database) -> None:
    slack = Lists()
    lists(database, slack, is_needed=False)

    assert (slack.calls, waiting(database)) == (0, [])


class Ready:
    def wait(self) -> bool:
        return True

    def is_ready(self) -> bool:
        return True


def test_replicas_see_to_it_only_where_a_rule_names_a_group(database: Database, tmp_path: Path) -> None:
    assert list(user_group_ticks(settings.load({}, tmp_path), JobQueue(database), Ready())) == []

    (tmp_path / "app-config.yaml").write_text(CONFIG)
    for _ in range(3):
        [tick] = user_group_ticks(settings.load({}, tmp_path), JobQueue(database), Ready())
        tick.work()
    assert waiting(database) == [None]
