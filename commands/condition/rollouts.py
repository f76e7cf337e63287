"""How far a rollout has come, in words, as somebody reads it who does not know Kubernetes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from catalog_store.workloads import Kind, Stage, Standing, Trouble, TroubleKind
from commands import kit
from commands.condition.troubles import trouble_in_short

_MILD = (TroubleKind.RESTARTED, TroubleKind.EVICTED, TroubleKind.TERMINATING)


def rollout_sentence(standing: Standing, now: datetime) -> str:
    """The stage of the rollout with its numbers; begins with a small letter or a number."""
    return _SENTENCES[standing.rollout.stage](standing, now)


def numbers(standing: Standing, now: datetime) -> Iterator[str]:
    """What else is counted: pods that are ready, restarts, the autoscaler's limit, the age of the deployment."""
    workload = standing.workload
    if workload.runs or workload.schedule:
        return
    if workload.wanted and standing.rollout.stage not in (Stage.DONE, Stage.DEGRADED, Stage.ROLLED_BACK, Stage.DOWN):
        yield f"{workload.ready} of {workload.wanted} ready"
    if restarts := _untold_restarts(standing):
        yield f"{kit.counted(restarts, 'restart')} in all"
    scaler = workload.autoscaler
    if scaler and scaler.fault:
        yield f"its autoscaler does not work: {kit.shown(scaler.fault, 100)}"
    elif scaler and scaler.is_limited:
        yield f"its autoscaler is at its limit of {scaler.most}"
    if workload.deployed_at:
        yield f"deployed {kit.age(now - workload.deployed_at)}"


def _untold_restarts(standing: Standing) -> int:
    """Those that no trouble tells of: they are long past."""
    total = sum(pod.restarts for pod in standing.workload.pods)
    return total if total > sum(each.restarts for each in standing.troubles) else 0


def _done(standing: Standing, _now: datetime) -> str:
    workload = standing.workload
    if workload.schedule or workload.runs:
        return _ran(standing, _now)
    return f"{workload.ready} of {workload.wanted} ready"


def _midway(standing: Standing, _now: datetime) -> str:
    workload = standing.workload
    if not workload.is_observed:
        return "a new version was asked for a moment ago"
    old = workload.total - workload.updated
    leaving = f", {old} of the old version still there" if old > 0 else ""
    step = f" (Argo: {kit.shown(workload.progress[1], 60)})" if workload.progress[1] else ""
    return f"rolling out: {_updated(standing)}{_waiting(standing)}{leaving}{step}"


def _stuck(standing: Standing, _now: datetime) -> str:
    refusal = standing.workload.refusal
    why = f": the cluster refuses its pods, {kit.shown(refusal, 140)}" if refusal else _waiting(standing)
    message = standing.workload.progress[1]
    told = f" (Argo: {kit.shown(message, 100)})" if message and not refusal else ""
    return f"stuck past its deadline: {_updated(standing)}{why}{told}"


def _paused(standing: Standing, _now: datetime) -> str:
    workload = standing.workload
    if workload.updated >= workload.wanted:
        return f"paused, so nothing new is rolled out; {workload.ready} of {workload.wanted} ready"
    return f"paused mid-way: {_updated(standing)}, nothing goes on until somebody resumes it"


def _degraded(standing: Standing, _now: datetime) -> str:
    return f"{standing.workload.ready} of {standing.workload.wanted} ready{_waiting(standing)}"


def _down(standing: Standing, _now: datetime) -> str:
    return f"down: none of {standing.workload.wanted} ready{_reasons(standing)}"


def _rolled_back(standing: Standing, now: datetime) -> str:
    workload, restored = standing.workload, standing.rollout.restored
    at = workload.deployed_at or (restored.made_at if restored else now)
    return f"rolled back to this version {kit.age(now - at)}, {workload.ready} of {workload.wanted} ready"


def _off(standing: Standing, _now: datetime) -> str:
    if standing.workload.kind is Kind.DAEMON_SET:
        return "runs nowhere: no node is one that it is for"
    return "scaled to zero: nothing runs, as somebody asked for no pods"


def _failed(standing: Standing, now: datetime) -> str:
    rollout, run = standing.rollout, standing.rollout.run
    when = f" {kit.age(now - (run.ended_at or run.began_at))}" if run else ""
    reason = _RUN_REASONS.get(run.reason, kit.shown(run.reason, 80)) if run and run.reason else ""
    why = f": {reason}" if reason else ""
    if rollout.failures > 1:
        return f"its last {rollout.failures} runs failed, the last one{when}{why}"
    return f"{'its last run' if standing.workload.schedule else 'it'} failed{when}{why}"


_RUN_REASONS = {
    "BackoffLimitExceeded": "it was tried as often as allowed",
    "DeadlineExceeded": "it took longer than allowed",
    "PodFailurePolicy": "a pod failed in a way that ends it",
}


def _suspended(standing: Standing, now: datetime) -> str:
    run = standing.rollout.run
    when = f"; it last ran {kit.age(now - run.began_at)}" if run else ""
    return f"suspended: it is not run any more{when}"


def _running(standing: Standing, now: datetime) -> str:
    run = standing.rollout.run
    return f"running for {kit.age(now - run.began_at).removesuffix(' ago')}" if run else "running"


def _never_ran(standing: Standing, _now: datetime) -> str:
    return f"has not run yet ({_schedule(standing)})"


def _ran(standing: Standing, now: datetime) -> str:
    run = standing.rollout.run
    when = kit.age(now - (run.ended_at or run.began_at)) if run else "at some time"
    schedule = f" ({_schedule(standing)})" if standing.workload.schedule else ""
    return f"ran well {when}{schedule}"


def _schedule(standing: Standing) -> str:
    schedule = standing.workload.schedule
    return f"schedule {kit.quoted(schedule, 40)}" if schedule else "no schedule"


def _updated(standing: Standing) -> str:
    return f"{standing.workload.updated} of {standing.workload.wanted} updated"


def _waiting(standing: Standing) -> str:
    """`, 1 waiting: image cannot be pulled`, with the gravest reason of each."""
    waiting = [each for each in standing.troubles if each.kind not in _MILD]
    return "".join(f", {_count(each)}" for each in waiting[:2])


def _count(trouble: Trouble) -> str:
    word = "" if trouble.kind is TroubleKind.STARTING else "waiting: "
    return f"{len(trouble.pods)} {word}{trouble_in_short(trouble)}"


def _reasons(standing: Standing) -> str:
    reasons = [trouble_in_short(each) for each in standing.troubles if each.kind not in _MILD]
    return f": {kit.listed(list(dict.fromkeys(reasons)))}" if reasons else ""


_SENTENCES: Mapping[Stage, Callable[[Standing, datetime], str]] = {
    Stage.FAILED: _failed,
    Stage.STUCK: _stuck,
    Stage.DOWN: _down,
    Stage.DEGRADED: _degraded,
    Stage.PAUSED: _paused,
    Stage.MIDWAY: _midway,
    Stage.ROLLED_BACK: _rolled_back,
    Stage.SUSPENDED: _suspended,
    Stage.OFF: _off,
    Stage.NEVER_RAN: _never_ran,
    Stage.RUNNING: _running,
    Stage.DONE: _done,
}
