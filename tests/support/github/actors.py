"""Who is asking: nobody, a personal token, an app, or an app's installation."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import jwt

from tests.support.github.errors import GitHubError
from tests.support.github.state import Account, Clock

CONTAINED = {
    "repo": {"public_repo", "repo:status", "admin:repo_hook"},
    "admin:org": {"write:org"},
    "write:org": {"read:org"},
    "admin:repo_hook": {"write:repo_hook"},
    "write:repo_hook": {"read:repo_hook"},
    "user": {"read:user", "user:email"},
}
STRENGTH = ("none", "read", "write", "admin")
JWT_SECONDS = 600


class Kind(StrEnum):
    """How somebody proves who they are."""

    NOBODY = "nobody"
    CLASSIC = "classic"
    FINE_GRAINED = "fine-grained"
    APP = "app"
    INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App: its PEM keys and what it asks for."""

    id: int
    slug: str
    owner: Account
    bot: Account
    permissions: Mapping[str, str]
    events: tuple[str, ...]
    private_key: str
    public_key: str
    created_at: datetime


@dataclass(slots=True)
class Installation:
    """An app in an account; `repositories` None is all of them."""

    id: int
    app: App
    account: Account
    permissions: Mapping[str, str]
    created_at: datetime
    repositories: frozenset[int] | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, and what their token lets them do."""

    kind: Kind
    key: str
    account: Account | None = None
    scopes: frozenset[str] = frozenset()
    permissions: Mapping[str, str] | None = None
    app: App | None = None
    installation: Installation | None = None
    expires_at: datetime | None = None

    def has_scope(self, scope: str) -> bool:
        """Whether a classic token has a scope, or one that contains it."""
        return scope in _widened(self.scopes)

    def may(self, permission: str, level: str) -> bool:
        """Whether a token with permissions has that one."""
        held = (self.permissions or {}).get(permission, "none")
        return STRENGTH.index(held) >= STRENGTH.index(level)

    @property
    def refusal(self) -> GitHubError:
        """What GitHub says when a token's permissions don't suffice."""
        what = "integration" if self.kind in (Kind.INSTALLATION, Kind.APP) else "personal access token"
        return GitHubError(403, f"Resource not accessible by {what}")

    @property
    def described(self) -> str:
        """Whom a rate limit is counted for, in GitHub's words."""
        if self.installation is not None:
            return f"installation ID {self.installation.id}"
        return f"user ID {self.account.id}" if self.account is not None else self.key


def _widened(scopes: frozenset[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(scopes)
    while waiting:
        scope = waiting.pop()
        if scope not in found:
            found.add(scope)
            waiting += CONTAINED.get(scope, ())
    return found


class Tokens:
    """Every token there is, and what each stands for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._actors: dict[str, Actor] = {}
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}

    def personal(self, account: Account, scopes: frozenset[str]) -> str:
        """A classic personal access token."""
        return self._add("ghp_", Actor(Kind.CLASSIC, f"user {account.id}", account, scopes))

    def fine_grained(self, account: Account, permissions: Mapping[str, str]) -> str:
        """A fine-grained personal access token."""
        actor = Actor(Kind.FINE_GRAINED, f"user {account.id}", account, permissions=dict(permissions))
        return self._add("github_pat_", actor)

    def of_installation(self, installation: Installation, permissions: Mapping[str, str]) -> tuple[str, datetime]:
        """An installation access token and when it ends: an hour from now."""
        ends = self._clock.now() + timedelta(hours=1)
        actor = Actor(
            Kind.INSTALLATION,
            f"installation {installation.id}",
            installation.app.bot,
            permissions=dict(permissions),
            app=installation.app,
            installation=installation,
            expires_at=ends,
        )
        return self._add("ghs_", actor), ends

    def revoke(self, token: str) -> None:
        """It is worth nothing from now on."""
        self._actors.pop(token, None)

    def uninstall(self, number: int) -> None:
        """An installation ends, and its tokens with it."""
        self.installations.pop(number, None)
        self._actors = {
            token: actor
            for token, actor in self._actors.items()
            if actor.installation is None or actor.installation.id != number
        }

    def actor(self, authorization: str | None, address: str) -> Actor:
        """Who sent an `Authorization` header. Raises GitHubError 401 for one that nobody was given."""
        if not authorization:
            return Actor(Kind.NOBODY, address)
        scheme, _, value = authorization.partition(" ")
        token = _password(value) if scheme.lower() == "basic" else value.strip()
        if token.count(".") == 2 and scheme.lower() == "bearer":
            return self._app_actor(token)
        actor = self._actors.get(token)
        if actor is None or (actor.expires_at is not None and actor.expires_at <= self._clock.now()):
            raise GitHubError(401, "Bad credentials")
        if actor.installation is not None and actor.installation.suspended:
            raise GitHubError(403, "This installation has been suspended")
        return actor

    def _add(self, prefix: str, actor: Actor) -> str:
        token = prefix + secrets.token_urlsafe(27).replace("-", "x").replace("_", "y")
        self._actors[token] = actor
        return token

    def _app_actor(self, token: str) -> Actor:
        claims = _claims(token)
        issuer = str(claims.get("iss", ""))
        app = self.apps.get(int(issuer)) if issuer.isdigit() else None
        if app is None:
            raise GitHubError(404, "Integration not found")
        try:
            jwt.decode(token, app.public_key, algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False})
        except jwt.InvalidTokenError as error:
            raise GitHubError(401, "A JSON web token could not be decoded") from error
        self._check_times(claims)
        return Actor(Kind.APP, f"app {app.id}", app.bot, permissions=app.permissions, app=app)

    def _check_times(self, claims: Mapping[str, object]) -> None:
        now = self._clock.now().timestamp()
        issued, ends = claims.get("iat"), claims.get("exp")
        if not isinstance(ends, (int, float)):
            raise GitHubError(401, "Missing 'exp' claim in assertion")
        if ends <= now:
            raise GitHubError(
                401, "'Expiration time' claim ('exp') must be a numeric value representing the future time"
            )
        if ends > now + JWT_SECONDS + 60:
            raise GitHubError(401, "'Expiration time' claim ('exp') is too far in the future")
        if isinstance(issued, (int, float)) and issued > now + 60:
            raise GitHubError(
                401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            )


def _claims(token: str) -> dict[str, object]:
    try:
        return dict(jwt.decode(token, options={"verify_signature": False}))
    except jwt.InvalidTokenError as error:
        raise GitHubError(401, "A JSON web token could not be decoded") from error


def _password(value: str) -> str:
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise GitHubError(401, "Bad credentials") from error
    return password if password and password != "x-oauth-basic" else user
