"""Organisations' teams and members as groups and users, in descriptors as somebody might have written them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotThereError
from bot.adapters.github.listing import ListError
from bot.github_settings import PeopleProvider
from catalog_store.reading import Found, Opener, SourceFile, UnreadableError

_TEAMS = """
query($login: String!, $after: String) {
  organization(login: $login) {
    teams(first: 50, after: $after, orderBy: {field: NAME, direction: ASC}) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        databaseId slug name description url parentTeam { slug }
        members(first: 100, membership: IMMEDIATE) { pageInfo { hasNextPage endCursor } nodes { login } }
      }
    }
  }
}
"""
_TEAM = """
query($login: String!, $slug: String!, $after: String) {
  organization(login: $login) { team(slug: $slug) {
    members(first: 100, after: $after, membership: IMMEDIATE) { pageInfo { hasNextPage endCursor } nodes { login } }
  } }
}
"""
_MEMBERS = """
query($login: String!, $after: String) {
  organization(login: $login) {
    membersWithRole(first: 100, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { databaseId login name email url }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of an organisation. `email` only where they show it."""

    number: int
    login: str
    url: str
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """A team and those who are in it themselves, not only in a team below it."""

    number: int
    organization: str
    slug: str
    url: str
    name: str
    description: str | None
    parent: str | None
    members: tuple[str, ...]


@dataclass(slots=True)
class PeopleReading:
    """One read of the organisations: the catalog's source for their groups and users. Make a new one for the next."""

    provider: PeopleProvider
    organizations: Sequence[str]
    client_for: Callable[[str], Client]
    known: Mapping[str, str | None]
    others: Opener
    explained: Callable[[GithubError, str, Client | None], str]
    clients: list[Client] = field(default_factory=list)

    def open(self, location: str) -> Iterator[Found]:
        """All groups and users. A person in two organisations is one; so that nobody changes places, it ends at a failure."""
        if location != self.provider.source:
            yield from self.others.open(location)
            return
        people: dict[int, Person] = {}
        teams: list[Team] = []
        for organization in self.organizations:
            client = None
            try:
                client = self.client_for(organization)
                self.clients.append(client)
                people |= {each.number: each for each in _members(client, organization)}
                teams += _teams(client, organization)
            except GithubError as error:
                reason = self.explained(error, organization, client)
                yield UnreadableError(f"{self.provider.host}/{organization}", f"its teams and people: {reason}")
                break
        yield from self._files(people.values(), teams)

    def fetch(self, location: str) -> bytes:
        """As elsewhere. Raises `UnreadableError`."""
        return self.others.fetch(location)

    def _files(self, people: Iterable[Person], teams: Sequence[Team]) -> Iterator[Found]:
        before = {revision: location for location, revision in self.known.items() if revision}
        for person in sorted(people, key=lambda each: each.login.lower()):
            yield _file(person.url, f"user {person.number}", _user(person), before)
        for team, document in _groups(teams):
            yield _file(team.url, f"team {team.number}", document, before)


def _file(url: str, identity: str, document: Mapping[str, object], before: Mapping[str, str]) -> SourceFile:
    """The descriptor. Whoever had the same number before, under another name, is the same one."""
    location = f"url:{url}"
    former = before.get(identity, location)
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return SourceFile(location, body, revision=identity, former=former if former != location else None)


def _members(client: Client, organization: str) -> list[Person]:
    found = _all(client, _MEMBERS, organization, "membersWithRole", "people")
    return [
        Person(each["databaseId"], each["login"], each["url"], each["name"] or None, each["email"] or None)
        for each in found
    ]


def _teams(client: Client, organization: str) -> list[Team]:
    return [
        Team(
            number=each["databaseId"],
            organization=organization,
            slug=each["slug"],
            url=each["url"],
            name=each["name"],
            description=each["description"] or None,
            parent=(each["parentTeam"] or {}).get("slug"),
            members=tuple(_logins(client, organization, each)),
        )
        for each in _all(client, _TEAMS, organization, "teams", "teams")
    ]


def _all(client: Client, query: str, organization: str, name: str, what: str) -> list[Json]:
    """Every item of a list of the organisation's.

    Raises:
        GithubError: a page did not come, or they are fewer than GitHub counts.
    """
    found: list[Json] = []
    after: str | None = None
    while True:
        page = _page(client, query, organization, after)[name]
        nodes = items(page["nodes"])
        found += nodes
        if not page["pageInfo"]["hasNextPage"]:
            break
        if not nodes:
            raise ListError(f"the list of {organization}'s {what} has an empty page in the middle")
        after = page["pageInfo"]["endCursor"]
    if len(found) < page["totalCount"]:
        raise ListError(f"GitHub counts {page['totalCount']} {what} in {organization} and lists {len(found)}")
    return found


def _page(client: Client, query: str, organization: str, after: str | None) -> Json:
    try:
        found = client.query(query, {"login": organization, "after": after}).data.get("organization")
    except NotThereError as error:
        raise NotThereError(f"organisation {organization}") from error
    if found is None:
        raise NotThereError(f"organisation {organization}")
    return found


def _logins(client: Client, organization: str, team: Json) -> Iterator[str]:
    page = team["members"]
    yield from (each["login"] for each in items(page["nodes"]))
    while page["pageInfo"]["hasNextPage"]:
        variables = {"login": organization, "slug": team["slug"], "after": page["pageInfo"]["endCursor"]}
        found = (client.query(_TEAM, variables).data.get("organization") or {}).get("team")
        if found is None:
            raise ListError(f"the team {team['slug']} went away while it was read")
        page = found["members"]
        yield from (each["login"] for each in items(page["nodes"]))


def _user(person: Person) -> dict[str, object]:
    profile = {"displayName": person.name, "email": person.email}
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "User",
        "metadata": {
            "name": person.login,
            "annotations": {"github.com/user-login": person.login, "backstage.io/view-url": person.url},
        },
        "spec": {"profile": {name: value for name, value in profile.items() if value}, "memberOf": []},
    }


def _groups(teams: Sequence[Team]) -> Iterator[tuple[Team, dict[str, object]]]:
    """Groups stand in the default namespace. Of two teams with one slug, the later organisation's stands in its own."""
    namespaces = _namespaces(teams)
    children: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for team in teams:
        if team.parent:
            children[team.organization, team.parent].append(_reference(team.organization, team.slug, namespaces))
    for team in teams:
        key = (team.organization, team.slug)
        spec: dict[str, object] = {
            "type": "team",
            "profile": {"displayName": team.name},
            "children": children[key],
            "members": [f"user:default/{login}" for login in team.members],
        }
        if team.parent and (team.organization, team.parent) in namespaces:
            spec["parent"] = _reference(team.organization, team.parent, namespaces)
        yield team, _group(team, namespaces[key], spec)


def _group(team: Team, namespace: str, spec: Mapping[str, object]) -> dict[str, object]:
    metadata: dict[str, object] = {
        "name": team.slug,
        "namespace": namespace,
        "annotations": {"github.com/team-slug": f"{team.organization}/{team.slug}", "backstage.io/view-url": team.url},
    }
    if team.description:
        metadata["description"] = team.description
    return {"apiVersion": "backstage.io/v1alpha1", "kind": "Group", "metadata": metadata, "spec": spec}


def _namespaces(teams: Sequence[Team]) -> dict[tuple[str, str], str]:
    first: dict[str, str] = {}
    for team in teams:
        first.setdefault(team.slug, team.organization)
    return {
        (team.organization, team.slug): "default"
        if first[team.slug] == team.organization
        else team.organization.lower()
        for team in teams
    }


def _reference(organization: str, slug: str, namespaces: Mapping[tuple[str, str], str]) -> str:
    return f"group:{namespaces[organization, slug]}/{slug}"
