"""Two clusters that are tried alike: the local one, and a real one that a kubeconfig leads to."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import yaml
from kubernetes import config
from pydantic import SecretStr

from bot.adapters.kubernetes.access import configured
from bot.adapters.kubernetes.client import PAGE, ClusterClient
from bot.kubernetes_settings import ClusterSettings
from tests.support.kubernetes import Json, TestCluster
from tests.support.kubernetes.cluster import TOKEN
from tests.support.kubernetes.objects import resource
from tests.support.patience import eventually

MANIFEST = Path(__file__).parents[3] / "docs" / "how-to" / "read-only.yaml"
_DEPLOYMENTS = "/apis/apps/v1/namespaces/{}/deployments"


class Tried(Protocol):
    """A cluster, as far as it takes part in a test: with a namespace of its own and things that run nothing."""

    namespace: str

    def put(self, name: str, labels: Mapping[str, str]) -> None:
        """A Deployment of no pods is there from now on, with these labels."""

    def remove(self, name: str) -> None:
        """It is there no more."""

    def forget(self) -> None:
        """What was at the beginning cannot be watched from any more."""

    def reader(self, *, page: int = PAGE) -> ClusterClient:
        """Whoever the manifest makes."""

    def nobody(self) -> ClusterClient:
        """An account that has no rights."""

    def stranger(self) -> ClusterClient:
        """Somebody with a token that is none."""


def deployment(name: str, namespace: str, labels: Mapping[str, str]) -> Json:
    """One that asks for no pods."""
    chosen = {"app": name}
    containers = [{"name": "api", "image": "registry.example/api:1.0"}]
    template = {"metadata": {"labels": chosen}, "spec": {"containers": containers}}
    spec = {"replicas": 0, "selector": {"matchLabels": chosen}, "template": template}
    return resource("apps/v1", "Deployment", name, namespace=namespace, labels=labels, at=datetime.now(UTC), spec=spec)


@dataclass
class Local:
    """The cluster of our tests."""

    cluster: TestCluster
    namespace: str = "payments"

    def put(self, name: str, labels: Mapping[str, str]) -> None:
        self.cluster.put([deployment(name, self.namespace, labels)])

    def remove(self, name: str) -> None:
        self.cluster.remove("Deployment", self.namespace, name)

    def forget(self) -> None:
        self.cluster.forget_changes()

    def reader(self, *, page: int = PAGE) -> ClusterClient:
        return self._client(TOKEN, page)

    def nobody(self) -> ClusterClient:
        self.cluster.forbidden = self.cluster.forbidden_watches = {"deployments", "pods"}
        return self.reader()

    def stranger(self) -> ClusterClient:
        return self._client("nobodys")

    def _client(self, token: str, page: int = PAGE) -> ClusterClient:
        return client_of(self.cluster.url, token, self.cluster.ca, page)


class Real:
    """A cluster that may be written to. Everything goes into a namespace that is removed again, but for the manifest's account."""

    def __init__(self, kubeconfig: Path, namespace: str) -> None:
        self.namespace = namespace
        self._api = config.new_client_from_config(config_file=str(kubeconfig))

    def put(self, name: str, labels: Mapping[str, str]) -> None:
        made = deployment(name, self.namespace, labels)
        made["metadata"] = {"name": name, "labels": dict(labels)}
        path = _DEPLOYMENTS.format(self.namespace)
        if self._ask("POST", path, made)[0] == 409:
            self._expect("PUT", f"{path}/{name}", made)

    def remove(self, name: str) -> None:
        self._expect("DELETE", f"{_DEPLOYMENTS.format(self.namespace)}/{name}")

    def forget(self) -> None:
        """It did long ago."""

    def reader(self, *, page: int = PAGE) -> ClusterClient:
        for document in yaml.safe_load_all(MANIFEST.read_text(encoding="utf-8")):
            self._make(document)
        return self._client(self._token("callboard", "callboard-reader"), page)

    def nobody(self) -> ClusterClient:
        account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "nobody"}}
        notes = {"kubernetes.io/service-account.name": "nobody"}
        secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "nobody", "annotations": notes}}
        self._make(_in(account, self.namespace))
        self._make(_in({**secret, "type": "kubernetes.io/service-account-token"}, self.namespace))
        return self._client(self._token(self.namespace, "nobody"))

    def stranger(self) -> ClusterClient:
        return self._client("nobodys")

    def begin(self) -> None:
        self._make({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}})

    def end(self) -> None:
        self._expect("DELETE", f"/api/v1/namespaces/{self.namespace}")

    def _client(self, token: str, page: int = PAGE) -> ClusterClient:
        found = self._api.configuration
        authority = Path(found.ssl_ca_cert).read_text(encoding="ascii") if found.ssl_ca_cert else None
        return client_of(found.host, token, authority, page)

    def _token(self, namespace: str, secret: str) -> str:
        """Something of the cluster writes it into the Secret, soon after."""

        def held() -> str:
            told = self._expect("GET", f"/api/v1/namespaces/{namespace}/secrets/{secret}")
            return str((told.get("data") or {}).get("token") or "")

        assert eventually(lambda: bool(held()), within=30), (
            "the cluster makes no tokens for Secrets of service accounts"
        )
        return base64.b64decode(held()).decode()

    def _make(self, made: Json) -> None:
        status, said = self._ask("POST", _collection(made), made)
        assert status in (200, 201, 409), said

    def _expect(self, verb: str, path: str, body: Json | None = None) -> Json:
        status, said = self._ask(verb, path, body)
        assert status < 300, said
        return said

    def _ask(self, verb: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        headers = {"Accept": "application/json", **({"Content-Type": "application/json"} if body else {})}
        asked = self._api.param_serialize(verb, path, header_params=headers, body=body, auth_settings=["BearerToken"])
        response = self._api.call_api(*asked, _request_timeout=20).response
        return response.status, json.loads(response.data)


def _in(made: Json, namespace: str) -> Json:
    return {**made, "metadata": {**made["metadata"], "namespace": namespace}}


_PLURALS = {
    "Namespace": "namespaces",
    "ServiceAccount": "serviceaccounts",
    "Secret": "secrets",
    "ClusterRole": "clusterroles",
    "ClusterRoleBinding": "clusterrolebindings",
}


def _collection(made: Mapping[str, Any]) -> str:  # Any: JSON
    version, namespace = made["apiVersion"], made["metadata"].get("namespace")
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    return (
        f"{root}/namespaces/{namespace}/{_PLURALS[made['kind']]}" if namespace else f"{root}/{_PLURALS[made['kind']]}"
    )


def client_of(url: str, token: str, ca: str | None, page: int) -> ClusterClient:
    """The adapter's own, as somebody."""
    return ClusterClient(configured(ClusterSettings("tried", url, "tried", token=SecretStr(token), ca=ca)), page=page)


@contextmanager
def local() -> Iterator[Local]:
    """One of ours."""
    with TestCluster() as cluster:
        yield Local(cluster)


@contextmanager
def real(kubeconfig: Path) -> Iterator[Real]:
    """The real one."""
    found = Real(kubeconfig, f"callboard-tried-{uuid4().hex[:8]}")
    found.begin()
    try:
        yield found
    finally:
        found.end()
