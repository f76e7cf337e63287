"""What a person reads about a rollout, whatever stage it is in."""

import pytest

from catalog_store.workloads import Autoscaler, Health, Kind, Revision, Run, Stage, Workload, stand
from commands.condition.rollouts import numbers, rollout_sentence
from commands.kit import unescape
from tests.support.running import IMAGE, NOW, ago, container, crashed, pod, unready, workload

NO_IMAGE = unready(container(is_ready=False, waiting="ImagePullBackOff"), phase="Pending")
CRASHING = unready(container(is_ready=False, waiting="CrashLoopBackOff", restarts=14, last_exit=crashed()))
RESTORED = Revision(7, IMAGE, ago(days=9), "7d9f8b6c5", is_restored=True)


def job(*runs: Run, **parts: object) -> Workload:
    return workload(kind=Kind.CRON_JOB, name="settlement", schedule="0 4 * * *", wanted=0, runs=runs, **parts)


def failed(hours: float, reason: str = "BackoffLimitExceeded") -> Run:
    return Run("settlement-1", ago(hours=hours), ago(hours=hours), is_failed=True, reason=reason)


SENTENCES = {
    "well": (workload(), Health.WELL, "4 of 4 ready"),
    "mid-way": (
        workload(NO_IMAGE, updated=3, total=5, ready=3, is_complete=False),
        Health.TROUBLED,
        "rolling out: 3 of 4 updated, 1 waiting: image cannot be pulled, 2 of the old version still there",
    ),
    "mid-way and well": (
        workload(updated=2, total=5, is_complete=False),
        Health.WATCHED,
        "rolling out: 2 of 4 updated, 3 of the old version still there",
    ),
    "just asked for": (
        workload(is_observed=False),
        Health.WATCHED,
        "a new version was asked for a moment ago",
    ),
    "stuck past its deadline": (
        workload(CRASHING, updated=1, total=5, ready=4, is_past_deadline=True),
        Health.TROUBLED,
        "stuck past its deadline: 1 of 4 updated, 1 waiting: crashing",
    ),
    "refused by a quota": (
        workload(updated=0, total=0, ready=0, refusal='pods "x" is forbidden: exceeded quota: team'),
        Health.TROUBLED,
        'stuck past its deadline: 0 of 4 updated: the cluster refuses its pods, pods "x" is forbidden: exceeded quota: team',
    ),
    "paused mid-way": (
        workload(updated=1, total=5, is_paused=True),
        Health.WATCHED,
        "paused mid-way: 1 of 4 updated, nothing goes on until somebody resumes it",
    ),
    "paused": (workload(is_paused=True), Health.WATCHED, "paused, so nothing new is rolled out; 4 of 4 ready"),
    "degraded": (
        workload(CRASHING, ready=3),
        Health.TROUBLED,
        "3 of 4 ready, 1 waiting: crashing",
    ),
    "down": (workload(CRASHING, ready=0), Health.DOWN, "down: none of 4 ready: crashing"),
    "rolled back": (
        workload(revisions=(RESTORED,), deployed_at=ago(minutes=20)),
        Health.WELL,
        "rolled back to this version 20 min ago, 4 of 4 ready",
    ),
    "scaled to zero": (
        workload(wanted=0, updated=0, total=0, ready=0),
        Health.OFF,
        "scaled to zero: nothing runs, as somebody asked for no pods",
    ),
    "for no node": (
        workload(kind=Kind.DAEMON_SET, wanted=0, updated=0, total=0, ready=0),
        Health.OFF,
        "runs nowhere: no node is one that it is for",
    ),
    "Argo's canary": (
        workload(kind=Kind.ROLLOUT, updated=1, progress=("Paused", "CanaryPauseStep")),
        Health.WATCHED,
        "paused mid-way: 1 of 4 updated, nothing goes on until somebody resumes it",
    ),
    "Argo's failed canary": (
        workload(kind=Kind.ROLLOUT, updated=1, progress=("Degraded", "RolloutAborted: metric failed")),
        Health.TROUBLED,
        "stuck past its deadline: 1 of 4 updated (Argo: RolloutAborted: metric failed)",
    ),
    "a job on a schedule that fails": (
        job(failed(2), failed(26), Run("s", ago(hours=50), ago(hours=49))),
        Health.TROUBLED,
        "its last 2 runs failed, the last one 2 h ago: it was tried as often as allowed",
    ),
    "a job on a schedule that failed once": (
        job(failed(2, "DeadlineExceeded"), Run("s", ago(hours=50), ago(hours=49))),
        Health.TROUBLED,
        "its last run failed 2 h ago: it took longer than allowed",
    ),
    "a job on a schedule": (
        job(Run("s", ago(hours=5), ago(hours=4))),
        Health.WELL,
        "ran well 4 h ago (schedule `0 4 * * *`)",
    ),
    "a job that runs": (job(Run("s", ago(minutes=5))), Health.WELL, "running for 5 min"),
    "a job that is suspended": (
        job(Run("s", ago(days=5), ago(days=5)), is_suspended=True),
        Health.OFF,
        "suspended: it is not run any more; it last ran 5 days ago",
    ),
    "a job that never ran": (job(), Health.OFF, "has not run yet (schedule `0 4 * * *`)"),
    "a job of its own that failed": (
        workload(kind=Kind.JOB, wanted=0, runs=(failed(2),)),
        Health.TROUBLED,
        "it failed 2 h ago: it was tried as often as allowed",
    ),
}


@pytest.mark.parametrize("state", SENTENCES)
def test_each_stage_has_its_sentence_and_its_gravity(state: str) -> None:
    running, health, sentence = SENTENCES[state]

    standing = stand(running, NOW)

    assert unescape(rollout_sentence(standing, NOW)) == sentence
    assert standing.health is health


def test_every_stage_is_among_them() -> None:
    assert {stand(running, NOW).rollout.stage for running, _, _ in SENTENCES.values()} == set(Stage)


def test_tells_restarts_the_autoscalers_limit_and_the_age() -> None:
    restarted = pod(container(restarts=3, last_exit=crashed(137, reason="OOMKilled", minutes=90)))
    scaler = Autoscaler(2, 10, 10, is_limited=True)

    told = list(numbers(stand(workload(restarted, autoscaler=scaler), NOW), NOW))

    assert told == [
        "3 restarts in all",
        "its autoscaler is at its limit of 10",
        "deployed 52 min ago",
    ]


def test_restarts_that_a_sentence_tells_are_not_counted_again() -> None:
    restarted = pod(container(restarts=3, last_exit=crashed(minutes=20)))

    assert list(numbers(stand(workload(restarted), NOW), NOW)) == ["deployed 52 min ago"]


def test_an_autoscaler_that_cannot_measure_says_so() -> None:
    scaler = Autoscaler(2, 10, 2, fault="unable to get metrics for resource cpu")

    assert "its autoscaler does not work: unable to get metrics for resource cpu" in numbers(
        stand(workload(autoscaler=scaler), NOW), NOW
    )


def test_pods_that_only_start_are_no_trouble() -> None:
    starting = unready(container(is_ready=False), created_at=ago(seconds=30), unready_since=ago(seconds=30))

    standing = stand(workload(starting, ready=3), NOW)

    assert standing.health is Health.WATCHED
    assert rollout_sentence(standing, NOW) == "3 of 4 ready, 1 starting"
