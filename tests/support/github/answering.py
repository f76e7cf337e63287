"""From an HTTP request to an answer: who asks, may they still, who answers, and is it news to them."""

import hashlib
import re
import uuid
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from tests.support.github.actors import Actor, Kind
from tests.support.github.call import Call, MovedError, Reply, Site
from tests.support.github.errors import GitHubError
from tests.support.github.limits import RateLimits
from tests.support.github.rest.all import ROUTES
from tests.support.github.routing import Routes
from tests.support.github.views.links import Links

BY_ID = re.compile(r"/repositories/(\d+)(/.*)?")
TEAM_BY_ID = re.compile(r"(?:/organizations/\d+/team|/teams)/(\d+)(/.*)?")
FREE = ("/rate_limit",)
NAMELESS = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
    " (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required)."
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered; `route` is its pattern (`GET /orgs/{org}/repos`), `counted` its cost."""

    method: str
    path: str
    query: str
    route: str
    status: int
    who: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    query_string: str
    headers: dict[str, str]
    body: bytes
    address: str
    api: str
    web: str


@dataclass(slots=True)
class Api:
    """The REST API."""

    site: Site
    limits: RateLimits
    requests: list[Request] = field(default_factory=list)
    underway: int = 0
    routes: Routes = field(default_factory=lambda: Routes(ROUTES))

    def answer(self, asked: Asked, instead: Reply | None = None) -> Reply:
        """The answer, with all headers; `instead` is what a test wants answered."""
        with self.site.state.lock:
            actor, reply, route, resource = self._answer(asked, instead)
            reply = _conditional(asked, reply)
            counted = self._count(asked, actor, reply, resource, made_up=instead is not None)
            reply.headers = {**self._headers(asked, actor, resource), **reply.headers}
            request = Request(
                asked.method, asked.path, asked.query_string, route, reply.status, actor.kind.value, counted
            )
            self.requests.append(request)
            return reply

    def _answer(self, asked: Asked, instead: Reply | None) -> tuple[Actor, Reply, str, str]:
        actor = Actor(Kind.NOBODY, asked.address)
        path, resource = self._path(asked.path), _resource(asked.path)
        found = self.routes.find(asked.method, path)
        route = found[0].name if found else f"{asked.method} ?"
        try:
            actor = self._known(asked)
            reply = self._too_much(actor, asked.method, path, resource) or instead or self._handled(asked, actor, path)
        except MovedError as moved:
            reply = _moved(asked, path, moved)
        except GitHubError as error:
            reply = Reply(error.body(), error.status, dict(error.headers))
        return actor, reply, route, resource

    def _known(self, asked: Asked) -> Actor:
        """Who asks. Raises GitHubError 401 or 403."""
        if not asked.headers.get("User-Agent"):
            raise GitHubError(403, NAMELESS)
        return self.site.tokens.actor(asked.headers.get("Authorization"), asked.address)

    def _too_much(self, actor: Actor, method: str, path: str, resource: str) -> Reply | None:
        """Count the request against the limits; GraphQL says in its own way that nothing is left. Raises GitHubError."""
        if path in FREE:
            return None
        if resource == "graphql" and actor.kind is not Kind.NOBODY:
            if self.limits.is_exhausted(actor, resource):
                return _graphql_exhausted(actor)
        elif resource != "graphql":
            self.limits.check(actor, resource)
        self.limits.pace(actor, method, resource, self.underway)
        return None

    def _handled(self, asked: Asked, actor: Actor, path: str) -> Reply:
        found = self.routes.find(asked.method, path)
        if found is None:
            raise GitHubError(404, "Not Found")
        route, params = found
        links = Links(asked.api, asked.web)
        request = asked.method, path, asked.query, asked.headers, asked.body
        return route.handler(Call(self.site, actor, links, *request, self.limits, params))

    def _path(self, path: str) -> str:
        """Ids in paths are turned into names."""
        if (found := BY_ID.fullmatch(path)) and (one := self.site.state.repositories.get(int(found[1]))):
            return f"/repos/{one.slug}{found[2] or ''}"
        if found := TEAM_BY_ID.fullmatch(path):
            for team in self.site.state.teams:
                if team.id == int(found[1]):
                    return f"/orgs/{team.organisation.login}/teams/{team.slug}{found[2] or ''}"
        return path

    def _count(self, asked: Asked, actor: Actor, reply: Reply, resource: str, *, made_up: bool) -> bool:
        """An answer that is not news costs nothing, to somebody with a token."""
        unchanged = reply.status == 304 and actor.kind is not Kind.NOBODY
        if unchanged or asked.path in FREE or reply.status == 401 or made_up:
            return False
        self.limits.allowance(actor, resource).used += reply.cost
        return True

    def _headers(self, asked: Asked, actor: Actor, resource: str) -> dict[str, str]:
        headers = {
            "X-GitHub-Media-Type": "github.v3; format=json",
            "x-github-api-version-selected": asked.headers.get("X-GitHub-Api-Version", "2022-11-28"),
            "X-GitHub-Request-Id": uuid.uuid4().hex[:20].upper(),
            **self.limits.headers(actor, resource),
        }
        if actor.kind is Kind.CLASSIC:
            headers |= {"X-OAuth-Scopes": ", ".join(sorted(actor.scopes)), "X-Accepted-OAuth-Scopes": "repo"}
        return headers


def _resource(path: str) -> str:
    if path.startswith("/search/code"):
        return "code_search"
    if path == "/graphql":
        return "graphql"
    return "search" if path.startswith("/search/") else "core"


def _graphql_exhausted(actor: Actor) -> Reply:
    """GraphQL says so in its own way."""
    message = f"API rate limit already exceeded for {actor.described}."
    return Reply({"errors": [{"type": "RATE_LIMITED", "code": "graphql_rate_limit", "message": message}]}, cost=0)


def _moved(asked: Asked, path: str, moved: MovedError) -> Reply:
    rest = "/".join(path.split("/")[4:])
    url = f"{asked.api}/repositories/{moved.repository.id}{'/' if rest else ''}{rest}"
    url += f"?{asked.query_string}" if asked.query_string else ""
    body = {"message": "Moved Permanently", "url": url, "documentation_url": "https://docs.github.com/rest"}
    status = 301 if asked.method in ("GET", "HEAD") else 307
    return Reply(body, status, {"Location": url})


def _conditional(asked: Asked, reply: Reply) -> Reply:
    if asked.method not in ("GET", "HEAD") or reply.status != 200:
        return reply
    # GitHub's marks hold for one token only, so that those of an App are worth nothing after an hour.
    whose = asked.headers.get("Authorization", "")
    etag = f'W/"{hashlib.sha256(whose.encode() + reply.payload()).hexdigest()}"'
    reply.headers |= {
        "ETag": etag,
        "Cache-Control": "private, max-age=60, s-maxage=60",
        "Vary": "Accept, Authorization",
    }
    if _is_known(asked, etag, reply.headers.get("Last-Modified")):
        return Reply(raw=b"", status=304, headers=reply.headers)
    return reply


def _is_known(asked: Asked, etag: str, modified: str | None) -> bool:
    known = asked.headers.get("If-None-Match")
    if known is not None:
        bare = {part.strip().removeprefix("W/") for part in known.split(",")}
        return etag.removeprefix("W/") in bare or "*" in bare
    since = asked.headers.get("If-Modified-Since")
    if since is None or modified is None:
        return False
    return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
