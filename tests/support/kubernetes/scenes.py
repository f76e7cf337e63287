"""What the clusters of the documentation's pictures run: the states that people meet most."""

from datetime import datetime, timedelta

from tests.support.kubernetes.objects import Deployed, Json, stamp

_IMAGE = "ghcr.io/ternholm"
_LABELS = ("app.kubernetes.io/name", "backstage.io/kubernetes-id")
_WELL = ("payments-api", "payments-worker", "ledger", "fraud-screening")


def all_well(now: datetime) -> list[Json]:
    """Every pod is ready, since yesterday."""
    return _running("payments-api", now - timedelta(hours=26)).resources()


def image_missing(now: datetime) -> list[Json]:
    """A new version whose image nobody pushed: one pod waits for it, the old ones run on."""
    found = _running("payments-api", now - timedelta(minutes=6))
    message = f'Back-off pulling image "{_IMAGE}/payments-api:2.32.0": not found'
    found.fails(3, state={"waiting": {"reason": "ImagePullBackOff", "message": message}})
    found.status = {"updatedReplicas": 1}
    found.conditions = [{"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated"}]
    return found.resources()


def stuck(now: datetime) -> list[Json]:
    """A new version whose pods never get ready, until the cluster gave up waiting."""
    found = _running("payments-api", now - timedelta(minutes=34))
    found.fails(3)
    found.status = {"updatedReplicas": 1}
    found.conditions = [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]
    return found.resources()


def whole_team(now: datetime) -> list[Json]:
    """One that crashes, one on its way, and others that are well."""
    crashed = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": stamp(now - timedelta(minutes=3))}}
    crashing = _running("refund-service", now - timedelta(minutes=52))
    crashing.fails(1, restarts=6, state={"waiting": {"reason": "CrashLoopBackOff"}}, last=crashed)
    coming = _running("invoice-renderer", now - timedelta(minutes=1))
    coming.status = {"updatedReplicas": 2}
    coming.conditions = [{"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated"}]
    well = [_running(name, now - timedelta(hours=30)) for name in _WELL]
    return [each for found in (crashing, coming, *well) for each in found.resources()]


def _running(name: str, at: datetime) -> Deployed:
    found = Deployed(name, image=f"{_IMAGE}/{name}:2.32.0", labels=dict.fromkeys(_LABELS, name), at=at)
    return found.had(8, f"{_IMAGE}/{name}:2.31.0", at - timedelta(days=2))
