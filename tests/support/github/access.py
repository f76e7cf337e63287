"""Tokens, apps and webhooks of our GitHub, in a line each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.github.actors import App, Installation
from tests.support.github.happenings import Delivery
from tests.support.github.scene import Scene
from tests.support.github.state import Hook

EVERYTHING = ("repo", "read:org", "admin:org_hook", "workflow", "delete_repo")
PERMISSIONS = {
    "metadata": "read",
    "contents": "write",
    "pull_requests": "write",
    "issues": "write",
    "members": "read",
    "administration": "write",
    "workflows": "write",
    "actions": "write",
    "organization_hooks": "write",
    "repository_hooks": "write",
}


@dataclass(frozen=True, slots=True)
class Registered:
    """An app as its owner knows it: what `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY` have to be."""

    id: int
    private_key: str
    installation_id: int


class Access(Scene):
    """Who may come in, and who is told."""

    def token(self, login: str, scopes: Iterable[str] = EVERYTHING) -> str:
        """A classic personal access token of somebody, with these scopes."""
        with self.state.lock:
            return self.site.tokens.personal(self.user(login), frozenset(scopes))

    def owner_token(self, organisation: str, login: str = "octocat", scopes: Iterable[str] = EVERYTHING) -> str:
        """A token of somebody who owns an organisation."""
        with self.state.lock:
            self.organisation(organisation, owners=(login,))
            return self.token(login, scopes)

    def fine_grained_token(self, login: str, permissions: Mapping[str, str]) -> str:
        """A fine-grained personal access token: `{"contents": "read", "members": "read"}`."""
        with self.state.lock:
            return self.site.tokens.fine_grained(self.user(login), permissions)

    def revoke(self, token: str) -> None:
        """The token is worth nothing from now on."""
        with self.state.lock:
            self.site.tokens.revoke(token)

    def app(
        self,
        slug: str,
        organisation: str,
        *,
        permissions: Mapping[str, str] | None = None,
        events: Iterable[str] = (),
        repositories: Iterable[str] | None = None,
        webhook: tuple[str, str] | None = None,
    ) -> Registered:
        """A GitHub App, installed in an organisation, in all its repositories or in some; `webhook` is URL and secret."""
        with self.state.lock:
            state, tokens = self.state, self.site.tokens
            owner, keys = self.organisation(organisation), _key_pair()
            bot = state.account(f"{slug}[bot]") or state.add_account(f"{slug}[bot]", "Bot")
            granted = dict(PERMISSIONS if permissions is None else permissions)
            app = App(state.new_id(), slug, owner, bot, granted, tuple(events), *keys, state.clock.now())
            tokens.apps[app.id] = app
            if webhook is not None:
                hook = Hook(state.new_id(), f"app/{slug}", *webhook, app.events, state.clock.now())
                self.site.happenings.app_hooks[app.id] = hook
            installation = self._install(app, organisation, repositories)
            return Registered(app.id, app.private_key, installation.id)

    def install(self, app: Registered, organisation: str, repositories: Iterable[str] | None = None) -> int:
        """The app in another organisation; the installation's id."""
        with self.state.lock:
            return self._install(self.site.tokens.apps[app.id], organisation, repositories).id

    def uninstall(self, installation_id: int) -> None:
        """The app leaves an organisation; its tokens are worth nothing from now on."""
        with self.state.lock:
            self.site.tokens.uninstall(installation_id)

    def webhook(
        self, place: str, url: str, *, secret: str | None = None, events: Iterable[str] = ("*",), form: bool = False
    ) -> Hook:
        """A webhook of an organisation (`acme`) or a repository (`acme/payments-api`)."""
        with self.state.lock:
            kind = "repos" if "/" in place else "orgs"
            made = Hook(self.state.new_id(), f"{kind}/{place}", url, secret, tuple(events), self.state.clock.now())
            made.content_type = "form" if form else "json"
            self.state.hooks.append(made)
            return made

    def redeliver(self, delivery: Delivery) -> Delivery:
        """The same delivery again, under the same id."""
        with self.state.lock:
            return self.site.happenings.again(delivery)

    def hold_deliveries(self) -> None:
        """Keep what webhooks are told, until it is released."""
        self.site.happenings.held = self.site.happenings.held or []

    def release_deliveries(self, *, reverse: bool = False) -> list[Delivery]:
        """Send what was held, newest first if wanted."""
        with self.state.lock:
            held = list(self.site.happenings.held or ())
            self.site.happenings.held = None
            for delivery in reversed(held) if reverse else held:
                self.site.happenings.send(delivery)
            return held

    def forge(self, hook: Hook, event: str, payload: Mapping[str, Any], *, secret: str | None = None) -> Delivery:
        """A delivery that GitHub never made: unsigned, or signed with another secret."""
        with self.state.lock:
            forged = Hook(hook.id, hook.place, hook.url, secret, hook.events, hook.created_at)
            return self.site.happenings.deliver(forged, event, dict(payload))

    def _install(self, app: App, organisation: str, repositories: Iterable[str] | None) -> Installation:
        chosen = None if repositories is None else frozenset(self.find(slug).id for slug in repositories)
        account, now = self.organisation(organisation), self.state.clock.now()
        made = Installation(self.state.new_id(), app, account, app.permissions, now, chosen)
        self.site.tokens.installations[made.id] = made
        self.site.happenings.tell("installation", {"action": "created"}, owner=account, sender=self.somebody(account))
        return made


def _key_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
