"""Things that run, in every state that a cluster can bring them into; all else about them is usual."""

from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_store.workloads import Container, Exit, Kind, Pod, Site, Workload

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IMAGE = "ghcr.io/acme/payments-api:2.31.0"
SITE = Site("production", "north", "payments")


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def container(**parts: Any) -> Container:  # Any: any field of a container
    return Container(**{"name": "api", "image": IMAGE, "is_ready": True, **parts})


def pod(*containers: Container, **parts: Any) -> Pod:  # Any: any field of a pod
    """A pod that is well since this morning, but for what is said."""
    usual = {"name": "payments-api-7d9f8b6c5-x2x9k", "phase": "Running", "created_at": ago(hours=3), "is_ready": True}
    return Pod(**{**usual, "containers": containers or (container(),), **parts})


def unready(*containers: Container, **parts: Any) -> Pod:  # Any: any field of a pod
    return pod(*containers, **{"is_ready": False, "unready_since": ago(minutes=12), **parts})


def workload(*pods: Pod, **parts: Any) -> Workload:  # Any: any field of a workload
    """A Deployment of four pods that is well, but for what is said."""
    usual: dict[str, Any] = {"wanted": 4, "updated": 4, "total": 4, "ready": 4}
    return Workload(
        **{
            "site": SITE,
            "kind": Kind.DEPLOYMENT,
            "name": "payments-api",
            "image": IMAGE,
            "deployed_at": ago(minutes=52),
            "pods": pods,
            **usual,
            **parts,
        }
    )


def crashed(code: int = 1, *, reason: str = "Error", minutes: float = 3) -> Exit:
    return Exit(reason, code, ago(minutes=minutes))
