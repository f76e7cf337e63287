"""What a run of a golden path is: its state, its steps, what it said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]  # Any: JSON


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    CLEANING = "cleaning"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"

    @property
    def is_under_way(self) -> bool:
        """Whether some worker has it, or should."""
        return self in {RunState.QUEUED, RunState.RUNNING, RunState.CANCELLING, RunState.CLEANING}


class StepState(StrEnum):
    """Where a step stands. Skipped: its condition did not hold, or a person said so."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended_well(self) -> bool:
        """Whether the run goes on with the next step."""
        return self in {StepState.DONE, StepState.SKIPPED}


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as the template has it."""

    id: str
    name: str
    action: str
    is_skippable: bool = False


@dataclass(frozen=True, slots=True)
class NewRun:
    """What somebody confirmed. `id` is the task id that the preview fixed: the same one twice is one run.

    `fixed` is what the preview fixed. `team` is the group that it is done for, `target` the entity that it acts on,
    `is_private` says that not everybody may know of that.
    """

    id: str
    template: str
    title: str
    digest: str
    plan_digest: str
    values: Json
    fixed: Json
    team_id: str
    user_id: str
    requester: str | None
    channel: str
    steps: tuple[NewStep, ...]
    team: str | None = None
    target: str | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run. `template`, `requester`, `team` and `target` are references; `user_id` and `team_id` are Slack's.

    `output` is Backstage's: links, text and other keys. `note` says what is neither success nor failure.
    `requester_name` is what people call the requester, as long as the catalog has them.
    `is_private`: not everybody could know of `target` when it was asked for.
    `cancel_by` is the Slack user who wants it to stop. `version` counts what its card has to show.
    """

    id: str
    template: str
    title: str
    digest: str
    plan_digest: str
    values: Json
    fixed: Json
    team_id: str
    user_id: str
    requester: str | None
    team: str | None
    target: str | None
    channel: str
    message_ts: str | None
    state: RunState
    error: str | None
    note: str | None
    output: Json
    cancel_by: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    version: int
    fence: int
    requester_name: str | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step of a run. `begun` counts how often it was begun since a person asked for it."""

    number: int
    id: str
    name: str
    action: str
    state: StepState
    is_skippable: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    has_left: bool = False
    begun: int = 0
    input: Json | None = None
    output: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that a step said; without `step`, the run as a whole."""

    id: int
    step: int | None
    at: datetime
    line: str
