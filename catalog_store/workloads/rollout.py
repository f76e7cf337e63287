"""How far the newest version of a workload has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from catalog_store.workloads.model import Kind, Revision, Run, Workload

#: A version that was brought back is told of as that for so long.
_RESTORED_FOR = timedelta(days=1)
_JOBS = (Kind.CRON_JOB, Kind.JOB)


class Stage(StrEnum):
    """From the gravest to the best."""

    FAILED = "failed"
    STUCK = "stuck"
    DOWN = "down"
    DEGRADED = "degraded"
    PAUSED = "paused"
    MIDWAY = "mid-way"
    ROLLED_BACK = "rolled back"
    SUSPENDED = "suspended"
    OFF = "scaled to zero"
    NEVER_RAN = "never ran"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Rollout:
    """The stage, with what makes a sentence of it.

    `failures` counts the last runs of a job that failed one after the other, `run` is the last one.
    """

    stage: Stage
    restored: Revision | None = None
    failures: int = 0
    run: Run | None = None


def rollout_of(workload: Workload, now: datetime) -> Rollout:
    """Where the rollout stands."""
    if workload.kind in _JOBS:
        return _of_runs(workload)
    stage = _stage(workload)
    restored = _restored(workload, now)
    if stage is Stage.DONE and restored:
        return Rollout(Stage.ROLLED_BACK, restored)
    return Rollout(stage, restored)


def _stage(workload: Workload) -> Stage:
    if workload.wanted == 0:
        return Stage.OFF
    if told := _STAGES_OF_ARGO.get(workload.progress[0]):
        return told
    if workload.is_past_deadline or workload.refusal:
        return Stage.STUCK
    if workload.is_paused:
        return Stage.PAUSED
    if _is_under_way(workload):
        return Stage.MIDWAY
    if workload.ready == 0:
        return Stage.DOWN
    return Stage.DEGRADED if workload.ready < workload.wanted else Stage.DONE


def _is_under_way(workload: Workload) -> bool:
    return (
        not workload.is_observed
        or not workload.is_complete
        or workload.updated < workload.wanted
        or workload.total > workload.updated
    )


#: The phases of Argo Rollouts that say more than the numbers do.
_STAGES_OF_ARGO = {"Degraded": Stage.STUCK, "Paused": Stage.PAUSED, "Progressing": Stage.MIDWAY}


def _restored(workload: Workload, now: datetime) -> Revision | None:
    newest = workload.revisions[0] if workload.revisions else None
    if newest is None or not newest.is_restored:
        return None
    at = workload.deployed_at or newest.made_at
    return newest if now - at < _RESTORED_FOR else None


def _of_runs(workload: Workload) -> Rollout:
    ended = [run for run in workload.runs if run.ended_at or run.is_failed]
    failures = next((number for number, run in enumerate(ended) if not run.is_failed), len(ended))
    last = ended[0] if ended else None
    if failures:
        return Rollout(Stage.FAILED, failures=failures, run=last)
    if workload.is_suspended:
        return Rollout(Stage.SUSPENDED, run=last)
    if len(workload.runs) > len(ended):
        return Rollout(Stage.RUNNING, run=next(run for run in workload.runs if run not in ended))
    return Rollout(Stage.DONE if last else Stage.NEVER_RAN, run=last)
