"""One request: what was asked, by whom, and what they may touch."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.support.github.actors import Actor, Kind, Tokens
from tests.support.github.errors import GitHubError, Json, archived, forbidden, not_found
from tests.support.github.happenings import Happenings
from tests.support.github.limits import Limits, RateLimits
from tests.support.github.state import ADMIN, LEVELS, READ, WRITE, Account, Repository, State, Team
from tests.support.github.views.links import Links

Item = TypeVar("Item")
PAGE, LARGEST_PAGE = 30, 100


class MovedError(Exception):
    """The repository has another name now."""

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository.slug)
        self.repository = repository


@dataclass(frozen=True, slots=True)
class Site:
    """What every handler works with."""

    state: State
    tokens: Tokens
    happenings: Happenings


@dataclass(slots=True)
class Reply:
    """An answer: JSON, or bytes of some other kind; `cost` is counted against the rate limit."""

    body: Any = None  # Any: JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    cost: int = 1

    def modified(self, when: datetime | None) -> "Reply":
        """With the time of its last change."""
        if when is not None:
            self.headers["Last-Modified"] = format_datetime(when, usegmt=True)
        return self

    def payload(self) -> bytes:
        """What goes over the wire."""
        if self.raw is not None:
            return self.raw
        return b"" if self.status == 204 else json.dumps(self.body).encode()


@dataclass(slots=True)
class Call:
    """A request to the REST API."""

    site: Site
    actor: Actor
    links: Links
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    given: bytes
    rates: RateLimits
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What our GitHub knows."""
        return self.site.state

    @property
    def limits(self) -> Limits:
        """How much there is of everything."""
        return self.rates.limits

    @property
    def accept(self) -> str:
        """The media type that was asked for: `raw`, `object`, or nothing special."""
        found = re.search(r"application/vnd\.github(?:\.v3|-blob)?\.(raw|object|diff)", self.headers.get("Accept", ""))
        return found[1] if found else ""

    # arguments

    def body(self) -> Json:
        """The JSON object that was sent. Raises GitHubError 400."""
        try:
            value = json.loads(self.given or b"{}")
        except ValueError as error:
            raise GitHubError(400, "Problems parsing JSON") from error
        if not isinstance(value, dict):
            raise GitHubError(400, "Body should be a JSON object")
        return value

    def need(self, *names: str) -> Json:
        """The body; raises GitHubError 422 when one of these was not sent."""
        body = self.body()
        missing = [f'"{name}" wasn\'t supplied.' for name in names if name not in body]
        if missing:
            raise GitHubError(422, f"Invalid request.\n\n{chr(10).join(missing)}")
        return body

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """A choice from the query; anything else counts as the default, as on GitHub."""
        value = self.query.get(name, default)
        return value if value in allowed else default

    def page(self, items: Sequence[Item], show: Callable[[Item], Any]) -> Reply:
        """The part of a list that `page` and `per_page` ask for, with `Link`."""
        size = min(max(_number(self.query.get("per_page"), PAGE), 1), LARGEST_PAGE)
        number, last = max(_number(self.query.get("page"), 1), 1), -(-len(items) // size)
        shown = [show(item) for item in items[(number - 1) * size : number * size]]
        return Reply(shown, headers=self.page_links(number, last))

    def page_links(self, number: int, last: int) -> dict[str, str]:
        """The header that leads to other pages."""
        around = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        wanted = [name for name, there in (("prev", number > 1), ("next", number < last)) if there]
        wanted += ["last"] if number < last else []
        wanted += ["first"] if number > 1 else []
        root = f"{self.links.api}{self.path}"
        links = [f'<{root}?{urlencode({**self.query, "page": around[name]})}>; rel="{name}"' for name in wanted]
        return {"Link": ", ".join(links)} if links and last > 0 else {}

    # what is meant, and may be touched

    def somebody(self) -> Account:
        """The account behind the token. Raises GitHubError 401 for nobody."""
        if self.actor.kind is Kind.NOBODY or self.actor.account is None:
            raise GitHubError(401, "Requires authentication")
        return self.actor.account

    def organisation(self) -> Account:
        """The organisation that the path names. Raises GitHubError 404."""
        account = self.state.account(self.params["org"])
        if account is None or account.type != "Organization":
            raise not_found()
        return account

    def team(self) -> Team:
        """The team that the path names, to somebody who may see teams. Raises GitHubError."""
        organisation = self.organisation()
        self.may_see_organisation(organisation)
        team = self.state.team(organisation.login, self.params["team"])
        if team is None:
            raise not_found()
        return team

    def may_see_organisation(self, organisation: Account) -> None:
        """Raises GitHubError for those who may not see an organisation's teams and private members."""
        if self.actor.kind in (Kind.INSTALLATION, Kind.FINE_GRAINED):
            if not self.actor.may("members", "read"):
                raise self.actor.refusal
            installation = self.actor.installation
            if installation is not None and installation.account is not organisation:
                raise not_found()
            return
        if self.somebody().id not in organisation.members:
            raise not_found()
        if not self.actor.has_scope("read:org"):
            raise forbidden("Must have admin rights to Repository.")

    def may_administer(self, organisation: Account, scope: str, permission: str) -> None:
        """Raises GitHubError for everybody but the organisation's owners and apps with that permission."""
        if self.actor.kind in (Kind.INSTALLATION, Kind.FINE_GRAINED):
            if not self.actor.may(permission, "read" if self.method == "GET" else "write"):
                raise self.actor.refusal
            return
        if organisation.members.get(self.somebody().id) != "admin" or not self.actor.has_scope(scope):
            raise not_found()

    def repository(self, level: str = READ, permission: str = "metadata") -> Repository:
        """The repository that the path names, for somebody who may do that much with it.

        Raises:
            MovedError: it has another name now.
            GitHubError: 401, 403 or 404, as GitHub words them.
        """
        slug = f"{self.params['owner']}/{self.params['repo']}"
        repository = self.state.repository(slug)
        moved = self.state.former.get(slug.lower())
        if repository is None and moved is not None and self.level(self.state.repositories[moved]) != "none":
            raise MovedError(self.state.repositories[moved])
        if repository is None:
            raise not_found()
        self.check(repository, level, permission)
        return repository

    def check(self, repository: Repository, level: str, permission: str) -> None:
        """Raises GitHubError when a repository may not be used so."""
        held = self.level(repository)
        if held == "none":
            raise not_found()
        if self.actor.permissions is not None:
            wanted = "read" if self.method in ("GET", "HEAD") else "write"
            if not self.actor.may(permission, wanted) and not (permission == "metadata" and wanted == "read"):
                raise self.actor.refusal
            if self.actor.installation is not None and wanted == "read":
                return  # what an App may read, its permissions alone decide
        if LEVELS.index(level) > LEVELS.index(READ):
            self._check_change(repository, level, held)

    def _check_change(self, repository: Repository, level: str, held: str) -> None:
        self.somebody()
        scope = "repo" if repository.private else "public_repo"
        if self.actor.kind is Kind.CLASSIC and not self.actor.has_scope(scope):
            raise not_found()
        if LEVELS.index(held) < LEVELS.index(level):
            raise forbidden("Must have admin rights to Repository.") if level == ADMIN else not_found()
        if repository.archived and self.method not in ("GET", "HEAD"):
            raise archived()

    def check_archived(self, repository: Repository) -> None:
        """Raises GitHubError when somebody may not bring an archived repository back."""
        self.check(repository, READ, "administration")
        if self.level(repository) != ADMIN:
            raise forbidden("Must have admin rights to Repository.")

    def missing_scope(self) -> GitHubError:
        """What somebody hears whose classic token lacks a scope."""
        return not_found()

    def level(self, repository: Repository) -> str:
        """What the asking one may do with a repository, their token considered."""
        actor = self.actor
        if actor.installation is not None:
            return _installed_level(actor, repository)
        level = self.state.level(actor.account, repository)
        if actor.kind is Kind.CLASSIC and repository.private and not actor.has_scope("repo"):
            return "none"
        return level

    def visible(self, repositories: Sequence[Repository]) -> list[Repository]:
        """Those that the asking one may see."""
        return [repository for repository in repositories if self.level(repository) != "none"]

    def shown_level(self, repository: Repository) -> str | None:
        """The level to show; nothing to nobody."""
        return None if self.actor.kind is Kind.NOBODY else self.level(repository)


def _installed_level(actor: Actor, repository: Repository) -> str:
    installation = actor.installation
    assert installation is not None
    chosen = installation.repositories
    inside = repository.owner is installation.account and (chosen is None or repository.id in chosen)
    if not inside:
        return "none" if repository.private else READ
    if actor.may("administration", "write"):
        return ADMIN
    return WRITE if any(level != "read" for level in (actor.permissions or {}).values()) else READ


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default
