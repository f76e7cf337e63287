"""What Callboard is told from outside: the environment and app-config.yaml, as one frozen Settings."""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from bot.app_config import SLASH_COMMANDS, AppConfig, AppConfigError, CatalogLocation, CatalogRule, load_app_config
from bot.declared_kinds import declared_kinds
from bot.form_fields_config import form_fields
from bot.github_settings import (
    GITHUB_API_URL,
    LEGACY_TYPES,
    GithubSettings,
    GithubVariables,
    api_url,
    app_id,
    github_settings,
    private_key,
)
from bot.integrations_settings import IntegrationsSettings, integrations_settings
from bot.kubernetes_settings import (
    AWS_REGION,
    SERVICE_ACCOUNT,
    AwsVariables,
    KubernetesSettings,
    KubernetesVariables,
    kubeconfig,
    kubernetes_settings,
)
from bot.policy_config import policies
from bot.proxy_settings import Proxy, proxies
from bot.reading_rules import AllowedHost
from bot.telemetry_settings import TelemetrySettings, telemetry_settings
from catalog_store.descriptors import Kinds
from catalog_store.policies import Policies
from catalog_store.reports.calendar import Usual
from catalog_store.scorecards import Configured
from catalog_store.scorecards import read as read_scorecard
from golden_paths.form_fields import FormFields
from golden_paths.places import Place, place_of

#: A golden path's secret `stripe-key` stands in CALLBOARD_SECRET_STRIPE_KEY.
SECRET_PREFIX = "CALLBOARD_SECRET_"  # noqa: S105  # no secret: the beginning of a variable's name
SLACK_API_URL = "https://slack.com/api/"
#: A database address holds its password before the host, or among the parameters.
_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=[?&]password=)[^&]+")
_LISTEN = re.compile(r"(?:\[(?P<bracketed>[^\[\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]+)")
T = TypeVar("T")


class LogFormat(StrEnum):
    """How log lines look: for people, or for programs."""

    TEXT = "text"
    JSON = "json"


class SearchEngine(StrEnum):
    """What searches: an index on this machine's disk, or Postgres for all replicas together."""

    WHOOSH = "whoosh"
    POSTGRES = "postgres"


class SettingsError(Exception):
    """Callboard cannot start with these settings. The text has one line for each fault."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where the HTTP server listens. Port 0 lets the system choose a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is configured. Nothing here has been tried out yet: no file but app-config.yaml is read, nothing connects.

    `locations` with `type` file have an absolute `target`. `commands` maps our names of the slash commands to the workspace's.
    `ignored_keys` are the paths in app-config.yaml that mean nothing to Callboard.
    """

    slack_bot_token: SecretStr | None
    slack_app_token: SecretStr | None
    slack_signing_secret: SecretStr | None
    slack_api_url: str
    database_url: SecretStr | None
    home: Path
    listen: ListenAddress
    log_format: LogFormat
    config_file: Path | None
    locations: tuple[CatalogLocation, ...]
    rules: tuple[CatalogRule, ...]
    readable_hosts: tuple[AllowedHost, ...]
    platform_channel: str | None
    commands: Mapping[str, str]
    kinds: Kinds
    search_engine: SearchEngine
    scorecard: Configured
    reports: Usual
    github: GithubSettings
    kubernetes: KubernetesSettings
    integrations: IntegrationsSettings
    ignored_keys: tuple[str, ...]
    #: Socket Mode connections that this process holds.
    socket_connections: int = 2
    #: What one person may ask, of all replicas together; 0 for as much as they like.
    questions_per_minute: int = 120
    golden_paths: tuple[Place, ...] = ()
    #: Teams that see a golden path first, by its reference.
    recommended_paths: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: What forms offer for fields of other portals.
    form_fields: FormFields = field(default_factory=dict)
    #: Secrets that golden paths may ask for by name.
    path_secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    #: Web services that golden paths may call.
    proxies: tuple[Proxy, ...] = ()
    policies: Policies = field(default_factory=Policies)
    #: Addresses below which files may name repositories of others.
    trusted_catalogs: tuple[str, ...] = ()
    telemetry: TelemetrySettings = field(default_factory=TelemetrySettings)
    #: Ids of Slack's channels by their names, for where Slack is not asked.
    channels: Mapping[str, str] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that no log line may show."""
        held = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        passwords = _PASSWORD.findall(self.database_url.get_secret_value()) if self.database_url else []
        return (
            *(secret.get_secret_value() for secret in held if secret),
            *self.github.secrets,
            *self.kubernetes.secrets,
            *self.integrations.secrets,
            *self.telemetry.secrets,
            *(secret.get_secret_value() for secret in self.path_secrets.values()),
            *(secret for proxy in self.proxies for secret in proxy.secrets),
            *dict.fromkeys(spelling for password in passwords for spelling in (password, unquote(password))),
        )

    def lets_in(self, kind: str, location: str) -> bool:
        """Whether the rules allow such an entity in the file at `location` (`file:/absolute/path` or `url:https://…`).

        As in Backstage, a location's own rules add to the general ones. Without general rules every kind may come from everywhere.
        """
        own = (rule for place in self.locations if f"{place.type}:{place.target}" == location for rule in place.rules)
        return not self.rules or any(rule.lets_in(kind, location) for rule in (*self.rules, *own))

    def missing_for_slack(self) -> tuple[str, ...]:
        """What else must be set before Callboard can talk to Slack, a sentence each."""
        faults = []
        if not self.slack_bot_token:
            faults.append("SLACK_BOT_TOKEN is not set. It is the app's Bot User OAuth Token and begins with xoxb-.")
        if not (self.slack_app_token or self.slack_signing_secret):
            faults.append(
                "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set."
                " Set the first to connect by Socket Mode, the second to be called over HTTP."
            )
        return tuple(faults)


def load(environ: Mapping[str, str], cwd: Path) -> Settings:
    """Read everything once, at the start. A variable that is empty counts as not set.

    Raises:
        SettingsError: with every fault there is, not only the first.
    """
    reader = _Reader(environ, cwd)
    home = reader.read("CALLBOARD_HOME", lambda text: cwd / text, cwd / ".callboard")
    config_file = reader.read("CALLBOARD_CONFIG", _existing_file(cwd), _default_config_file(cwd, home))
    config = reader.app_config(config_file)
    github = GithubVariables(
        token=reader.read("GITHUB_TOKEN", SecretStr, None),
        app_id=reader.read("GITHUB_APP_ID", app_id, None),
        app_key=reader.read("GITHUB_APP_PRIVATE_KEY", private_key(cwd), None),
        api_url=reader.read("GITHUB_API_URL", api_url, GITHUB_API_URL),
        webhook_secret=reader.read("GITHUB_WEBHOOK_SECRET", SecretStr, None),
    )
    aws = AwsVariables(
        reader.read("AWS_REGION", str, reader.read("AWS_DEFAULT_REGION", str, AWS_REGION)),
        reader.read("AWS_ENDPOINT_URL_STS", str, ""),
    )
    clusters = KubernetesVariables(reader.read("KUBECONFIG", kubeconfig(cwd), ()), SERVICE_ACCOUNT.is_file(), aws)
    settings = Settings(
        slack_bot_token=reader.read("SLACK_BOT_TOKEN", _token("xapp-", "SLACK_APP_TOKEN"), None),
        slack_app_token=reader.read("SLACK_APP_TOKEN", _token("xoxb-", "SLACK_BOT_TOKEN"), None),
        slack_signing_secret=reader.read("SLACK_SIGNING_SECRET", _signing_secret, None),
        slack_api_url=reader.read("SLACK_API_URL", _api_url, SLACK_API_URL),
        database_url=reader.read("DATABASE_URL", _database_url, None),
        home=home,
        listen=reader.read("CALLBOARD_LISTEN", _listen_address, ListenAddress("127.0.0.1", 3000)),
        log_format=reader.read("LOG_FORMAT", _log_format, LogFormat.TEXT),
        config_file=config_file,
        locations=tuple(
            _placed(location, cwd) for location in config.catalog.locations if location.type not in LEGACY_TYPES
        ),
        rules=config.catalog.rules,
        readable_hosts=tuple(AllowedHost(allowed.host, allowed.paths) for allowed in config.backend.reading.allow),
        platform_channel=config.callboard.platform_channel,
        channels=MappingProxyType(config.callboard.channels),
        commands=MappingProxyType({name: config.callboard.commands.get(name, f"/{name}") for name in SLASH_COMMANDS}),
        search_engine=SearchEngine(config.callboard.search.engine),
        scorecard=read_scorecard(config.callboard.scorecards, config.tech_insights),
        reports=config.callboard.reports.usual,
        kinds=declared_kinds(config.callboard.kinds, config_file.parent if config_file else cwd, reader.faults),
        github=github_settings(github, config, cwd, reader.faults),
        kubernetes=kubernetes_settings(clusters, config, cwd, reader.faults),
        integrations=integrations_settings(config, reader.faults),
        ignored_keys=tuple(config.ignored()),
        socket_connections=config.callboard.socket_mode.connections,
        questions_per_minute=config.callboard.questions_per_minute,
        golden_paths=tuple(place_of(written, cwd) for written in config.callboard.golden_paths),
        recommended_paths=MappingProxyType(config.callboard.recommended_paths),
        form_fields=form_fields(config.callboard.form_fields),
        path_secrets=_path_secrets(environ),
        proxies=proxies(config, reader.faults),
        policies=policies(config.callboard.policies, config.callboard.roles, reader.faults),
        trusted_catalogs=config.callboard.trusted_catalogs,
        telemetry=telemetry_settings(reader.read),
    )
    if reader.faults:
        raise SettingsError(tuple(reader.faults))
    return settings


def _path_secrets(environ: Mapping[str, str]) -> Mapping[str, SecretStr]:
    """What the environment holds for golden paths, by the name of its variable."""
    found = {name: value for name, value in environ.items() if name.startswith(SECRET_PREFIX) and value}
    return MappingProxyType({name: SecretStr(value) for name, value in found.items()})


class _Reader:
    """Reads one variable after the other and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self._environ = environ
        self._cwd = cwd
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return default

    def app_config(self, path: Path | None) -> AppConfig:
        if path is None:
            return AppConfig()
        try:
            return load_app_config(path, self._environ)
        except AppConfigError as error:
            self.faults.extend(error.faults)
            return AppConfig()


def _default_config_file(*folders: Path) -> Path | None:
    paths = (folder / "app-config.yaml" for folder in folders)
    return next((path for path in paths if os.access(path, os.F_OK)), None)  # Path.exists fails in folders of others


def _existing_file(cwd: Path) -> Callable[[str], Path]:
    def parse(text: str) -> Path:
        path = cwd / text
        if not path.is_file():
            raise ValueError(
                f"names {path}, which is not there or no file. Correct the path, or leave the variable out."
            )
        return path

    return parse


def _token(swapped_prefix: str, other_name: str) -> Callable[[str], SecretStr]:
    """Any shape will do, as stand-ins for Slack have their own; only a swapped token is surely wrong."""

    def parse(text: str) -> SecretStr:
        if text.startswith(swapped_prefix):
            raise ValueError(f"holds a token that begins with {swapped_prefix}, which belongs in {other_name}.")
        return SecretStr(text)

    return parse


def _signing_secret(text: str) -> SecretStr:
    if text.startswith(("xox", "xapp-")):
        raise ValueError("holds a token. The signing secret is on the app's page under Basic Information.")
    return SecretStr(text)


def _api_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f"must be a whole web address such as {SLACK_API_URL}")
    return text if text.endswith("/") else f"{text}/"


def _database_url(text: str) -> SecretStr:
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(
            "must begin with postgresql:// as in postgresql://user:password@host:5432/callboard. Only Postgres will do."
        )
    return SecretStr(text)


def _listen_address(text: str) -> ListenAddress:
    found = _LISTEN.fullmatch(text)
    if not found or int(found["port"]) > 65535:
        raise ValueError(f"is {text!r}, but must be host:port, such as 127.0.0.1:3000 or [::]:3000.")
    return ListenAddress(found["bracketed"] or found["host"], int(found["port"]))


def _log_format(text: str) -> LogFormat:
    if text not in set(LogFormat):
        raise ValueError(f"is {text!r}, but must be text or json.")
    return LogFormat(text)


def _placed(location: CatalogLocation, cwd: Path) -> CatalogLocation:
    """Backstage, too, takes a file's target from the working directory on."""
    if location.type != "file":
        return location
    return location.model_copy(update={"target": os.path.normpath(cwd / location.target)})
