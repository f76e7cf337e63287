"""Setting a scene: people, organisations and teams, in a line each."""

from collections.abc import Iterable, Mapping

from tests.support.github.call import Site
from tests.support.github.errors import Json
from tests.support.github.state import Account, Repository, State, Team
from tests.support.github.views import accounts as views


class People:
    """Who is on our GitHub, changed as people would change it: webhooks hear of everything."""

    site: Site

    @property
    def state(self) -> State:
        """Everything there is. Hold its `lock` to read it consistently."""
        return self.site.state

    def user(self, login: str, name: str | None = None, email: str | None = None) -> Account:
        """A user, made when new; `email` is public."""
        with self.state.lock:
            account = self.state.account(login) or self.state.add_account(login, "User")
            account.name, account.email = name or account.name, email or account.email
            return account

    def organisation(self, login: str, *, members: Iterable[str] = (), owners: Iterable[str] = ()) -> Account:
        """An organisation, made when new, and people in it."""
        with self.state.lock:
            account = self.state.account(login) or self.state.add_account(login, "Organization", login)
            for role, logins in (("member", members), ("admin", owners)):
                for one in logins:
                    self._join(account, self.user(one), role)
            return account

    def rename_organisation(self, login: str, new: str) -> Account:
        """Another login for an organisation; its repositories redirect, and nothing else does."""
        with self.state.lock:
            account = self.organisation(login)
            old = account.login
            self.state.rename_account(account, new)
            payload: Json = {"action": "renamed", "changes": {"login": {"from": old}}}
            self.site.happenings.tell("organization", payload, owner=account, sender=self.somebody(account))
            return account

    def leave(self, organisation: str, login: str) -> None:
        """Somebody leaves an organisation and all of its teams."""
        with self.state.lock:
            account, user = self.organisation(organisation), self.user(login)
            account.members.pop(user.id, None)
            for team in self.state.teams_of(account):
                team.members.pop(user.id, None)
            self._tell_member(account, user, "member_removed", "member")

    def team(
        self,
        slug: str,
        *,
        members: Iterable[str] = (),
        maintainers: Iterable[str] = (),
        parent: str | None = None,
        name: str | None = None,
        description: str | None = None,
        repositories: Mapping[str, str] | None = None,
    ) -> Team:
        """A team, `acme/payments`; `parent` is a slug; `repositories` maps names to `pull`, `push`, `admin` …"""
        login, _, short = slug.partition("/")
        with self.state.lock:
            organisation, found = self.organisation(login), self.state.team(login, short)
            team = found or Team(self.state.new_id(), organisation, short, name or short, description)
            if found is None:
                self.state.teams.append(team)
                self.tell_team(team, "created")
            team.name, team.description = name or team.name, description or team.description
            team.parent = self.state.team(login, parent) if parent else team.parent
            for role, logins in (("member", members), ("maintainer", maintainers)):
                for one in logins:
                    self.join_team(team, one, role)
            for full, level in (repositories or {}).items():
                team.repositories[self.find(full if "/" in full else f"{login}/{full}").id] = level
            return team

    def join_team(self, team: Team, login: str, role: str = "member") -> None:
        """Somebody joins a team, and its organisation where they weren't yet."""
        with self.state.lock:
            user = self.user(login)
            if user.id not in team.organisation.members:
                self._join(team.organisation, user, "member")
            team.members[user.id] = role
            self._tell_membership(team, user, "added")

    def leave_team(self, team: Team, login: str) -> None:
        """Somebody leaves a team."""
        with self.state.lock:
            user = self.user(login)
            team.members.pop(user.id, None)
            self._tell_membership(team, user, "removed")

    def delete_team(self, slug: str) -> None:
        """A team goes, and those below it with it."""
        login, _, short = slug.partition("/")
        with self.state.lock:
            team = self.state.team(login, short)
            assert team is not None, slug
            for gone in self.state.descendants(team):
                self.state.teams.remove(gone)
            self.tell_team(team, "deleted")

    def find(self, slug: str) -> Repository:
        """A repository by its present name. Raises KeyError."""
        found = self.state.repository(slug)
        if found is None:
            raise KeyError(slug)
        return found

    def tell_team(self, team: Team, action: str) -> None:
        """Something happened to a team."""
        payload = {"action": action, "team": views.team(self.site.happenings.links, team)}
        sender = self.somebody(team.organisation)
        self.site.happenings.tell("team", payload, owner=team.organisation, sender=sender)

    def somebody(self, organisation: Account) -> Account:
        """Who did it: an owner, or the organisation itself."""
        for number, role in organisation.members.items():
            found = self.state.account_by_id(number)
            if role == "admin" and found is not None:
                return found
        return organisation

    def _join(self, organisation: Account, user: Account, role: str) -> None:
        organisation.members[user.id] = role
        self._tell_member(organisation, user, "member_added", role)

    def _tell_member(self, organisation: Account, user: Account, action: str, role: str) -> None:
        links = self.site.happenings.links
        membership = {"state": "active", "role": role, "user": views.simple(links, user)}
        payload: Json = {"action": action, "membership": membership}
        self.site.happenings.tell("organization", payload, owner=organisation, sender=self.somebody(organisation))

    def _tell_membership(self, team: Team, user: Account, action: str) -> None:
        links = self.site.happenings.links
        shown = {"member": views.simple(links, user), "team": views.team(links, team)}
        payload: Json = {"action": action, "scope": "team", **shown}
        sender = self.somebody(team.organisation)
        self.site.happenings.tell("membership", payload, owner=team.organisation, sender=sender)
