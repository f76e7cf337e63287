"""The Helm chart: what Helm makes of it is what Kubernetes takes, with the rights and the caution that are promised.

`tests/helm/*.yaml` is what a real Helm has made of the chart with the values beside it, kept here because Helm is not on every
machine. Where it is, it is asked again. `python -m tests.test_helm_chart` renders anew.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from bot import settings

ROOT = Path(__file__).parents[1]
CHART = ROOT / "deploy" / "helm" / "callboard"
RENDERED = ROOT / "tests" / "helm"
EXAMPLES = ("socket", "http")
#: Whose schema Kubernetes does not have.
_OTHERS = ("ExternalSecret",)
Document = dict[str, Any]  # Any: YAML


def digest(example: str) -> str:
    """Of all that Helm makes its manifests from."""
    found = hashlib.sha256()
    for file in (*sorted(path for path in CHART.rglob("*") if path.is_file()), RENDERED / f"{example}.values.yaml"):
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def values(example: str) -> Document:
    read: Document = yaml.safe_load((RENDERED / f"{example}.values.yaml").read_text(encoding="utf-8"))
    return read


def merged(usual: Document, given: Document) -> Document:
    """As Helm lays values over the usual ones."""
    both = {key: merged(usual[key], value) if isinstance(value, dict) and isinstance(usual.get(key), dict) else value
            for key, value in given.items()}  # fmt: skip
    return {**usual, **both}


def documents(example: str) -> list[Document]:
    text = (RENDERED / f"{example}.yaml").read_text(encoding="utf-8")
    return [document for document in yaml.safe_load_all(text) if document]


def one(example: str, kind: str) -> Document:
    (found,) = (document for document in documents(example) if document["kind"] == kind)
    return found


def pod(example: str) -> Document:
    template: Document = one(example, "Deployment")["spec"]["template"]["spec"]
    return template


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_of_this_chart(example: str) -> None:
    first = (RENDERED / f"{example}.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert digest(example) in first, "the chart has changed: python -m tests.test_helm_chart renders it anew with helm"


@pytest.mark.parametrize("example", EXAMPLES)
def test_everything_is_as_kubernetes_wants_it(example: str) -> None:
    for document in documents(example):
        if document["kind"] not in _OTHERS:
            kubernetes_validate.validate(document, "1.37", strict=True)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_values_fit_their_schema(example: str) -> None:
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    usual = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(merged(usual, values(example)), schema)
    with pytest.raises(jsonschema.ValidationError, match="replicaCount"):
        jsonschema.validate({**usual, "replicaCount": 3}, schema)


def test_every_value_has_a_schema() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    usual = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    assert sorted(set(schema["properties"]) - {"global"}) == sorted(usual)


def test_three_replicas_are_replaced_one_after_the_other() -> None:
    deployment = one("socket", "Deployment")["spec"]
    assert deployment["replicas"] == 3
    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert one("socket", "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    assert {each["topologyKey"] for each in pod("socket")["topologySpreadConstraints"]} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }


def test_a_replica_ends_within_its_time() -> None:
    """Five seconds in which nobody is sent to it any more; then its jobs' ten, and some for answers."""
    (container,) = pod("socket")["containers"]
    assert container["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "5"]
    assert pod("socket")["terminationGracePeriodSeconds"] >= 40


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_runs_without_rights(example: str) -> None:
    (container,) = pod(example)["containers"]
    assert pod(example)["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    paths = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}


def test_its_account_may_do_what_the_page_says_and_no_more() -> None:
    page = (ROOT / "docs" / "how-to" / "read-only.yaml").read_text(encoding="utf-8")
    (wanted,) = (each["rules"] for each in yaml.safe_load_all(page) if each["kind"] == "ClusterRole")
    assert one("http", "ClusterRole")["rules"] == wanted
    assert one("http", "ClusterRoleBinding")["subjects"][0]["name"] == one("http", "ServiceAccount")["metadata"]["name"]
    assert pod("http")["automountServiceAccountToken"]


def test_without_a_cluster_to_read_it_has_no_rights_there() -> None:
    kinds = {document["kind"] for document in documents("socket")}
    assert not kinds & {"ClusterRole", "ClusterRoleBinding", "Ingress", "ExternalSecret"}
    assert not pod("socket")["automountServiceAccountToken"]


def test_only_what_slack_and_github_call_is_let_in_from_outside() -> None:
    (rule,) = one("http", "Ingress")["spec"]["rules"]
    assert [path["path"] for path in rule["http"]["paths"]] == ["/slack/events", "/webhooks/github"]
    assert {path["pathType"] for path in rule["http"]["paths"]} == {"Exact"}
    assert one("socket", "NetworkPolicy")["spec"]["ingress"] == []
    assert len(one("http", "NetworkPolicy")["spec"]["ingress"][0]["from"]) == 2


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_configuration_is_one_that_we_read(example: str, tmp_path: Path) -> None:
    from_chart = one(example, "ConfigMap")["data"]["app-config.yaml"]
    (tmp_path / "app-config.yaml").write_text(from_chart)
    loaded = settings.load({}, tmp_path)
    assert loaded.ignored_keys == ()
    assert loaded.socket_connections == 2


def test_no_secret_is_written_into_a_manifest() -> None:
    for example in EXAMPLES:
        assert "Secret" not in {document["kind"] for document in documents(example)}
        (container,) = pod(example)["containers"]
        name = values(example).get("secret", {}).get("existing", "callboard")
        assert container["envFrom"] == [{"secretRef": {"name": name}}]
    assert one("http", "ExternalSecret")["spec"]["target"]["name"] == "portal-secrets"


@pytest.mark.more
@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on this machine")
@pytest.mark.parametrize("example", EXAMPLES)
def test_helm_makes_of_it_what_is_kept_here(example: str) -> None:
    assert subprocess.run(["helm", "lint", "--strict", CHART], check=False).returncode == 0
    made = [document for document in yaml.safe_load_all(render(example)) if document]
    assert sorted(made, key=named) == sorted(documents(example), key=named)


def named(document: Document) -> tuple[str, str]:
    return document["kind"], document["metadata"]["name"]


def render(example: str) -> str:
    """What `helm template` makes of an example."""
    words = ["helm", "template", "callboard", str(CHART), "--namespace", "portal"]
    words += ["--values", str(RENDERED / f"{example}.values.yaml"), "--kube-version", "1.33"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def keep(example: str, manifests: str) -> None:
    """Write down what Helm made of an example."""
    text = re.sub(r"[ \t]+$", "", manifests.strip(), flags=re.MULTILINE)
    (RENDERED / f"{example}.yaml").write_text(f"# What Helm made of the chart {digest(example)}\n{text}\n")


if __name__ == "__main__":
    for each in EXAMPLES:
        keep(each, render(each))
    sys.exit(0)
