"""Tries each organisation that is to be read: one question, of what the first read begins with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.github.errors import GithubError, NotThereError
from bot.adapters.github.hub import Hub
from bot.github_settings import GithubSettings

_REPOSITORIES = (
    "query($login: String!) { found: repositoryOwner(login: $login) { repositories(first: 1) { totalCount } } }"
)
_TEAMS = "query($login: String!) { found: organization(login: $login) { teams(first: 1) { totalCount } } }"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source found in one organisation: a clause, or why it cannot be read."""

    source: str
    found: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    source: str
    host: str
    organization: str
    query: str
    app: int | None = None


def tried(settings: GithubSettings, *, clock: Callable[[], datetime]) -> Iterator[Tried]:
    """Every organisation of every provider."""
    hub = Hub(settings.hosts, clock=clock, patience=timedelta(0), is_for_people=True)
    for each in settings.repositories:
        yield _asked(hub, _Question(each.source, each.host, each.organization, _REPOSITORIES, each.app))
    for provider in settings.people:
        yield from _of_people(hub, provider.source, provider.host, provider.organizations)


def _of_people(hub: Hub, source: str, host: str, named: tuple[str, ...]) -> Iterator[Tried]:
    try:
        organizations = named or hub.organizations(hub.host(host))
    except GithubError as error:
        yield Tried(source, refusal=str(error))
        return
    if not organizations:
        yield Tried(source, refusal="we are in no organisation there")
    for organization in organizations:
        yield _asked(hub, _Question(source, host, organization, _TEAMS))


def _asked(hub: Hub, question: _Question) -> Tried:
    try:
        client = hub.client(hub.host(question.host), question.organization, app=question.app)
        try:
            found = client.query(question.query, {"login": question.organization}).data.get("found")
        finally:
            client.close()
        if found is None:
            raise NotThereError(f"organisation {question.organization}")
    except GithubError as error:
        return Tried(question.source, refusal=str(error))
    return Tried(question.source, _counted(found, question.organization))


def _counted(found: Mapping[str, Mapping[str, int]], organization: str) -> str:
    [(what, connection)] = found.items()
    number = connection["totalCount"]
    one = {"repositories": "repository", "teams": "team"}[what]
    return f"{number} {one if number == 1 else what} of {organization}"
