"""Who we are on a cluster: the official client's own configuration, made from ours."""

import binascii
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from kubernetes import client, config
from kubernetes.config import ConfigException

from bot.adapters.kubernetes.errors import RefusedError
from bot.kubernetes_settings import TOKEN_PROVIDER, AwsAccess, ClusterSettings

#: Lists of one cluster that are read at once.
CONNECTIONS = 12

#: Makes the official client. Slow at times, as it may run a program that fetches a token. Raises `ClusterError`.
Connect = Callable[[], client.ApiClient]


def configured(settings: ClusterSettings) -> Connect:
    """A cluster of app-config.yaml. Where we can be nobody, whoever asks is told why."""

    def connect() -> client.ApiClient:
        if settings.objection:
            raise RefusedError(settings.objection)
        found = client.Configuration()
        found.host = settings.url
        found.verify_ssl = not settings.is_unverified
        if settings.ca:
            found.ca_cert_data = settings.ca
        if settings.token and settings.provider == TOKEN_PROVIDER:
            found.api_key["authorization"] = f"Bearer {settings.token.get_secret_value()}"
        if settings.aws:
            _renew_with_aws(found, settings.aws)
        return _made(found)

    return connect


def _renew_with_aws(found: client.Configuration, access: AwsAccess) -> None:
    """The client asks for the token before each question."""
    try:
        # Loaded by name and late: nobody else has to carry AWS' library.
        tokens = import_module("bot.adapters.kubernetes.aws").AwsTokens(access)
    except ModuleNotFoundError as missing:
        raise RefusedError(
            f"its authProvider aws needs {missing.name}, which is not installed: `make install` in a checkout brings it,"
            " and the container image has it"
        ) from missing

    def renew(configuration: client.Configuration) -> None:
        configuration.api_key["authorization"] = f"Bearer {tokens.token()}"

    found.api_key["authorization"] = ""  # the client looks whether there is one before it asks for it
    found.refresh_api_key_hook = renew


def inside() -> Connect:
    """The cluster that we run in, as our pod's own account."""

    def connect() -> client.ApiClient:
        found = client.Configuration()
        try:
            config.load_incluster_config(client_configuration=found)
        except ConfigException as error:
            raise RefusedError(f"the pod's own account cannot be read ({error})") from error
        return _made(found)

    return connect


def contexts(files: Sequence[Path]) -> Iterator[tuple[str, Connect]]:
    """The clusters of KUBECONFIG, each by the first context that leads to it, the current one before all others.

    Raises:
        RefusedError: the files cannot be understood.
    """
    path = ":".join(map(str, files))
    try:
        every, current = config.list_kube_config_contexts(config_file=path)
    except (ConfigException, TypeError, KeyError) as error:
        raise RefusedError(f"KUBECONFIG cannot be understood ({error})") from error
    seen: set[str] = set()
    for context in (current, *every):
        cluster = str((context.get("context") or {}).get("cluster"))
        if cluster not in seen:
            seen.add(cluster)
            yield cluster, _of_context(path, str(context["name"]))


def _of_context(path: str, context: str) -> Connect:
    def connect() -> client.ApiClient:
        found = client.Configuration()
        try:
            config.load_kube_config(config_file=path, context=context, client_configuration=found)
        except (ConfigException, binascii.Error, OSError, KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"the context {context} of KUBECONFIG cannot be used ({error})") from error
        return _made(found)

    return connect


def _made(found: client.Configuration) -> client.ApiClient:
    found.retries = False  # whether and when to ask again is ours
    found.client_go_retries = False
    found.connection_pool_maxsize = CONNECTIONS
    made = client.ApiClient(found)
    made.user_agent = "Callboard"
    return made
