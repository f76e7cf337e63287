"""What Slack hands out with an interaction: trigger ids (3 seconds, once) and response addresses (30 minutes, 5 times)."""

import secrets
from dataclasses import dataclass, field

from bot.workspace.errors import SlackError
from bot.workspace.state import Clock

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """Whose interaction it was, when, in which conversation and in which view, if it was in one."""

    user: str
    issued_at: float
    channel: str | None = None
    view: str | None = None


@dataclass(slots=True)
class Triggers:
    """Trigger ids that are about."""

    clock: Clock
    _issued: dict[str, Trigger] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def issue(self, team_id: str, user: str, *, channel: str | None = None, view: str | None = None) -> str:
        """A new trigger id."""
        trigger = f"{secrets.randbelow(10**13)}.{team_id}.{secrets.token_hex(16)}"
        self._issued[trigger] = Trigger(user, self.clock.now(), channel, view)
        return trigger

    def use(self, trigger: str) -> Trigger:
        """Exchange a trigger id for the right to open a view.

        Raises:
            SlackError: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        known = self._issued.get(trigger)
        if known is None:
            raise SlackError("invalid_trigger_id")
        if trigger in self._used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - known.issued_at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        self._used.add(trigger)
        return known


@dataclass(slots=True)
class ResponseAddress:
    """Where the app may answer one interaction. `ts` is the message that it came from, if it came from one."""

    path: str
    channel: str
    user: str
    issued_at: float
    ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class ResponseAddresses:
    """The `response_url`s that are about."""

    clock: Clock
    _issued: dict[str, ResponseAddress] = field(default_factory=dict)

    def issue(self, kind: str, team_id: str, *, channel: str, user: str, ts: str | None = None) -> ResponseAddress:
        """A new address; `kind` is `commands` or `actions`, as in Slack's own."""
        path = f"/{kind}/{team_id}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        address = ResponseAddress(path, channel, user, self.clock.now(), ts)
        self._issued[path] = address
        return address

    def find(self, path: str) -> ResponseAddress:
        """The address, still good.

        Raises:
            SlackError: `invalid_url`, `expired_url` or `used_url`.
        """
        address = self._issued.get(path)
        if address is None:
            raise SlackError("invalid_url")
        if self.clock.now() - address.issued_at > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if address.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        return address
