"""What app-config.yaml says about clusters."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from bot.adapters.kubernetes.entrance import sources
from bot.kubernetes_settings import AwsAccess, Environments
from bot.operation_source import SourceFailedError
from bot.settings import SettingsError, load
from tests.support.catalog import entity

PEM = trustme.CA().cert_pem.bytes()


def clusters(tmp_path: Path, more: str = "", **cluster: str) -> Path:
    """A configuration with one cluster; all else about it is usual."""
    told = {"name": "north", "url": "https://north.example:6443", "serviceAccountToken": "s3cret"} | cluster
    lines = "\n".join(f"          {key}: {value}" for key, value in told.items())
    text = f"kubernetes:\n  clusterLocatorMethods:\n    - type: config\n      clusters:\n        -\n{lines}\n{more}"
    (tmp_path / "app-config.yaml").write_text(text)
    return tmp_path


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        load({}, folder)
    return error.value.faults


def test_a_cluster_is_known_by_backstages_keys(tmp_path: Path) -> None:
    folder = clusters(tmp_path, title="The north", caData=base64.b64encode(PEM).decode(), skipTLSVerify="true")

    settings = load({}, folder)

    [cluster] = settings.kubernetes.clusters
    assert (cluster.name, cluster.title, cluster.url) == ("north", "The north", "https://north.example:6443")
    assert cluster.ca == PEM.decode()
    assert cluster.is_unverified
    assert "s3cret" in settings.secrets
    assert settings.ignored_keys == ()


def test_without_anything_there_is_no_cluster(tmp_path: Path) -> None:
    assert not load({}, tmp_path).kubernetes.is_used


def test_kubeconfig_counts_only_where_no_locator_is(tmp_path: Path) -> None:
    (tmp_path / "kubeconfig").write_text("{}")
    environ = {"KUBECONFIG": "kubeconfig"}

    assert load(environ, tmp_path).kubernetes.kubeconfig == (tmp_path / "kubeconfig",)
    assert load(environ, clusters(tmp_path)).kubernetes.kubeconfig == ()


def test_a_kubeconfig_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="KUBECONFIG names gone, which is no file"):
        load({"KUBECONFIG": "gone"}, tmp_path)


@pytest.mark.parametrize(
    "cluster, fault",
    [
        ({"url": "north:6443"}, ".url must be a whole web address such as https://10.0.0.1:6443."),
        ({"caData": "bm8gY2VydGlmaWNhdGU="}, ".caData holds no certificate. It must be a PEM file, in base64."),
        ({"caData": "'%%%'"}, ".caData holds no certificate. It must be a PEM file, in base64."),
        ({"caFile": "gone.pem"}, ".caFile cannot be read: No such file or directory. Correct the path."),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, cluster: dict[str, str], fault: str) -> None:
    assert faults(clusters(tmp_path, **cluster)) == (f"kubernetes.clusterLocatorMethods[0].clusters[0]{fault}",)


def test_two_clusters_of_one_name(tmp_path: Path) -> None:
    more = "        - {name: north, url: 'https://other.example'}\n"

    assert faults(clusters(tmp_path, more))[0].endswith("Give each a name of its own.")


def test_what_we_cannot_do_is_kept_for_doctor(tmp_path: Path) -> None:
    settings = load({}, clusters(tmp_path, "    - type: gke\n", authProvider="oidc")).kubernetes

    assert settings.unsupported == (
        "kubernetes.clusterLocatorMethods[1] is of type gke; only config and localKubectlProxy are supported",
    )


@pytest.mark.parametrize(
    "provider, why",
    [
        ("oidc", "it takes the person who looks at the page, and nobody does here"),
        ("azure", "it signs in at Azure; a KUBECONFIG whose user runs `kubelogin` does that"),
        ("carrierPigeon", "we do not know it"),
    ],
)
def test_a_cluster_where_we_can_be_nobody_says_so_when_it_is_asked(tmp_path: Path, provider: str, why: str) -> None:
    settings = load({}, clusters(tmp_path, authProvider=provider)).kubernetes
    (source,) = sources(settings, clock=lambda: datetime.now(UTC))
    said = f"its authProvider {provider} is none that we can use ({why}); a serviceAccountToken is the usual way"

    assert settings.clusters[0].objection == said
    with pytest.raises(SourceFailedError) as asked:
        source.read([entity("Component", "payments-api")])
    with pytest.raises(SourceFailedError) as examined:
        source.examine()
    assert str(asked.value) == str(examined.value) == said


def test_clusters_of_aws_are_known_by_backstages_keys(tmp_path: Path) -> None:
    role = "arn:aws:iam::123456789012:role/portal"
    folder = clusters(tmp_path, authProvider="aws", assumeRole=role, externalId="acme")

    settings = load({"AWS_REGION": "eu-central-1"}, folder)

    [cluster] = settings.kubernetes.clusters
    assert cluster.objection is None
    assert cluster.aws == AwsAccess("north", "eu-central-1", role=role, external_id="acme")
    assert settings.ignored_keys == ()


def test_clusters_of_aws_are_known_by_the_names_of_annotations_too(tmp_path: Path) -> None:
    told = (
        "{kubernetes.io/x-k8s-aws-id: prod, kubernetes.io/aws-assume-role: reader, kubernetes.io/aws-external-id: acme}"
    )
    folder = clusters(tmp_path, authProvider="aws", authMetadata=told)

    [cluster] = load({"AWS_DEFAULT_REGION": "eu-west-1"}, folder).kubernetes.clusters

    assert cluster.aws == AwsAccess("prod", "eu-west-1", role="reader", external_id="acme")
    assert load({}, folder).kubernetes.clusters[0].aws == AwsAccess("prod", role="reader", external_id="acme")


def test_kubectl_proxy_is_somebody_for_us(tmp_path: Path) -> None:
    settings = load(
        {}, clusters(tmp_path, "    - type: localKubectlProxy\n", authProvider="localKubectlProxy")
    ).kubernetes

    configured_, local = settings.clusters
    assert configured_.objection is None
    assert (local.name, local.url, local.has_metrics, local.objection) == (
        "local",
        "http://localhost:8001",
        False,
        None,
    )
    assert settings.unsupported == ()


def test_environments_have_the_name_of_the_first_pattern_that_fits() -> None:
    environments = Environments((("north/*-stage", "staging"), ("prod-*", "production"), ("sandbox", "play")))

    assert environments.name("north", "payments-stage") == "staging"
    assert environments.name("prod-eu", "payments") == "production"
    assert environments.name("south", "sandbox") == "play"
    assert environments.name("south", "payments") == "south"
