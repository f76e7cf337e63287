"""What Callboard is told about GitHub: who it is there, which organisations it reads, and who may call it back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.app_config import AppConfig, CatalogLocation
from bot.github_config import GithubAppPart, GithubIntegrationPart, GithubProviderPart, SchedulePart

GITHUB_API_URL = "https://api.github.com"
GITHUB_HOST = "github.com"
#: The oldest location types of Backstage, from before there were providers.
LEGACY_TYPES = ("github-discovery", "github-org", "github-multi-org")

_PEM = "-----BEGIN"
_DISCOVERY = re.compile(
    r"https?://(?P<host>[^/]+)/(?P<organization>[^/]+)/(?P<repository>[^/]+)/(?:blob|tree)/(?P<branch>[^/]+)(?P<path>/.+)"
)


@dataclass(frozen=True, slots=True)
class GithubApp:
    """A GitHub App that we are. Without `owners` it speaks for every organisation in which it is installed."""

    id: int
    private_key: SecretStr
    owners: tuple[str, ...] = ()

    def speaks_for(self, organization: str) -> bool:
        """Whether it may be used for this organisation, as far as the configuration says."""
        return not self.owners or organization.casefold() in (owner.casefold() for owner in self.owners)


@dataclass(frozen=True, slots=True)
class GithubHost:
    """One GitHub: `host` as it stands in the addresses of its pages, `api_url` without a slash at its end."""

    host: str
    api_url: str
    token: SecretStr | None = None
    apps: tuple[GithubApp, ...] = ()

    @property
    def page_hosts(self) -> frozenset[str]:
        """The hosts of its pages' addresses. A server without a domain of its own shows them where its API is."""
        return frozenset((self.host, urlsplit(self.api_url).netloc))

    @property
    def is_anonymous(self) -> bool:
        """Nothing says who we are there."""
        return self.token is None and not self.apps


@dataclass(frozen=True, slots=True)
class ReadingTimes:
    """How often something is read, how long one read may take, and how long after the start the first one begins."""

    every: timedelta = timedelta(minutes=30)
    timeout: timedelta = timedelta(minutes=15)
    initial_delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class RepositoryFilter:
    """Which repositories of an organisation are read. `branch` None: each one's default; `name`: a regular expression."""

    branch: str | None = None
    name: str | None = None
    with_forks: bool = True
    with_archived: bool = False
    topics: frozenset[str] = frozenset()
    without_topics: frozenset[str] = frozenset()
    visibilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RepositoryProvider:
    """One organisation whose repositories are searched for descriptors at `path`, a glob from the repository's root."""

    id: str
    host: str
    organization: str
    path: str
    filter: RepositoryFilter
    times: ReadingTimes
    app: int | None = None

    @property
    def source(self) -> str:
        """The catalog's name for it."""
        return f"github:{self.id}"


@dataclass(frozen=True, slots=True)
class PeopleProvider:
    """Organisations whose teams and members become groups and users. Without `organizations`, all that we are a member of."""

    id: str
    host: str
    organizations: tuple[str, ...]
    times: ReadingTimes

    @property
    def source(self) -> str:
        """The catalog's name for it."""
        return f"github-org:{self.id}"


@dataclass(frozen=True, slots=True)
class GithubSettings:
    """Everything about GitHub."""

    hosts: tuple[GithubHost, ...] = ()
    repositories: tuple[RepositoryProvider, ...] = ()
    people: tuple[PeopleProvider, ...] = ()
    webhook_secrets: tuple[SecretStr, ...] = ()

    @property
    def is_used(self) -> bool:
        """Something is to be asked of GitHub's API: to be read, or with who we are."""
        return bool(self.repositories or self.people or any(not host.is_anonymous for host in self.hosts))

    @property
    def secrets(self) -> Iterator[str]:
        """The values that no log line may show."""
        for secret in self.webhook_secrets:
            yield secret.get_secret_value()
        for host in self.hosts:
            if host.token:
                yield host.token.get_secret_value()
            for app in host.apps:
                yield app.private_key.get_secret_value()

    def host(self, name: str) -> GithubHost:
        """The host of this name. It is there for every provider."""
        return next(host for host in self.hosts if host.host == name)


@dataclass(frozen=True, slots=True)
class GithubVariables:
    """The environment's part."""

    token: SecretStr | None
    app_id: int | None
    app_key: SecretStr | None
    api_url: str
    webhook_secret: SecretStr | None


def private_key(cwd: Path) -> Callable[[str], SecretStr]:
    """Reads a key that is given as it is, with `\\n` for its line ends if need be, or by the path of its file."""

    def parse(text: str) -> SecretStr:
        if _PEM in text:
            return SecretStr(text.replace("\\n", "\n"))
        try:
            found = (cwd / text).read_text(encoding="ascii")
        except (OSError, ValueError) as error:
            raise ValueError(
                "is neither a private key (-----BEGIN …) nor the path of a readable file with one."
            ) from error
        if _PEM not in found:
            raise ValueError(f"names {cwd / text}, which holds no private key (-----BEGIN …).")
        return SecretStr(found)

    return parse


def app_id(text: str) -> int:
    """The number of a GitHub App."""
    if not text.isdecimal():
        raise ValueError(f"is {text!r}, but must be the App's number, which its page shows under App ID.")
    return int(text)


def api_url(text: str) -> str:
    """The address of a GitHub's REST API."""
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f"must be a whole web address such as {GITHUB_API_URL} or https://github.example.com/api/v3.")
    return text.rstrip("/")


def github_settings(variables: GithubVariables, config: AppConfig, cwd: Path, faults: list[str]) -> GithubSettings:
    """Everything about GitHub in one; what is wrong with it is added to `faults`."""
    if (variables.app_id is None) != (variables.app_key is None):
        faults.append("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong together: set both, or neither.")
    repositories = (*_providers(config), *_discoveries(config, faults))
    people = tuple(_of_one_host((*_people(config), *_legacy_people(config, faults))))
    wanted = dict.fromkeys([*(each.host for each in repositories), *(each.host for each in people)])
    hosts = {
        part.host: _host(part, f"integrations.github[{index}]", cwd, faults)
        for index, part in enumerate(config.integrations.github)
    }
    hosts |= _own_host(variables, hosts, wanted)
    for name in wanted:
        hosts.setdefault(name, GithubHost(name, _default_api_url(name)))
    secrets = (
        variables.webhook_secret,
        *(_secret(app.webhook_secret) for each in config.integrations.github for app in each.apps),
    )
    return GithubSettings(tuple(hosts.values()), repositories, people, tuple(secret for secret in secrets if secret))


def _own_host(
    variables: GithubVariables, hosts: Mapping[str, GithubHost], wanted: Iterable[str]
) -> dict[str, GithubHost]:
    """The GitHub that the environment speaks of: that at GITHUB_API_URL when the configuration names it, else github.com."""
    at = urlsplit(variables.api_url).netloc
    name = at if at in hosts or at in wanted else GITHUB_HOST
    named = hosts.get(name, GithubHost(name, _default_api_url(name)))
    apps = named.apps
    if variables.app_id and variables.app_key:
        apps = (GithubApp(variables.app_id, variables.app_key),)
    url = named.api_url if variables.api_url == GITHUB_API_URL else variables.api_url
    own = GithubHost(name, url, variables.token or named.token, apps)
    is_told = name in hosts or not own.is_anonymous or url != GITHUB_API_URL
    return {name: own} if is_told else {}


def _host(part: GithubIntegrationPart, path: str, cwd: Path, faults: list[str]) -> GithubHost:
    url = _default_api_url(part.host)
    if part.api_base_url:
        try:
            url = api_url(part.api_base_url)
        except ValueError as error:
            faults.append(f"{path}.apiBaseUrl {error}")
    apps = tuple(_apps(part.apps, path, cwd, faults))
    return GithubHost(part.host, url, _secret(part.token), apps)


def _apps(parts: Iterable[GithubAppPart], path: str, cwd: Path, faults: list[str]) -> Iterator[GithubApp]:
    for index, part in enumerate(parts):
        try:
            yield GithubApp(part.app_id, private_key(cwd)(part.private_key), part.allowed_installation_owners)
        except ValueError as error:
            faults.append(f"{path}.apps[{index}].privateKey {error}")


def _providers(config: AppConfig) -> Iterator[RepositoryProvider]:
    for name, part in config.catalog.providers.github.items():
        times = _times(part.schedule)
        yield RepositoryProvider(name, part.host, part.organization, part.catalog_path, _filter(part), times, part.app)


def _filter(part: GithubProviderPart) -> RepositoryFilter:
    filters = part.filters
    return RepositoryFilter(
        branch=filters.branch,
        name=filters.repository,
        with_forks=filters.allow_forks,
        with_archived=filters.allow_archived,
        topics=frozenset(filters.topic.include),
        without_topics=frozenset(filters.topic.exclude),
        visibilities=frozenset(filters.visibility),
    )


def _discoveries(config: AppConfig, faults: list[str]) -> Iterator[RepositoryProvider]:
    """`github-discovery`: https://github.com/acme/service-*/blob/-/catalog-info.yaml, where `-` is the default branch."""
    for index, location in _legacy(config, "github-discovery"):
        target = (
            location.target
            if location.target.count("/") > 3
            else f"{location.target.rstrip('/')}/*/blob/-/catalog-info.yaml"
        )
        found = _DISCOVERY.fullmatch(target)
        if found is None:
            faults.append(
                f"catalog.locations[{index}].target must be such as https://github.com/acme/*/blob/-/catalog-info.yaml."
            )
            continue
        name = "".join(".*" if piece == "*" else re.escape(piece) for piece in re.split(r"(\*)", found["repository"]))
        branch = None if found["branch"] == "-" else found["branch"]
        only = RepositoryFilter(branch=branch, name=None if name == ".*" else name)
        source = f"{found['organization']}-{index}"
        yield RepositoryProvider(source, found["host"], found["organization"], found["path"], only, ReadingTimes())


def _people(config: AppConfig) -> Iterator[PeopleProvider]:
    for part in config.catalog.providers.github_org:
        yield PeopleProvider(part.id, urlsplit(part.github_url).netloc, part.orgs, _times(part.schedule))


def _of_one_host(people: Iterable[PeopleProvider]) -> Iterator[PeopleProvider]:
    """The organisations of one GitHub are read together, as a person may be in several of them and is one user."""
    by_host: dict[str, list[PeopleProvider]] = {}
    for each in people:
        by_host.setdefault(each.host, []).append(each)
    for host, providers in by_host.items():
        names = dict.fromkeys(name for each in providers for name in each.organizations)
        organizations = tuple(names) if all(each.organizations for each in providers) else ()
        yield PeopleProvider(providers[0].id, host, organizations, min((each.times for each in providers), key=_every))


def _every(times: ReadingTimes) -> timedelta:
    return times.every


def _legacy_people(config: AppConfig, faults: list[str]) -> Iterator[PeopleProvider]:
    for index, location in (*_legacy(config, "github-org"), *_legacy(config, "github-multi-org")):
        url = urlsplit(location.target)
        organization = url.path.strip("/")
        if not url.netloc or "/" in organization or (not organization and location.type == "github-org"):
            faults.append(f"catalog.locations[{index}].target must be such as https://github.com/acme.")
            continue
        organizations = (organization,) if organization else ()
        yield PeopleProvider(f"{organization or url.netloc}-{index}", url.netloc, organizations, ReadingTimes())


def _legacy(config: AppConfig, name: str) -> Iterator[tuple[int, CatalogLocation]]:
    return ((index, each) for index, each in enumerate(config.catalog.locations) if each.type == name)


def _times(part: SchedulePart) -> ReadingTimes:
    return ReadingTimes(part.frequency, part.timeout, part.initial_delay)


def _secret(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text else None


def _default_api_url(host: str) -> str:
    return GITHUB_API_URL if host == GITHUB_HOST else f"https://{host}/api/v3"
