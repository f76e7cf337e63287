"""Resources as a kube-apiserver writes them: a Deployment with its ReplicaSets and pods, and whatever else runs."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]  # Any: Kubernetes' JSON


def stamp(at: datetime) -> str:
    """`2026-03-02T08:59:12Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def resource(
    api_version: str, kind: str, name: str, *, namespace: str, labels: Mapping[str, str], at: datetime, **parts: Any
) -> Json:  # Any: JSON
    """Anything, with the metadata that everything has."""
    metadata = {"name": name, "namespace": namespace, "labels": dict(labels), "creationTimestamp": stamp(at)}
    uid = hashlib.sha256(f"{kind}/{namespace}/{name}".encode()).hexdigest()[:32]
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {**metadata, "uid": uid, "generation": 3, **parts.pop("metadata", {})},
        **parts,
    }


def owned_by(kind: str, name: str) -> Json:
    """Who made it."""
    return {"ownerReferences": [{"apiVersion": "v1", "kind": kind, "name": name, "uid": "u", "controller": True}]}


def pod_status(
    name: str = "api", *, image: str, ready: bool = True, restarts: int = 0, **state: Any
) -> Json:  # Any: JSON
    """What a pod's status says of one container. `state` and `last` as Kubernetes has them."""
    return {
        "name": name,
        "image": image,
        "imageID": "",
        "ready": ready,
        "started": ready,
        "restartCount": restarts,
        "state": state.get("state") or {"running": {"startedAt": "2026-03-02T06:00:00Z"}},
        "lastState": state.get("last") or {},
    }


class Deployed:
    """A Deployment under way: its ReplicaSets, its pods, and numbers that follow from them."""

    def __init__(
        self,
        name: str,
        *,
        namespace: str = "payments",
        image: str = "ghcr.io/acme/payments-api:2.31.0",
        replicas: int = 4,
        labels: Mapping[str, str] | None = None,
        at: datetime,
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.image = image
        self.replicas = replicas
        self.labels = dict(labels) if labels is not None else {"backstage.io/kubernetes-id": name}
        self.at = at
        self.template = "7d9f8b6c5"
        self.pods = [self._pod(number) for number in range(replicas)]
        self.spec: Json = {}
        self.status: Json = {}
        self.conditions: list[Json] = [{"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}]
        self.older: list[Json] = []

    def fails(self, number: int, **container: Any) -> "Deployed":  # Any: JSON
        """One of its pods is not ready: `state`, `last`, `restarts` of its container."""
        ailing = self.pods[number]
        ailing["status"]["containerStatuses"] = [pod_status(image=self.image, ready=False, **container)]
        ailing["status"]["conditions"] = [
            {"type": "Ready", "status": "False", "lastTransitionTime": stamp(self.at + timedelta(minutes=1))}
        ]
        return self

    def had(self, number: int, image: str, at: datetime) -> "Deployed":
        """An older version, whose ReplicaSet is kept."""
        self.older.append(self._replica_set(f"old{number}", number, image, at, replicas=0))
        return self

    def resources(self) -> list[Json]:
        """All of it, as the lists have it."""
        ready = sum(each["status"]["containerStatuses"][0]["ready"] for each in self.pods)
        status = {
            "observedGeneration": 3,
            "replicas": len(self.pods),
            "updatedReplicas": len(self.pods),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "conditions": self.conditions,
            **self.status,
        }
        spec = {"replicas": self.replicas, "template": self._template(self.image), **self.spec}
        deployment = self._made("apps/v1", "Deployment", self.name, self.at, spec=spec, status=status)
        newest = self._replica_set(self.template, 9, self.image, self.at, replicas=len(self.pods))
        return [deployment, newest, *self.older, *self.pods]

    def _pod(self, number: int) -> Json:
        name = f"{self.name}-{self.template}-{number:05d}"
        return self._made(
            "v1",
            "Pod",
            name,
            self.at,
            metadata=owned_by("ReplicaSet", f"{self.name}-{self.template}"),
            extra={"pod-template-hash": self.template},
            spec={"containers": [{"name": "api", "image": self.image, "resources": {"limits": {"memory": "512Mi"}}}]},
            status={
                "phase": "Running",
                "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": stamp(self.at)}],
                "containerStatuses": [pod_status(image=self.image)],
            },
        )

    def _replica_set(self, template: str, number: int, image: str, at: datetime, *, replicas: int) -> Json:
        metadata = {
            **owned_by("Deployment", self.name),
            "annotations": {"deployment.kubernetes.io/revision": str(number)},
        }
        return self._made(
            "apps/v1",
            "ReplicaSet",
            f"{self.name}-{template}",
            at,
            metadata=metadata,
            extra={"pod-template-hash": template},
            spec={"replicas": replicas, "template": self._template(image)},
            status={"replicas": replicas},
        )

    def _template(self, image: str) -> Json:
        return {"metadata": {"labels": self.labels}, "spec": {"containers": [{"name": "api", "image": image}]}}

    def _made(
        self,
        api_version: str,
        kind: str,
        name: str,
        at: datetime,
        *,
        extra: Mapping[str, str] | None = None,
        **parts: Any,
    ) -> Json:  # Any: JSON
        labels = {**self.labels, **(extra or {})}
        return resource(api_version, kind, name, namespace=self.namespace, labels=labels, at=at, **parts)
