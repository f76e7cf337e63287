"""Has Slack's user groups listed once an hour, by one replica for all, where roles are given to any."""

from collections.abc import Mapping
from concurrent.futures import CancelledError
from typing import Any

import structlog

from bot.hourly import HourlyJob
from bot.outsiders import Asks
from bot.sender import OutboxFullError
from bot.sender.calls import UndeliveredError, Urgency
from bot.workers import Job, Task
from catalog_store.job_queue import JobQueue
from catalog_store.slack.user_groups import UserGroup, UserGroups

_log = structlog.get_logger()

NAME = "list-user-groups"
#: Seconds. Whoever ends the process waits for this as well.
_REPLY_WAIT = 20.0


class UserGroupListing(HourlyJob):
    """Always keeps one listing waiting in the queue."""

    def __init__(self, queue: JobQueue, *, job_queue: str) -> None:
        """`job_queue` is the one that only processes take from that talk to Slack."""
        super().__init__(NAME, queue, job_queue=job_queue)

    def task(self, sender: Asks, groups: UserGroups, *, is_needed: bool) -> Task:
        """What a process does that finds one there. It asks nothing where its rules name no group."""

        def read(job: Job) -> None:
            job.hand_over_if_ending()
            _read(sender, groups)

        return self.done_by(read, is_needed=is_needed)


def _read(sender: Asks, groups: UserGroups) -> None:
    """Keep what Slack tells. Where it refuses, what it told before counts for a day."""
    try:
        told = sender.ask("usergroups.list", {"include_users": "true"}, urgency=Urgency.BACKGROUND).result(_REPLY_WAIT)
    except (UndeliveredError, OutboxFullError, TimeoutError, CancelledError) as refusal:
        _log.warning("user-groups-not-listed", reason=str(refusal) or type(refusal).__name__)
        return
    groups.save([_group(each) for each in told.get("usergroups") or () if not each.get("date_delete")])


def _group(told: Mapping[str, Any]) -> UserGroup:  # Any: JSON, as Slack sent it
    members = tuple(map(str, told.get("users") or ()))
    return UserGroup(str(told["id"]), str(told.get("team_id") or ""), str(told.get("handle") or "").lower(), members)
