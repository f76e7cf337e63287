"""What Callboard is told about clusters: where they are, who it is there, and what their environments are called."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.app_config import AppConfig
from bot.kubernetes_config import ClusterPart, CustomResourcePart

#: What a pod's own account is told by.
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
#: Providers that we can be somebody with: by a token, through `kubectl proxy`, which is somebody for us, and by AWS' keys.
TOKEN_PROVIDER, PROXY_PROVIDER, AWS_PROVIDER = "serviceAccount", "localKubectlProxy", "aws"
SUPPORTED_PROVIDERS = (TOKEN_PROVIDER, PROXY_PROVIDER, AWS_PROVIDER)
#: Where AWS is asked unless it is said, as in Backstage.
AWS_REGION = "us-east-1"
#: Where `kubectl proxy` listens, as Backstage has it.
PROXY_URL = "http://localhost:8001"
#: Who the others take: a person who signs in, or whoever a cloud's own tools are run by.
_PERSON = "it takes the person who looks at the page, and nobody does here"
_WHY_NOT: Mapping[str, str] = {
    "google": _PERSON,
    "googleServiceAccount": "it signs with Google's own keys; a KUBECONFIG whose user runs `gke-gcloud-auth-plugin` does that",
    "aks": _PERSON,
    "azure": "it signs in at Azure; a KUBECONFIG whose user runs `kubelogin` does that",
    "oidc": _PERSON,
    "pinniped": _PERSON,
}


@dataclass(frozen=True, slots=True)
class CustomResource:
    """A kind that somebody added to a cluster: `argoproj.io`, `v1alpha1`, `rollouts`."""

    group: str
    version: str
    plural: str


@dataclass(frozen=True, slots=True)
class AwsVariables:
    """The environment's part of AWS, beside what AWS' own library reads there. `sts_url` is empty where it is the usual one."""

    region: str = AWS_REGION
    sts_url: str = ""


@dataclass(frozen=True, slots=True)
class AwsAccess:
    """Who we are on a cluster of AWS, which calls itself `cluster_id` there: somebody with `role`, or ourselves."""

    cluster_id: str
    region: str = AWS_REGION
    sts_url: str = ""
    role: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """One cluster of the configuration. `ca` is a PEM text; without it the system's authorities count."""

    name: str
    url: str
    title: str
    provider: str = "serviceAccount"
    token: SecretStr | None = None
    aws: AwsAccess | None = None
    ca: str | None = None
    is_unverified: bool = False
    has_metrics: bool = True
    dashboard_url: str | None = None
    custom_resources: tuple[CustomResource, ...] = ()

    @property
    def objection(self) -> str | None:
        """Why we can be nobody there, as a clause that says what helps; None where we can."""
        if self.provider in SUPPORTED_PROVIDERS:
            return None
        why = _WHY_NOT.get(self.provider, "we do not know it")
        return (
            f"its authProvider {self.provider} is none that we can use ({why}); a serviceAccountToken is the usual way"
        )


@dataclass(frozen=True, slots=True)
class Environments:
    """Names of environments by patterns of `cluster`, `namespace` or `cluster/namespace`; the first that fits counts."""

    patterns: tuple[tuple[str, str], ...] = ()

    def name(self, cluster: str, namespace: str) -> str:
        """What people call the place; the cluster's own name where nothing fits."""
        return next((name for pattern, name in self.patterns if _fits(pattern, cluster, namespace)), cluster)


@dataclass(frozen=True, slots=True)
class KubernetesSettings:
    """Everything about clusters. Without `clusters`, those of `kubeconfig` or the one that we run in may be there.

    `is_single_tenant`: a thing is only looked for on the cluster that its annotation names.
    """

    clusters: tuple[ClusterSettings, ...] = ()
    kubeconfig: tuple[Path, ...] = ()
    is_inside: bool = False
    is_single_tenant: bool = False
    environments: Environments = Environments()
    unsupported: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """There is a cluster to be asked."""
        return bool(self.clusters or self.kubeconfig or self.is_inside)

    @property
    def secrets(self) -> Iterator[str]:
        """The values that no log line may show."""
        return (each.token.get_secret_value() for each in self.clusters if each.token)


@dataclass(frozen=True, slots=True)
class KubernetesVariables:
    """The environment's part: the files of KUBECONFIG, whether we run in a cluster, and AWS."""

    kubeconfig: tuple[Path, ...] = ()
    is_inside: bool = False
    aws: AwsVariables = AwsVariables()


def kubeconfig(cwd: Path) -> Callable[[str], tuple[Path, ...]]:
    """Reads KUBECONFIG: one path or several with colons between, of which some may be missing."""

    def parse(text: str) -> tuple[Path, ...]:
        paths = tuple(cwd / part for part in text.split(":") if part)
        there = tuple(path for path in paths if path.is_file())
        if not there:
            raise ValueError(f"names {text}, which is no file. Correct the path, or leave the variable out.")
        return there

    return parse


def kubernetes_settings(
    variables: KubernetesVariables, config: AppConfig, cwd: Path, faults: list[str]
) -> KubernetesSettings:
    """Everything about clusters in one; what is wrong with it is added to `faults`."""
    part = config.kubernetes
    clusters = tuple(_clusters(config, variables.aws, cwd, faults))
    unsupported = tuple(_unsupported(config))
    environments = Environments(tuple(config.callboard.environments.items()))
    # As in Backstage, a locator says it all; the environment only counts where there is none.
    is_located = bool(part.cluster_locator_methods)
    return KubernetesSettings(
        clusters,
        () if is_located else variables.kubeconfig,
        not is_located and not variables.kubeconfig and variables.is_inside,
        part.service_locator_method.type == "singleTenant",
        environments,
        unsupported,
    )


def _clusters(config: AppConfig, aws: AwsVariables, cwd: Path, faults: list[str]) -> Iterator[ClusterSettings]:
    seen: set[str] = set()
    for part, path in _parts(config):
        if part.name in seen:
            faults.append(f"{path}.name is {part.name!r}, as another cluster's. Give each a name of its own.")
        seen.add(part.name)
        made = _cluster(part, path, config.kubernetes.custom_resources, cwd, faults)
        yield replace(made, aws=_aws(part, aws)) if part.auth_provider == AWS_PROVIDER else made
    if any(locator.type == PROXY_PROVIDER for locator in config.kubernetes.cluster_locator_methods):
        yield ClusterSettings("local", PROXY_URL, "local", provider=PROXY_PROVIDER, has_metrics=False)


def _parts(config: AppConfig) -> Iterator[tuple[ClusterPart, str]]:
    for at, locator in enumerate(config.kubernetes.cluster_locator_methods):
        for index, part in enumerate(locator.clusters if locator.type == "config" else ()):
            yield part, f"kubernetes.clusterLocatorMethods[{at}].clusters[{index}]"


def _cluster(
    part: ClusterPart, path: str, shared: Iterable[CustomResourcePart], cwd: Path, faults: list[str]
) -> ClusterSettings:
    url = urlsplit(part.url)
    if url.scheme not in ("https", "http") or not url.hostname:
        faults.append(f"{path}.url must be a whole web address such as https://10.0.0.1:6443.")
    return ClusterSettings(
        name=part.name,
        url=part.url.rstrip("/"),
        title=part.title or part.name,
        provider=part.auth_provider,
        token=SecretStr(part.service_account_token) if part.service_account_token else None,
        ca=_authority(part, path, cwd, faults),
        is_unverified=part.skip_tls_verify,
        has_metrics=not part.skip_metrics_lookup,
        dashboard_url=part.dashboard_url,
        custom_resources=tuple(
            CustomResource(each.group, each.api_version, each.plural) for each in (*shared, *part.custom_resources)
        ),
    )


def _aws(part: ClusterPart, aws: AwsVariables) -> AwsAccess:
    """As Backstage has it: by keys of their own, or by the names that annotations of clusters have."""
    told = part.auth_metadata
    return AwsAccess(
        cluster_id=told.get("kubernetes.io/x-k8s-aws-id") or part.name,
        region=aws.region,
        sts_url=aws.sts_url,
        role=part.assume_role or told.get("kubernetes.io/aws-assume-role", ""),
        external_id=part.external_id or told.get("kubernetes.io/aws-external-id", ""),
    )


def _authority(part: ClusterPart, path: str, cwd: Path, faults: list[str]) -> str | None:
    """The certificates of `caData`, which is PEM in base64, else of `caFile`."""
    try:
        if part.ca_data:
            return _pem(base64.b64decode("".join(part.ca_data.split()), validate=True).decode("ascii"))
        return _pem((cwd / part.ca_file).read_text(encoding="ascii")) if part.ca_file else None
    except (binascii.Error, UnicodeDecodeError, ValueError):
        key = "caData" if part.ca_data else "caFile"
        faults.append(
            f"{path}.{key} holds no certificate. It must be a PEM file{', in base64' if part.ca_data else ''}."
        )
    except OSError as error:
        faults.append(f"{path}.caFile cannot be read: {error.strerror}. Correct the path.")
    return None


def _pem(text: str) -> str:
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise ValueError
    return text


def _unsupported(config: AppConfig) -> Iterator[str]:
    """What the configuration asks for and we cannot do, a clause each, for `doctor`."""
    for at, locator in enumerate(config.kubernetes.cluster_locator_methods):
        if locator.type not in ("config", PROXY_PROVIDER):
            supported = f"only config and {PROXY_PROVIDER} are supported"
            yield f"kubernetes.clusterLocatorMethods[{at}] is of type {locator.type}; {supported}"


def _fits(pattern: str, cluster: str, namespace: str) -> bool:
    if "/" in pattern:
        return fnmatchcase(f"{cluster}/{namespace}", pattern)
    return fnmatchcase(cluster, pattern) or (bool(namespace) and fnmatchcase(namespace, pattern))
