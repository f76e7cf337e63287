"""Who we are on a cluster of AWS: a question to AWS that we sign and the cluster asks. The one door to AWS' library."""

import base64
import html
import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TooLateError
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from awscrt.auth import (
    AwsCredentials,
    AwsCredentialsProvider,
    AwsSignatureType,
    AwsSigningConfig,
    aws_sign_request,
)
from awscrt.exceptions import AwsCrtError
from awscrt.http import HttpHeaders, HttpRequest

from bot.adapters.json_api import JsonApi
from bot.adapters.kubernetes.errors import AwayError, ClusterError, RefusedError
from bot.kubernetes_settings import AwsAccess
from bot.operation_source import SourceFailedError

#: A cluster takes a token for a quarter of an hour. One that is used is younger, clocks being what they are.
_LIVES = 600.0
#: Whoever asks while there is none is told the same, and AWS is not asked each time.
_FAILS = 10.0
#: For how long the signed question may be asked, as AWS' own tools have it.
_ASKABLE = 60
#: For how long we are somebody else; AWS has nothing shorter.
_ROLE_LASTS = 900
_PATIENCE = 8.0
_VERSION = "2011-06-15"
_VALUE = re.compile(r"<(AccessKeyId|SecretAccessKey|SessionToken|Code|Message)>([^<]*)</\1>")


class AwsTokens:
    """Tokens for one cluster, each used for ten minutes. Safe to use from many threads."""

    def __init__(
        self,
        access: AwsAccess,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._access = access
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._own: AwsCredentialsProvider | None = None
        self._token = ""
        self._fault: ClusterError | None = None
        self._until = float("-inf")

    def token(self) -> str:
        """One that the cluster takes now.

        Raises:
            ClusterError: AWS does not make us anybody.
        """
        with self._lock:
            if self._clock() >= self._until:
                self._renew()
            if self._fault is not None:
                raise self._fault
            return self._token

    def _renew(self) -> None:
        try:
            self._token, self._fault, lasts = self._made(), None, _LIVES
        except ClusterError as error:
            self._fault, lasts = error, _FAILS
        self._until = self._clock() + lasts

    def _made(self) -> str:
        credentials = self._credentials()
        asked = {"Action": "GetCallerIdentity", "Version": _VERSION}
        url = self._signed(credentials, asked, _host(self._access.region), {"x-k8s-aws-id": self._access.cluster_id})
        return f"k8s-aws-v1.{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}"

    def _credentials(self) -> AwsCredentials:
        own = self._own_credentials()
        return self._of_role(own, self._access.role) if self._access.role else own

    def _own_credentials(self) -> AwsCredentials:
        """Those of the variables, the files or the pod, in the order in which all of AWS' tools look."""
        try:
            if self._own is None:
                self._own = AwsCredentialsProvider.new_default_chain()
            return self._own.get_credentials().result(_PATIENCE)
        except TooLateError as error:
            raise AwayError(f"AWS did not tell us who we are there within {_PATIENCE:g} s") from error
        except AwsCrtError as error:
            raise RefusedError(
                f"AWS knows nobody here ({error.name}); give the pod a role, or set AWS_ACCESS_KEY_ID and"
                " AWS_SECRET_ACCESS_KEY"
            ) from error

    def _of_role(self, own: AwsCredentials, role: str) -> AwsCredentials:
        asked = {
            "Action": "AssumeRole",
            "Version": _VERSION,
            "RoleArn": role,
            "RoleSessionName": "callboard",
            "DurationSeconds": str(_ROLE_LASTS),
            **({"ExternalId": self._access.external_id} if self._access.external_id else {}),
        }
        service = self._access.sts_url or f"https://{_host(self._access.region)}"
        url = urlsplit(self._signed(own, asked, urlsplit(service).netloc, {}))
        try:
            said = JsonApi(service, {}).send("GET", f"/?{url.query}", None, None, {}, seconds=_PATIENCE)
        except SourceFailedError as error:
            raise AwayError(f"the role {role} cannot be taken, as AWS does not answer: {error}") from error
        told = {name: html.unescape(value) for name, value in _VALUE.findall(said.content.decode(errors="replace"))}
        return _taken(role, said.status, told)

    def _signed(self, credentials: AwsCredentials, asked: Mapping[str, str], host: str, more: Mapping[str, str]) -> str:
        """The whole address of a question that nobody but us could have signed."""
        written = urlencode(asked, quote_via=quote, safe="")  # a space is %20 here, or AWS signs something else
        request = HttpRequest("GET", f"/?{written}", HttpHeaders([("host", host), *more.items()]))
        signing = AwsSigningConfig(
            signature_type=AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS,
            credentials_provider=AwsCredentialsProvider.new_static(
                credentials.access_key_id, credentials.secret_access_key, credentials.session_token
            ),
            region=self._access.region,
            service="sts",
            date=self._now(),
            expiration_in_seconds=_ASKABLE,
        )
        return f"https://{host}{aws_sign_request(request, signing).result(_PATIENCE).path}"


def _taken(role: str, status: int, told: Mapping[str, str]) -> AwsCredentials:
    try:
        if status == 200:
            return AwsCredentials(told["AccessKeyId"], told["SecretAccessKey"], told["SessionToken"])
    except KeyError:
        raise RefusedError(f"the role {role} cannot be taken: the answer makes no sense") from None
    why = f"{told.get('Code') or status}: {told.get('Message') or 'no reason given'}"[:300]
    raise RefusedError(
        f"the role {role} cannot be taken ({why}); its trust policy has to name us, with the externalId where it wants one"
    )


def _host(region: str) -> str:
    """Where AWS' token service of a region is."""
    return f"sts.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
