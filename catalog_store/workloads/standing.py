"""How well a workload is, all in all, so that the worst comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from catalog_store.workloads.model import Workload
from catalog_store.workloads.rollout import Rollout, Stage, rollout_of
from catalog_store.workloads.trouble import MILD, PASSING, Trouble, troubles_of


class Health(IntEnum):
    """The lower, the worse. `UNKNOWN` is what nobody could tell: it may be anything, so it stands before what is well.

    `WATCHED`: nothing is wrong, and something goes on that one should know of.
    """

    DOWN = 0
    TROUBLED = 1
    UNKNOWN = 2
    WATCHED = 3
    OFF = 4
    WELL = 5


_OF_STAGES = {
    Stage.FAILED: Health.TROUBLED,
    Stage.STUCK: Health.TROUBLED,
    Stage.DOWN: Health.DOWN,
    Stage.DEGRADED: Health.TROUBLED,
    Stage.PAUSED: Health.WATCHED,
    Stage.MIDWAY: Health.WATCHED,
    Stage.ROLLED_BACK: Health.WELL,
    Stage.SUSPENDED: Health.OFF,
    Stage.OFF: Health.OFF,
    Stage.NEVER_RAN: Health.OFF,
    Stage.RUNNING: Health.WELL,
    Stage.DONE: Health.WELL,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A workload, judged."""

    workload: Workload
    health: Health
    rollout: Rollout
    troubles: tuple[Trouble, ...] = ()


def stand(workload: Workload, now: datetime) -> Standing:
    """How it stands at this moment."""
    rollout, troubles = rollout_of(workload, now), troubles_of(workload.pods, now)
    return Standing(workload, _health(workload, rollout, troubles), rollout, troubles)


def worst_first(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """In the order in which somebody who is woken wants to read them."""
    return tuple(sorted(standings, key=_urgency))


def _urgency(standing: Standing) -> tuple[Health, str, str, str, str]:
    workload = standing.workload
    return standing.health, workload.site.environment, workload.site.cluster, workload.name, workload.kind


def _health(workload: Workload, rollout: Rollout, troubles: tuple[Trouble, ...]) -> Health:
    health = _OF_STAGES[rollout.stage]
    is_grave = any(each.kind not in MILD | PASSING for each in troubles)
    is_late = any(each.kind in PASSING for each in troubles)
    if health in (Health.OFF, Health.DOWN):
        return health
    if is_grave and workload.ready == 0 and workload.runs == () and workload.wanted > 0:
        return Health.DOWN
    if is_grave:
        return Health.TROUBLED
    if rollout.stage is Stage.DEGRADED and troubles:  # what is missing is starting
        return Health.WATCHED
    scaler = workload.autoscaler
    if health is Health.WELL and (is_late or (scaler and scaler.is_limited)):
        return Health.WATCHED
    return health
