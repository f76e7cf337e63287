"""Users, organisations and teams in GraphQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from tests.support.github.actors import Kind
from tests.support.github.call import Call
from tests.support.github.graph.connections import Connection, Edge, Info, RefusedError, connect, page_of
from tests.support.github.graph.repository_nodes import PERMISSIONS, repositories_of
from tests.support.github.state import Account, Repository, Team
from tests.support.github.views.links import node_id, timestamp


@dataclass(frozen=True, slots=True)
class AccountNode:
    """What users and organisations share."""

    call: Call
    one: Account

    @property
    def id(self) -> str:
        """A global id."""
        return node_id(self.one.type, self.one.id)

    @property
    def database_id(self) -> int:
        """The number that REST has."""
        return self.one.id

    @property
    def login(self) -> str:
        """The login."""
        return self.one.login

    @property
    def name(self) -> str | None:
        """The name."""
        return self.one.name

    @property
    def email(self) -> str:
        """The public address, or nothing."""
        return self.one.email or ""

    @property
    def url(self) -> str:
        """On the web."""
        return f"{self.call.links.web}/{self.one.login}"

    @property
    def created_at(self) -> str | None:
        """Since when."""
        return timestamp(self.one.created_at)

    @property
    def description(self) -> str | None:
        """Nothing."""
        return None

    def repositories(self, info: Info, **arguments: object) -> Connection:
        """Its repositories."""
        return repositories_of(self.call, self.one, info, arguments)


@dataclass(frozen=True, slots=True)
class UserNode(AccountNode):
    """A user."""

    graphql_type: ClassVar[str] = "User"


@dataclass(frozen=True, slots=True)
class OrganisationNode(AccountNode):
    """An organisation."""

    graphql_type: ClassVar[str] = "Organization"

    def repository(self, name: str, **_follow_renames: bool) -> Repository | None:
        """One repository of it."""
        found = self.call.state.repository(f"{self.one.login}/{name}")
        return found if found is not None and self.call.level(found) != "none" else None

    def team(self, slug: str) -> Team | None:
        """One team."""
        _need_org_scope(self.call, "team")
        return self.call.state.team(self.one.login, slug) if _sees_teams(self.call, self.one) else None

    def teams(self, info: Info, root_teams_only: bool = False, query: str = "", **arguments: object) -> Connection:
        """Its teams, nested ones included."""
        _need_org_scope(self.call, "teams")
        teams = self.call.state.teams_of(self.one) if _sees_teams(self.call, self.one) else []
        found = [team for team in teams if query in team.slug and not (root_teams_only and team.parent)]
        return connect(info, found, page_of(arguments))

    def members_with_role(self, info: Info, **bounds: object) -> Connection:
        """Everybody in it."""
        members = self.one.members if _sees_teams(self.call, self.one) else {}
        return connect(info, _people(self.call, members.items()), page_of(bounds))


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team."""

    call: Call
    one: Team
    graphql_type: ClassVar[str] = "Team"

    @property
    def id(self) -> str:
        """A global id."""
        return node_id("Team", self.one.id)

    @property
    def database_id(self) -> int:
        """The number that REST has."""
        return self.one.id

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.one.slug

    @property
    def name(self) -> str:
        """Its name."""
        return self.one.name

    @property
    def combined_slug(self) -> str:
        """`acme/payments`."""
        return f"{self.one.organisation.login}/{self.one.slug}"

    @property
    def description(self) -> str | None:
        """What it is for."""
        return self.one.description

    @property
    def privacy(self) -> str:
        """Who sees it."""
        return "SECRET" if self.one.privacy == "secret" else "VISIBLE"

    @property
    def url(self) -> str:
        """On the web."""
        return f"{self.call.links.web}/orgs/{self.one.organisation.login}/teams/{self.one.slug}"

    @property
    def organization(self) -> Account:
        """Where it is."""
        return self.one.organisation

    @property
    def parent_team(self) -> Team | None:
        """The team above."""
        return self.one.parent

    def child_teams(self, info: Info, immediate_only: bool = True, **bounds: object) -> Connection:
        """The teams below."""
        below = [team for team in self.call.state.descendants(self.one) if team is not self.one]
        found = [team for team in below if team.parent is self.one] if immediate_only else below
        return connect(info, found, page_of(bounds))

    def members(
        self,
        info: Info,
        membership: str = "ALL",
        role: str | None = None,
        query: str = "",
        **bounds: object,
    ) -> Connection:
        """Its members; with those of the teams below unless `IMMEDIATE`."""
        every = self.call.state.members_of(self.one)
        held = {
            "ALL": every,
            "IMMEDIATE": self.one.members,
            "CHILD_TEAM": {number: kept for number, kept in every.items() if number not in self.one.members},
        }[membership]
        wanted = [(number, kept) for number, kept in sorted(held.items()) if role in (None, kept.upper())]
        found = [edge for edge in _people(self.call, wanted) if query in getattr(edge.node, "login", "")]
        return connect(info, found, page_of(bounds))

    def repositories(self, info: Info, **bounds: object) -> Connection:
        """What it may touch."""
        numbers = {
            number: one.repositories[number] for one in self.call.state.lineage(self.one) for number in one.repositories
        }
        found = self.call.visible([self.call.state.repositories[number] for number in sorted(numbers)])
        return connect(info, [Edge(one, permission=PERMISSIONS[numbers[one.id]]) for one in found], page_of(bounds))


def _people(call: Call, held: Iterable[tuple[int, str]]) -> list[Edge]:
    found = ((call.state.account_by_id(number), role) for number, role in held)
    return [Edge(account, role=role.upper()) for account, role in found if account is not None]


def _sees_teams(call: Call, organisation: Account) -> bool:
    actor = call.actor
    if actor.permissions is not None:
        return actor.may("members", "read")
    return actor.account is not None and actor.account.id in organisation.members


def _need_org_scope(call: Call, name: str) -> None:
    actor = call.actor
    if actor.kind is Kind.CLASSIC and not actor.has_scope("read:org"):
        granted = ", ".join(f"'{scope}'" for scope in sorted(actor.scopes))
        raise RefusedError(
            "INSUFFICIENT_SCOPES",
            "Your token has not been granted the required scopes to execute this query. The "
            f"'{name}' field requires one of the following scopes: ['read:org'], but your token has only been granted"
            f" the: [{granted}] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.",
        )
