"""`app-config.yaml`: Backstage's own keys where it has them, `callboard` for ours."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.config_parts import Part, Text
from bot.form_fields_config import FormFieldPart
from bot.github_config import GithubIntegrationPart, ProvidersPart
from bot.integrations_config import OperationsPart
from bot.kubernetes_config import KubernetesPart
from bot.policy_config import Members, PolicyPart
from bot.proxy_config import ProxyPart
from bot.recommended_paths_config import RecommendedPaths
from bot.substitution import Substitution, joined
from catalog_store.descriptors.exact import YamlError, read
from catalog_store.descriptors.json_values import Json
from catalog_store.reports.calendar import Times, Usual, zone

SlashCommandName = Literal["callboard", "owner", "runbook", "deploys", "golden-path", "scorecard"]
#: The slash commands whose names a workspace may change, because another app has taken them.
SLASH_COMMANDS: tuple[SlashCommandName, ...] = get_args(SlashCommandName)

_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of names to values",
    "model_type": "must be a mapping of names to values",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_parsing": "must be a number",
    "literal_error": "must be {expected}",
    "string_too_short": "must not be empty",
}


def _slash_command(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"/[a-z0-9_-]{1,31}", value):
        return value
    raise ValueError('must be a slash and up to 31 small letters, digits, "-" or "_", such as "/svc-owner"')


SlashCommand = Annotated[str, BeforeValidator(_slash_command)]


def _channel_id(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[CG][A-Z0-9]{6,}", value):
        return value
    raise ValueError("must be a channel's id such as C07M3HV2QXD; its details in Slack show it")


ChannelId = Annotated[str, BeforeValidator(_channel_id)]


def _trusted_address(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^/?#]+/[^?#]+", value):
        raise ValueError("must be a web address, such as https://github.com/acme/catalog/tree/main")
    repository = re.fullmatch(r"(https?://[^/]+/[^/]+(?:/[^/]+)?)(?:/(?:tree|blob|raw|edit)?)?/?", value)
    if repository and not value.endswith((".yaml", ".yml")):  # a file by itself, at a server that knows no branches
        raise ValueError(f"must also say which branch: {repository[1]}/tree/main, if that is its name")
    return value


TrustedAddress = Annotated[str, BeforeValidator(_trusted_address)]


class RuleLocation(Part):
    """The places that a rule is about: all of a type, one of them, or those that a pattern names."""

    type: Text
    exact: Text | None = None
    pattern: Text | None = None

    def covers(self, location: str) -> bool:
        """`location` is `file:/absolute/path` or `url:https://…`."""
        found, _, target = location.partition(":")
        if found != self.type or (self.exact is not None and self.exact != target):
            return False
        return self.pattern is None or re.fullmatch(_expression(self.pattern), target) is not None


class CatalogRule(Part):
    """Kinds of entities that are let in, from everywhere or from some places."""

    allow: tuple[Text, ...]
    locations: tuple[RuleLocation, ...] = ()

    def lets_in(self, kind: str, location: str) -> bool:
        """`kind` in any case."""
        is_about = not self.locations or any(place.covers(location) for place in self.locations)
        return is_about and kind.casefold() in (allowed.casefold() for allowed in self.allow)


def _expression(pattern: str) -> str:
    """`*` stays within a folder, `**` does not."""
    pieces = re.split(r"(\*\*|\*|\?)", pattern)
    return "".join({"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece)) for piece in pieces)


class CatalogLocation(Part):
    """A place to read descriptors from: a file or an address, or in Backstage's older manner a whole organisation on GitHub."""

    type: Literal["file", "url", "github-discovery", "github-org", "github-multi-org"]
    target: Text
    rules: tuple[CatalogRule, ...] = ()


class CatalogPart(Part):
    """`catalog`."""

    locations: tuple[CatalogLocation, ...] = ()
    rules: tuple[CatalogRule, ...] = ()
    providers: ProvidersPart = ProvidersPart()


class ReadableHost(Part):
    """One host of `backend.reading.allow`."""

    host: Text
    paths: tuple[Text, ...] = ()


class ReadingPart(Part):
    """`backend.reading`."""

    allow: tuple[ReadableHost, ...] = ()


class BackendPart(Part):
    """`backend`, of which Callboard reads only what it may fetch."""

    reading: ReadingPart = ReadingPart()


class IntegrationsPart(Part):
    """`integrations`, of which Callboard speaks GitHub's."""

    github: tuple[GithubIntegrationPart, ...] = ()


class SearchPart(Part):
    """`callboard.search`."""

    engine: Literal["whoosh", "postgres"] = "whoosh"


class SocketModePart(Part):
    """`callboard.socketMode`: how many of the ten connections that Slack lets an app have, each process holds."""

    connections: int = Field(default=2, ge=1, le=10)


class KindPart(Part):
    """One kind of `callboard.kinds`: its schema, here or in a file."""

    json_schema: dict[str, Any] = Field(
        default_factory=dict, alias="schema"
    )  # Any: JSON Schema, judged when it is used
    file: Text | None = None


class ReportsPart(Part):
    """`callboard.reports`: when teams are told what, as long as they choose nothing else."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = "Monday"
    hour: int = Field(default=9, ge=0, le=23)
    time_zone: Text = "UTC"
    silent_when_well: bool = False
    tell_regressions: bool = True
    targets: dict[Text, int] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _is_a_clock(cls, name: str) -> str:
        if zone(name) is None:
            raise ValueError("is no time zone; write one such as Europe/Lisbon")
        return name

    @property
    def usual(self) -> Usual:
        days = get_args(ReportsPart.model_fields["day"].annotation)
        times = Times(days.index(self.day), self.hour, self.time_zone)
        return Usual(times, self.silent_when_well, self.tell_regressions, self.targets)


class CallboardPart(Part):
    """`callboard`: what Backstage has no word for."""

    platform_channel: Text | None = None
    channels: dict[Text, ChannelId] = Field(default_factory=dict)
    commands: dict[SlashCommandName, SlashCommand] = Field(default_factory=dict)
    kinds: dict[Text, KindPart] = Field(default_factory=dict)
    search: SearchPart = SearchPart()
    socket_mode: SocketModePart = SocketModePart()
    questions_per_minute: int = Field(default=120, ge=0)
    reports: ReportsPart = ReportsPart()
    scorecards: Any = None  # Any: YAML, read with all its faults by catalog_store.scorecards
    environments: dict[Text, Text] = Field(default_factory=dict)
    golden_paths: tuple[Text, ...] = ()
    recommended_paths: RecommendedPaths = Field(default_factory=dict)
    form_fields: dict[Text, FormFieldPart] = Field(default_factory=dict)
    integrations: OperationsPart = OperationsPart()
    policies: tuple[PolicyPart, ...] = ()
    roles: dict[Text, Members] = Field(default_factory=dict)
    trusted_catalogs: tuple[TrustedAddress, ...] = ()

    @field_validator("commands")
    @classmethod
    def _one_name_each(cls, commands: dict[SlashCommandName, str]) -> dict[SlashCommandName, str]:
        names = [commands.get(name, f"/{name}") for name in SLASH_COMMANDS]
        if len(set(names)) < len(names):
            raise ValueError("gives two commands the same name")
        return commands


class AppConfig(Part):
    """The whole file, as far as Callboard understands it."""

    catalog: CatalogPart = CatalogPart()
    backend: BackendPart = BackendPart()
    integrations: IntegrationsPart = IntegrationsPart()
    kubernetes: KubernetesPart = KubernetesPart()
    proxy: ProxyPart = ProxyPart()
    callboard: CallboardPart = CallboardPart()
    tech_insights: Any = None  # Any: YAML, read as far as it has a translation


class AppConfigError(Exception):
    """The file cannot be used; `faults` says why, one sentence each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load_app_config(path: Path, environ: Mapping[str, str]) -> AppConfig:
    """Read the file, with `${NAME}` replaced by the environment's values.

    Raises:
        AppConfigError: with every fault of the file.
    """
    substitution = Substitution(environ)
    tree = substitution.applied(_parsed(path))
    try:
        return AppConfig.model_validate({} if tree is None else tree)
    except ValidationError as error:
        faults = (_sentence(details, substitution.undefined) for details in error.errors())
        raise AppConfigError(tuple(f"{path.name}: {fault}" for fault in faults)) from error


def _parsed(path: Path) -> Json:
    try:
        return read(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise AppConfigError((f"{path} cannot be read: {error.strerror}.",)) from error
    except UnicodeDecodeError as error:
        raise AppConfigError((f"{path} is not UTF-8. Save it in that encoding.",)) from error
    except YamlError as error:
        raise AppConfigError((f"{path} is not YAML on line {error.line}: {error.problem}.",)) from error


def _sentence(details: ErrorDetails, undefined: Mapping[str, str]) -> str:
    path = ""
    for step in details["loc"]:
        path = f"{path}[{step}]" if isinstance(step, int) else joined(path, step)
    if path in undefined:
        return (
            f"{path} has no value, because the variable {undefined[path]} is not set. Set it, or write the value here."
        )
    if details["loc"][-1:] == ("[key]",):
        *first, last = SLASH_COMMANDS
        commands = f"{', '.join(first)} and {last}"
        return f"{path.removesuffix('.[key]')} is none of Callboard's commands. They are {commands}."
    known = _SENTENCES.get(details["type"])
    found = known.format_map(details.get("ctx", {})) if known else details["msg"].removeprefix("Value error, ")
    return f"{path or 'the file'} {found}."
