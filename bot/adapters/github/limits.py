"""How much GitHub still lets us ask, and when it wants us to be quiet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: What a read in the background leaves for people who wait for an answer: one request in twenty.
_RESERVED_SHARE = 20
#: How long GitHub asks to wait when it does not say how long.
_UNSAID = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one of GitHub's hourly allowances (`core`, `graphql`)."""

    resource: str
    left: int
    limit: int
    resets_at: datetime

    @property
    def is_spent(self) -> bool:
        """No more than the reserve is left."""
        return self.left <= self.limit // _RESERVED_SHARE


@dataclass(slots=True)
class Standing:
    """How we stand with one GitHub as one asker. All clients that ask as that one share it."""

    quiet_until: datetime | None = None
    allowances: dict[str, Allowance] = field(default_factory=dict)


def allowance(headers: Mapping[str, str]) -> Allowance | None:
    """What the headers of an answer say; None where no limit is set, as on some servers of GitHub Enterprise."""
    try:
        left, limit = int(headers["x-ratelimit-remaining"]), int(headers["x-ratelimit-limit"])
        reset = datetime.fromtimestamp(int(headers["x-ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return None
    return Allowance(headers.get("x-ratelimit-resource", "core"), left, limit, reset)


def quiet_until(status: int, headers: Mapping[str, str], text: str, now: datetime) -> datetime | None:
    """Until when a refusal asks us to be quiet; None when it is about something else."""
    if status not in (403, 429):
        return None
    waited = headers.get("retry-after", "")
    if waited.isdecimal():
        return now + timedelta(seconds=int(waited))
    found = allowance(headers)
    if found and found.left == 0:
        return max(found.resets_at, now)
    return now + _UNSAID if status == 429 or "rate limit" in text.lower() else None
