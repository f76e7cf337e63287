"""What happened, told to webhooks: signed, numbered, remembered, and sent in any order that a test wants."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from tests.support.github.actors import Installation, Tokens
from tests.support.github.errors import Json
from tests.support.github.state import Account, Hook, Repository, State
from tests.support.github.views.accounts import organisation_simple, simple
from tests.support.github.views.links import Links, node_id
from tests.support.github.views.repositories import delivered, pushed


@dataclass(slots=True)
class Delivery:
    """One request to a webhook's address; `status` is what came back, None while it is on its way or when nothing did."""

    id: int
    guid: str
    hook: Hook
    event: str
    payload: Json
    body: bytes
    headers: Mapping[str, str]
    redelivery: bool = False
    status: int | None = None
    error: str | None = None
    seconds: float = 0.0
    done: bool = False

    @property
    def action(self) -> str | None:
        """What kind of that event it is."""
        return self.payload.get("action")


@dataclass(slots=True)
class Happenings:
    """Tells hooks what happened. `send` brings a delivery away; held ones wait in `held`."""

    state: State
    tokens: Tokens
    links: Links
    send: Callable[[Delivery], None]
    deliveries: list[Delivery] = field(default_factory=list)
    held: list[Delivery] | None = None
    app_hooks: dict[int, Hook] = field(default_factory=dict)

    def tell(
        self, event: str, payload: Json, *, owner: Account, repository: Repository | None = None, sender: Account
    ) -> None:
        """Something happened in an account, perhaps in a repository of it."""
        hooks, installations = self._listening(event, owner, repository), self._installed(event, owner, repository)
        if not hooks and not installations:
            return
        body = dict(payload)
        if repository is not None:
            show = pushed if event == "push" else delivered
            body["repository"] = show(self.links, repository)
        if owner.type == "Organization":
            body["organization"] = organisation_simple(self.links, owner)
        body["sender"] = simple(self.links, sender)
        for hook in hooks:
            self.deliver(hook, event, body)
        for installation in installations:
            short = {"id": installation.id, "node_id": node_id("Installation", installation.id)}
            self.deliver(self.app_hooks[installation.app.id], event, {**body, "installation": short})

    def is_heard(self, event: str, owner: Account, repository: Repository | None) -> bool:
        """Whether anybody would be told."""
        return bool(self._listening(event, owner, repository) or self._installed(event, owner, repository))

    def deliver(self, hook: Hook, event: str, payload: Json, *, guid: str | None = None) -> Delivery:
        """Send one thing to one hook."""
        body = _body(hook, payload)
        guid = guid or str(uuid.uuid4())
        made = Delivery(self.state.new_id(), guid, hook, event, payload, body, _headers(hook, event, guid, body))
        return self._go(made)

    def again(self, delivery: Delivery) -> Delivery:
        """Redeliver: the same bytes and the same `X-GitHub-Delivery`."""
        made = replace(delivery, id=self.state.new_id(), redelivery=True, status=None, error=None, done=False)
        return self._go(made)

    def ping(self, hook: Hook, owner: Account, repository: Repository | None) -> Delivery:
        """What a new hook hears first."""
        payload: Json = {
            "zen": "Keep it logically awesome.",
            "hook_id": hook.id,
            "hook": {"id": hook.id, "type": "Hook"},
        }
        if repository is not None:
            payload["repository"] = delivered(self.links, repository)
        if owner.type == "Organization":
            payload["organization"] = organisation_simple(self.links, owner)
        return self.deliver(hook, "ping", {**payload, "sender": simple(self.links, owner)})

    def _go(self, delivery: Delivery) -> Delivery:
        self.deliveries.append(delivery)
        if self.held is None:
            self.send(delivery)
        else:
            self.held.append(delivery)
        return delivery

    def _listening(self, event: str, owner: Account, repository: Repository | None) -> list[Hook]:
        places = {f"orgs/{owner.login}".lower()}
        if repository is not None:
            places.add(f"repos/{repository.slug}".lower())
        return [
            hook
            for hook in self.state.hooks
            if hook.active and hook.place.lower() in places and ("*" in hook.events or event in hook.events)
        ]

    def _installed(self, event: str, owner: Account, repository: Repository | None) -> list[Installation]:
        always = event in ("installation", "installation_repositories")
        return [
            one
            for one in self.tokens.installations.values()
            if one.account is owner
            and one.app.id in self.app_hooks
            and (always or event in one.app.events)
            and (repository is None or one.repositories is None or repository.id in one.repositories)
        ]


def _body(hook: Hook, payload: Json) -> bytes:
    text = json.dumps(payload)
    return text.encode() if hook.content_type == "json" else urlencode({"payload": text}).encode()


def _headers(hook: Hook, event: str, guid: str, body: bytes) -> dict[str, str]:
    kind = hook.place.partition("/")[0]
    form = "application/json" if hook.content_type == "json" else "application/x-www-form-urlencoded"
    headers = {
        "Content-Type": form,
        "User-Agent": "GitHub-Hookshot/0000000",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-Type": {"orgs": "organization", "app": "integration"}.get(
            kind, "repository"
        ),
    }
    if hook.secret is not None:
        for name, algorithm in (("X-Hub-Signature", "sha1"), ("X-Hub-Signature-256", "sha256")):
            headers[name] = f"{algorithm}={hmac.new(hook.secret.encode(), body, algorithm).hexdigest()}"
    return headers


def signature(secret: str, body: bytes) -> str:
    """`X-Hub-Signature-256` of a body."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
