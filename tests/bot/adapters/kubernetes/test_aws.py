"""A cluster of AWS is told who we are by a question to AWS that we signed."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from bot.adapters.kubernetes.access import configured
from bot.adapters.kubernetes.aws import AwsTokens
from bot.adapters.kubernetes.client import ClusterClient
from bot.adapters.kubernetes.errors import ClusterError
from bot.kubernetes_settings import AwsAccess, ClusterSettings
from tests.support.kubernetes import TestCluster
from tests.support.local_server import served

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLE = "arn:aws:iam::123456789012:role/portal"
OURS = ("AKIAOURS", "our/secret+key")
THEIRS = ("ASIATHEIRS", "their/secret+key")


@dataclass
class TokenService:
    """AWS' token service, as far as roles are taken there. It looks at signatures as AWS does."""

    url: str = ""
    refusal: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, host: str) -> tuple[int, str]:
        if not is_signed(f"http://{host}{path}", {"host": host}, OURS[1]):
            return 403, error("SignatureDoesNotMatch", "The request signature we calculated does not match")
        self.asked.append({name: values[0] for name, values in parse_qs(urlsplit(path).query).items()})
        if self.refusal:
            return 403, error("AccessDenied", self.refusal)
        return 200, (
            '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
            f"<AccessKeyId>{THEIRS[0]}</AccessKeyId><SecretAccessKey>{THEIRS[1]}</SecretAccessKey>"
            "<SessionToken>a&amp;b==</SessionToken><Expiration>2026-03-02T09:15:00Z</Expiration>"
            "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )


def error(code: str, message: str) -> str:
    return f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"


def is_signed(url: str, headers: dict[str, str], secret: str) -> bool:
    """Whether the address carries the signature of whoever has the secret: version 4, as AWS publishes it."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    signature = asked.pop("X-Amz-Signature")
    written = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(asked.items()))
    lines = "".join(f"{name}:{headers[name]}\n" for name in asked["X-Amz-SignedHeaders"].split(";"))
    whole = f"GET\n/\n{written}\n{lines}\n{asked['X-Amz-SignedHeaders']}\n{hashlib.sha256(b'').hexdigest()}"
    scope = asked["X-Amz-Credential"].partition("/")[2]
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{asked['X-Amz-Date']}\n{scope}\n{hashlib.sha256(whole.encode()).hexdigest()}"
    return hmac.digest(key, text.encode(), "sha256").hex() == signature


def question(token: str) -> str:
    """The address that a token holds."""
    held = token.removeprefix("k8s-aws-v1.")
    assert held != token
    assert "=" not in held
    return base64.urlsafe_b64decode(held + "=" * (-len(held) % 4)).decode()


def asked_in(token: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(question(token)).query).items()}


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which AWS' library finds only what the test gives it."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def _ourselves(_nobody: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", OURS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", OURS[1])


@pytest.fixture
def service() -> Iterator[TokenService]:
    found = TokenService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            status, said = found.answer(self.path, self.headers["Host"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_args: object) -> None:
            """Tests are quiet."""

    with served(Handler) as found.url:
        yield found


def fault(tokens: AwsTokens) -> str:
    with pytest.raises(ClusterError) as failed:
        tokens.token()
    return str(failed.value)


@pytest.mark.usefixtures("_ourselves")
def test_a_token_is_a_signed_question_who_asks() -> None:
    token = AwsTokens(AwsAccess("prod", "eu-central-1"), now=lambda: NOW).token()

    asked = asked_in(token)
    host = "sts.eu-central-1.amazonaws.com"
    assert question(token).startswith(f"https://{host}/?Action=GetCallerIdentity&Version=2011-06-15&")
    assert asked["X-Amz-Credential"] == "AKIAOURS/20260302/eu-central-1/sts/aws4_request"
    assert (asked["X-Amz-Date"], asked["X-Amz-Expires"]) == ("20260302T090000Z", "60")
    assert asked["X-Amz-SignedHeaders"] == "host;x-k8s-aws-id"
    assert is_signed(question(token), {"host": host, "x-k8s-aws-id": "prod"}, OURS[1])
    assert not is_signed(question(token), {"host": host, "x-k8s-aws-id": "another"}, OURS[1])


@pytest.mark.usefixtures("_ourselves")
def test_china_has_addresses_of_its_own() -> None:
    token = AwsTokens(AwsAccess("prod", "cn-north-1")).token()

    assert question(token).startswith("https://sts.cn-north-1.amazonaws.com.cn/")


@pytest.mark.usefixtures("_ourselves")
def test_a_token_is_used_for_ten_minutes_of_its_quarter_of_an_hour() -> None:
    seconds = [0.0]
    tokens = AwsTokens(AwsAccess("prod"), clock=lambda: seconds[0], now=lambda: NOW + timedelta(seconds=seconds[0]))

    first = tokens.token()
    seconds[0] = 599
    assert tokens.token() == first
    seconds[0] = 600
    assert asked_in(tokens.token())["X-Amz-Date"] == "20260302T091000Z"


@pytest.mark.usefixtures("_ourselves")
def test_a_role_is_taken_first(service: TokenService) -> None:
    access = AwsAccess("prod", "eu-central-1", service.url, ROLE, "acme & sons")

    token = AwsTokens(access, now=lambda: NOW).token()

    (taken,) = service.asked
    assert (taken["Action"], taken["RoleArn"], taken["ExternalId"]) == ("AssumeRole", ROLE, "acme & sons")
    assert (taken["RoleSessionName"], taken["DurationSeconds"]) == ("callboard", "900")
    assert asked_in(token)["X-Amz-Security-Token"] == "a&b=="
    host = "sts.eu-central-1.amazonaws.com"
    assert is_signed(question(token), {"host": host, "x-k8s-aws-id": "prod"}, THEIRS[1])


@pytest.mark.usefixtures("_ourselves")
def test_a_role_that_is_not_ours_is_told_and_asked_for_again_after_a_while(service: TokenService) -> None:
    service.refusal = "User is not authorized to perform: sts:AssumeRole"
    seconds = [0.0]
    tokens = AwsTokens(AwsAccess("prod", sts_url=service.url, role=ROLE), clock=lambda: seconds[0])
    said = (
        f"the role {ROLE} cannot be taken (AccessDenied: {service.refusal}); its trust policy has to name us, with the"
        " externalId where it wants one"
    )

    assert fault(tokens) == fault(tokens) == said
    assert len(service.asked) == 1
    assert "ExternalId" not in service.asked[0]
    service.refusal, seconds[0] = "", 10
    assert tokens.token()


@pytest.mark.usefixtures("_ourselves")
def test_a_token_service_that_is_away_is_told() -> None:
    tokens = AwsTokens(AwsAccess("prod", sts_url="http://127.0.0.1:1", role=ROLE))

    assert (
        fault(tokens)
        == f"the role {ROLE} cannot be taken, as AWS does not answer: it cannot be reached (connection refused)"
    )


def test_where_aws_knows_nobody_it_is_told_what_helps() -> None:
    said = fault(AwsTokens(AwsAccess("prod")))

    assert said.startswith("AWS knows nobody here (AWS_")
    assert said.endswith("); give the pod a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")


@pytest.mark.usefixtures("_ourselves")
def test_each_question_to_the_cluster_brings_the_token() -> None:
    with TestCluster() as cluster:
        cluster.knows = lambda told: is_signed(
            question(told.removeprefix("Bearer ")),
            {"host": "sts.us-east-1.amazonaws.com", "x-k8s-aws-id": "prod"},
            OURS[1],
        )
        assert client_of(cluster).version() == "v1.31.2"


def test_a_cluster_is_not_asked_where_aws_makes_us_nobody() -> None:
    with TestCluster() as cluster:
        with pytest.raises(ClusterError, match="AWS knows nobody here"):
            client_of(cluster).version()
        assert cluster.queries == []


def client_of(cluster: TestCluster) -> ClusterClient:
    settings = ClusterSettings("prod", cluster.url, "prod", "aws", aws=AwsAccess("prod"), ca=cluster.ca)
    return ClusterClient(configured(settings))
