"""GitHub's rate limits: so many requests an hour, and not too many at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.github.actors import Actor, Kind
from tests.support.github.errors import GitHubError
from tests.support.github.state import Clock

HOUR = timedelta(hours=1)
DOCUMENTATION = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. For more on scraping"
    " GitHub and how it may affect your rights, please review our Terms of Service"
    " (https://docs.github.com/en/site-policy/github-terms/github-terms-of-service)"
)
WINDOWS = {"search": timedelta(minutes=1), "code_search": timedelta(minutes=1)}
WRITING = ("POST", "PATCH", "PUT", "DELETE")


@dataclass(slots=True)
class Limits:
    """How much there is; tests may lower it."""

    per_hour: dict[str, int] = field(
        default_factory=lambda: {"core": 5000, "graphql": 5000, "search": 30, "code_search": 10}
    )
    per_hour_for_nobody: dict[str, int] = field(
        default_factory=lambda: {"core": 60, "graphql": 0, "search": 10, "code_search": 10}
    )
    at_once: int = 100
    points_per_minute: int = 900
    graphql_points_per_minute: int = 2000
    content_per_minute: int = 80
    tree_entries: int = 100_000


@dataclass(slots=True)
class Allowance:
    """What is left of one resource until it is renewed."""

    limit: int
    reset: datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        """Never below nothing."""
        return max(self.limit - self.used, 0)

    def shown(self, resource: str) -> dict[str, int | str]:
        """As `/rate_limit` tells it."""
        reset = int(self.reset.timestamp())
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": self.remaining,
            "reset": reset,
            "resource": resource,
        }


@dataclass(slots=True)
class RateLimits:
    """Counts requests for everybody who asks."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    refusal_status: int = 403
    _allowances: dict[tuple[str, str], Allowance] = field(default_factory=dict)
    _recent: dict[tuple[str, str], list[tuple[datetime, int]]] = field(default_factory=dict)
    _forced: dict[str, Allowance] = field(default_factory=dict)

    def allowance(self, actor: Actor, resource: str) -> Allowance:
        """What somebody has left of a resource now."""
        now = self.clock.now()
        forced = self._forced.get(resource)
        if forced is not None and forced.reset > now:
            return forced
        self._forced.pop(resource, None)
        current = self._allowances.get((actor.key, resource))
        if current is None or current.reset <= now:
            nobody = actor.kind is Kind.NOBODY
            most = (self.limits.per_hour_for_nobody if nobody else self.limits.per_hour)[resource]
            current = Allowance(most, now + WINDOWS.get(resource, HOUR))
            self._allowances[actor.key, resource] = current
        return current

    def force(self, resource: str, remaining: int, seconds: float) -> None:
        """Leave everybody that much, until then."""
        limit = max(self.limits.per_hour[resource], remaining)
        reset = self.clock.now() + timedelta(seconds=seconds)
        self._forced[resource] = Allowance(limit, reset, limit - remaining)

    def forgive(self) -> None:
        """Everybody has everything again."""
        self._forced.clear()
        self._allowances.clear()
        self._recent.clear()
        self.refusal_status = 403

    def is_exhausted(self, actor: Actor, resource: str) -> bool:
        """Whether somebody has nothing left."""
        return self.allowance(actor, resource).remaining <= 0

    def check(self, actor: Actor, resource: str) -> None:
        """Raises GitHubError when somebody has nothing left."""
        if not self.is_exhausted(actor, resource):
            return
        message = f"API rate limit exceeded for {actor.described}."
        if actor.kind is Kind.NOBODY:
            message += (
                " (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation"
                " for more details.)"
            )
        else:
            message += " If you reach out to GitHub Support for help, please include the request ID."
        raise GitHubError(self.refusal_status, message, documentation=DOCUMENTATION)

    def pace(self, actor: Actor, method: str, resource: str, underway: int) -> None:
        """Count a request against the secondary limits. Raises GitHubError when it is one too many."""
        points = 5 if method in WRITING and resource != "graphql" else 1
        most = self.limits.graphql_points_per_minute if resource == "graphql" else self.limits.points_per_minute
        spent = self._spend(actor, resource, points)
        made = self._spend(actor, "content", 1) if method in WRITING and resource == "core" else 0
        if underway > self.limits.at_once or spent > most or made > self.limits.content_per_minute:
            raise too_fast(60)

    def headers(self, actor: Actor, resource: str) -> dict[str, str]:
        """What every answer says about it."""
        shown = self.allowance(actor, resource).shown(resource)
        return {f"X-RateLimit-{name.capitalize()}": str(value) for name, value in shown.items()}

    def _spend(self, actor: Actor, what: str, points: int) -> int:
        now = self.clock.now()
        recent = self._recent.setdefault((actor.key, what), [])
        recent.append((now, points))
        while recent[0][0] <= now - timedelta(minutes=1):
            recent.pop(0)
        return sum(spent for _, spent in recent)


def too_fast(retry_after: int | None) -> GitHubError:
    """The secondary limit."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return GitHubError(403, SECONDARY, documentation=f"{DOCUMENTATION}#about-secondary-rate-limits", headers=headers)
