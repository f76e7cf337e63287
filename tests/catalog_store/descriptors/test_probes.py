"""A Deployment gets the probes that it lacks, and everything else in its manifest stays as people wrote it."""

import difflib

import pytest

from catalog_store.descriptors.edits import with_probes
from catalog_store.errors import NotEditableError

DEPLOYMENT = """\
# Rolled out by Argo CD.
apiVersion: v1
kind: Service
metadata: {name: payments-api}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments-api
spec:
  replicas: 2   # one a zone
  template:
    spec:
      containers:
        - name: proxy
          image: envoy:1.31
        - name: app
          image: "registry.example/payments-api"
          ports:
            - containerPort: 8080
          env:
            - {name: MODE, value: 'live'}
"""


def added(before: str, after: str | None) -> list[str]:
    assert after is not None
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert all(line.startswith("+") for line in lines)
    return [line[2:].strip() for line in lines]


def test_the_container_that_names_a_port_gets_both() -> None:
    assert added(DEPLOYMENT, with_probes(DEPLOYMENT, "payments-api")) == [
        "readinessProbe:",
        "tcpSocket:",
        "port: 8080",
        "periodSeconds: 5",
        "livenessProbe:",
        "tcpSocket:",
        "port: 8080",
        "initialDelaySeconds: 60",
        "periodSeconds: 10",
        "failureThreshold: 6",
    ]


def test_a_port_is_called_by_its_name_and_what_is_there_stays() -> None:
    named = DEPLOYMENT.replace("- containerPort: 8080", "- {name: http, containerPort: 8080}")
    ready = named.replace(
        "          env:", "          readinessProbe: {httpGet: {path: /ready, port: http}}\n          env:"
    )
    lines = added(ready, with_probes(ready, "payments-api"))
    assert (lines[0], lines[2]) == ("livenessProbe:", "port: http")
    assert "readinessProbe:" not in lines


def test_a_port_that_takes_no_connections_is_not_probed() -> None:
    both = DEPLOYMENT.replace(
        "- containerPort", "- {name: dns, containerPort: 53, protocol: UDP}\n            - containerPort"
    )
    assert "port: 8080" in added(both, with_probes(both, "payments-api"))


def test_a_label_says_whose_it_is_where_the_name_is_another_one() -> None:
    labelled = DEPLOYMENT.replace(
        "  name: payments-api\nspec:", "  name: api\n  labels: {app.kubernetes.io/name: payments-api}\nspec:"
    )
    assert with_probes(labelled, "payments-api") not in (None, labelled)


def test_another_ones_is_left_alone() -> None:
    assert with_probes(DEPLOYMENT, "search") is None
    assert with_probes("kind: Deployment\nmetadata: [payments-api]\n", "payments-api") is None
    assert with_probes("- Deployment\n", "payments-api") is None


def test_what_has_both_is_not_written_anew() -> None:
    once = with_probes(DEPLOYMENT, "payments-api")
    assert once is not None
    odd = once.replace("replicas: 2 ", "replicas:   2 ")
    assert with_probes(odd, "payments-api") == odd


@pytest.mark.parametrize(
    "ports",
    [
        "ports: []",
        "ports: [{protocol: TCP}]",
        "ports: [{containerPort: 53, protocol: UDP}]",
        "ports: http",
        "args: [serve]",
    ],
)
def test_without_a_port_nothing_is_guessed(ports: str) -> None:
    portless = DEPLOYMENT.replace("ports:\n            - containerPort: 8080", ports)
    with pytest.raises(NotEditableError, match="names a `containerPort`"):
        with_probes(portless, "payments-api")


def test_what_helm_makes_is_no_yaml_yet() -> None:
    with pytest.raises(NotEditableError, match="not YAML"):
        with_probes("{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n", "payments-api")
