"""What a person reads about pods that are not well: one sentence for each state that Kubernetes can bring them into."""

from datetime import timedelta

import pytest

from catalog_store.workloads import Pod, Trouble, TroubleKind, troubles_of
from commands.condition.troubles import trouble_sentence
from commands.kit import readable
from tests.support.running import NOW, ago, container, crashed, pod, unready

CRASHING = container(is_ready=False, waiting="CrashLoopBackOff", restarts=14, last_exit=crashed(1))
OUT_OF_MEMORY = container(
    is_ready=False,
    waiting="CrashLoopBackOff",
    restarts=6,
    last_exit=crashed(137, reason="OOMKilled"),
    memory_limit="512Mi",
)


def image(message: str, reason: str = "ImagePullBackOff") -> Pod:
    stuck = container(is_ready=False, waiting=reason, message=message)
    return unready(stuck, phase="Pending", created_at=ago(minutes=9))


def config(message: str) -> Pod:
    return unready(
        container(is_ready=False, waiting="CreateContainerConfigError", message=message),
        phase="Pending",
        created_at=ago(minutes=9),
    )


def unplaced(message: str) -> Pod:
    return unready(phase="Pending", unschedulable=message, created_at=ago(minutes=9))


SENTENCES = {
    "crash-looping": (
        unready(CRASHING),
        "`api` keeps crashing (exit code 1), 14 restarts, last 3 min ago",
    ),
    "crashed a moment ago and starts again": (
        unready(container(is_ready=False, restarts=2, last_exit=crashed(139, minutes=1))),
        "`api` keeps crashing (exit code 139, it crashed in its own memory), 2 restarts, last 1 min ago",
    ),
    "ended and not started again yet": (
        unready(container(is_ready=False, restarts=1, ended=crashed(2, minutes=0))),
        "`api` keeps crashing (exit code 2), 1 restart, last just now",
    ),
    "out of memory": (
        unready(OUT_OF_MEMORY),
        "`api` runs out of memory and is killed at its limit of 512Mi, 6 restarts, last 3 min ago",
    ),
    "image not there": (
        image('rpc error: code = NotFound desc = failed to pull: "x": not found'),
        "the image `ghcr.io/acme/payments-api:2.31.0` cannot be pulled: the registry does not have it, for 9 min",
    ),
    "image not allowed": (
        image("pull access denied, repository does not exist or may require authorization", "ErrImagePull"),
        "the image `ghcr.io/acme/payments-api:2.31.0` cannot be pulled: the registry does not let the cluster have it, for 9 min",
    ),
    "registry away": (
        image('Get "https://ghcr.io/v2/": dial tcp: i/o timeout'),
        "the image `ghcr.io/acme/payments-api:2.31.0` cannot be pulled: the registry does not answer, for 9 min",
    ),
    "image without a reason": (
        image("Back-off pulling image"),
        "the image `ghcr.io/acme/payments-api:2.31.0` cannot be pulled, for 9 min",
    ),
    "unschedulable": (
        unplaced("0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had untolerated taint {dedicated: ml}."),
        "no node takes it: not enough CPU and nodes that are kept for others (5 looked at), for 9 min",
    ),
    "unschedulable for want of a card": (
        unplaced("0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available."),
        "no node takes it: not enough nvidia.com/gpu (3 looked at), for 9 min",
    ),
    "unschedulable in other words": (
        unplaced('persistentvolumeclaim "data" not found'),
        'no node takes it: persistentvolumeclaim "data" not found, for 9 min',
    ),
    "secret missing": (
        config('secret "payments-db" not found'),
        "cannot start: the secret `payments-db` is not there, for 9 min",
    ),
    "key missing": (
        config("couldn't find key PASSWORD in Secret payments/payments-db"),
        "cannot start: `payments-db` has no key `PASSWORD`, for 9 min",
    ),
    "not ready": (
        unready(container(is_ready=False)),
        "`api` runs and is not ready: its readiness check fails, for 12 min",
    ),
    "not ready, with what its check met": (
        unready(container(is_ready=False), message="Readiness probe failed: HTTP probe failed with statuscode: 503"),
        "`api` runs and is not ready: its readiness check fails (it answers 503), for 12 min",
    ),
    "not ready, as nothing listens": (
        unready(
            container(is_ready=False),
            message="Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused",
        ),
        "`api` runs and is not ready: its readiness check fails (nothing listens there), for 12 min",
    ),
    "stuck, as a volume is held": (
        unready(
            container(is_ready=False, waiting="ContainerCreating"),
            phase="Pending",
            created_at=ago(minutes=9),
            message='Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
        ),
        "`api` does not start: another node still holds its volume, for 9 min",
    ),
    "stuck, as what it mounts is missing": (
        unready(
            container(is_ready=False, waiting="ContainerCreating"),
            phase="Pending",
            created_at=ago(minutes=9),
            message='MountVolume.SetUp failed for volume "tls" : secret "payments-tls" not found',
        ),
        "`api` does not start: the secret `payments-tls` that it mounts is not there, for 9 min",
    ),
    "init container failing": (
        unready(
            container(
                name="migrate",
                is_init=True,
                is_ready=False,
                waiting="CrashLoopBackOff",
                restarts=5,
                last_exit=crashed(1),
            ),
            container(is_ready=False, waiting="PodInitializing"),
            phase="Pending",
        ),
        "its init container `migrate` keeps failing (exit code 1), so that it cannot start, 5 restarts, last 3 min ago",
    ),
    "stuck while it is made": (
        unready(container(is_ready=False, waiting="ContainerCreating"), phase="Pending", created_at=ago(minutes=9)),
        "`api` is being made and does not start, for 9 min",
    ),
    "starting": (
        unready(
            container(is_ready=False, waiting="ContainerCreating"),
            phase="Pending",
            created_at=ago(minutes=1),
            unready_since=ago(minutes=1),
        ),
        "is starting, for 1 min",
    ),
    "evicted": (
        pod(
            phase="Failed",
            reason="Evicted",
            message="The node was low on resource: ephemeral-storage.",
            is_ready=False,
            unready_since=ago(minutes=20),
        ),
        "was evicted: the node was low on disk space, 20 min ago",
    ),
    "failed": (
        pod(
            phase="Failed",
            reason="NodeShutdown",
            message="Pod was terminated in response to node shutdown.",
            is_ready=False,
        ),
        "has failed: Pod was terminated in response to node shutdown.",
    ),
    "terminating for too long": (
        unready(leaves_at=ago(minutes=12)),
        "was told to end and does not, for 12 min",
    ),
    "node lost": (
        unready(phase="Unknown"),
        "its node does not answer, for 12 min",
    ),
    "restarted and well again": (
        pod(container(restarts=3, last_exit=crashed(137, reason="OOMKilled", minutes=20))),
        "`api` restarted 3 times, last 20 min ago (out of memory), and runs",
    ),
}


@pytest.mark.parametrize("state", SENTENCES)
def test_each_state_has_its_sentence(state: str) -> None:
    ailing, sentence = SENTENCES[state]

    assert [_read(each) for each in troubles_of([ailing], NOW)] == [sentence]


def test_every_kind_of_trouble_is_among_them() -> None:
    kinds = {each.kind for ailing, _ in SENTENCES.values() for each in troubles_of([ailing], NOW)}

    assert kinds == set(TroubleKind)


@pytest.mark.parametrize(
    "well",
    [
        pod(),
        pod(phase="Succeeded", is_ready=False),
        unready(leaves_at=NOW + timedelta(seconds=20)),
        pod(container(restarts=3, last_exit=crashed(minutes=90))),
        pod(phase="Failed", reason="Evicted", created_at=ago(days=3), is_ready=False),
        unready(
            container(name="migrate", is_init=True, is_ready=False),
            container(is_ready=False, waiting="PodInitializing"),
            phase="Pending",
            created_at=ago(minutes=1),
            unready_since=ago(seconds=50),
        ),
    ],
    ids=["ready", "done", "leaving in time", "restarted long ago", "evicted long ago", "still migrating"],
)
def test_what_is_well_or_passes_has_nothing_grave_to_tell(well: Pod) -> None:
    assert {each.kind for each in troubles_of([well], NOW)} <= {TroubleKind.STARTING}


def test_pods_with_the_same_trouble_share_a_sentence_and_the_gravest_comes_first() -> None:
    pods = [unready(container(is_ready=False)), *(unready(CRASHING, name=name) for name in ("a", "b"))]

    assert [_read(each) for each in troubles_of(pods, NOW)] == [
        "2 pods: `api` keeps crashing (exit code 1), 28 restarts, last 3 min ago",
        "`api` runs and is not ready: its readiness check fails, for 12 min",
    ]


def test_hostile_words_ping_nobody() -> None:
    hostile = "<!channel> <@U1> *bold* &amp;"
    pods = [
        unready(
            container(name=hostile, image=hostile, message=hostile, is_ready=False, waiting=waiting), phase="Pending"
        )
        for waiting in ("CrashLoopBackOff", "ErrImagePull", "CreateContainerError")
    ]

    for trouble in troubles_of([*pods, unplaced(hostile)], NOW):
        sentence = trouble_sentence(trouble, NOW)
        assert "<!" not in sentence
        assert "<@" not in sentence


def _read(trouble: Trouble) -> str:
    return readable(trouble_sentence(trouble, NOW))
