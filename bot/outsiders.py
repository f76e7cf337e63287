"""Who in Slack is not one of us: channels that are shared with other companies, and people of other workspaces."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.identity import Identity
from bot.sender import Delivered, OutboxFullError
from bot.sender.calls import Payload, UndeliveredError, Urgency
from catalog_store.errors import CatalogError
from catalog_store.slack.shared_channels import SharedChannels

_log = structlog.get_logger()

Body = Mapping[str, Any]  # Any: JSON or a form, as Slack sent it

_PAGE = 999
_MOST_PAGES = 200
#: Seconds. Whoever ends the process waits for this as well, and has not longer than a minute.
_REPLY_WAIT = 20.0

#: What is said instead of an answer.
SENTENCE = (
    "People of another company are here with us (Slack Connect), and what I know is for this one alone."
    " Colleagues may ask me in a channel of our own, or write to me directly."
)


class Asks(Protocol):
    """What is asked of the sender."""

    def ask(self, method: str, payload: Payload, *, urgency: Urgency = Urgency.WAITING) -> Delivered:
        """Call a method that only reads."""


class Outsiders:
    """Knows the shared channels without asking anybody: what Slack tells is kept in Postgres, and every replica follows it.

    Safe to use from several threads.
    """

    def __init__(
        self,
        store: SharedChannels,
        *,
        clock: Callable[[], datetime],
        is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store = store
        self._clock = clock
        self._is_ready = is_ready
        self._lock = threading.Lock()
        self._shared: frozenset[str] = frozenset()
        self._told: dict[str, bool] = {}

    def is_shared(self, channel: str) -> bool:
        """Whether people of another company read this channel."""
        with self._lock:
            return self._told.get(channel, channel in self._shared)

    def are_in(self, body: Body, us: Identity | None) -> bool:
        """Whether somebody who is not one of us sent this, or would read an answer to it. Learns what the payload tells."""
        channel = channel_in(body)
        told = body.get("is_ext_shared_channel")
        if channel and isinstance(told, bool) and body.get("type") == "event_callback":
            self.learn(channel, is_shared=told)
        return bool(told is True or (channel and self.is_shared(channel)) or _is_stranger(body, us))

    def learn(self, channel: str, *, is_shared: bool) -> None:
        """Slack has told so. It counts here at once, and soon in every replica."""
        with self._lock:
            if self._told.get(channel, channel in self._shared) is not is_shared:
                self._told[channel] = is_shared

    def follow(self) -> None:
        """Keep what was told here, and take in what other replicas were told."""
        if not self._is_ready():
            return
        with self._lock:
            told = dict(self._told)
        try:
            self._keep(told)
            shared = self._store.all()
        except CatalogError as away:
            _log.info("shared-channels-not-followed", reason=str(away))
            return
        with self._lock:
            self._shared = shared
            self._told = {channel: each for channel, each in self._told.items() if told.get(channel) is not each}

    def read(
        self,
        sender: Asks,
        *,
        pause: Callable[[], None] = lambda: None,
        note_names: Callable[[Mapping[str, str]], None] = lambda _names: None,
    ) -> None:
        """Ask Slack about all channels that we can see. `pause` is called before each page, and may end it by raising.

        `note_names` is told what they are called, by their ids.
        """
        cursor = ""
        try:
            for _ in range(_MOST_PAGES):
                pause()
                page = sender.ask("conversations.list", _listing(cursor), urgency=Urgency.BACKGROUND).result(
                    _REPLY_WAIT
                )
                for channel in page.get("channels") or ():
                    self.learn(str(channel["id"]), is_shared=is_shared(channel))
                note_names(_names(page))
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    break
        except (UndeliveredError, OutboxFullError, TimeoutError, CancelledError) as refusal:
            _log.warning("channels-not-listed", reason=str(refusal) or type(refusal).__name__)
        self.follow()

    def _keep(self, told: Mapping[str, bool]) -> None:
        now = self._clock()
        if shared := [channel for channel, is_one in told.items() if is_one]:
            self._store.save(shared, at=now)
        if others := [channel for channel, is_one in told.items() if not is_one]:
            self._store.remove(others, at=now)


def is_shared(channel: Body) -> bool:
    """Whether a channel, as Slack describes it, is shared with another company, or about to be."""
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))


def _names(page: Body) -> Mapping[str, str]:
    return {str(each["id"]): str(each["name"]) for each in page.get("channels") or () if each.get("name")}


def channel_in(body: Body) -> str:
    """The channel that a payload is about; empty where it is about none."""
    event: Body = body.get("event") or {}
    channel = event.get("channel") or body.get("channel") or body.get("channel_id") or ""
    return str(channel.get("id") or "") if isinstance(channel, Mapping) else str(channel)


def _is_stranger(body: Body, us: Identity | None) -> bool:
    team, enterprise = _origin(body)
    if us is None or not team:
        return False
    if us.enterprise_id and (enterprise or not _tells_organisation(body)):  # its workspaces are one company
        return bool(enterprise) and enterprise != us.enterprise_id
    return team != us.team_id


def _tells_organisation(body: Body) -> bool:
    """Commands name the organisation of whoever sends them: without one, their workspace belongs to none."""
    return "command" in body


def _origin(body: Body) -> tuple[str, str]:
    """The workspace and the organisation of whoever did it, as far as the payload tells."""
    event: Body = body.get("event") or {}
    user = body.get("user")
    if event:
        team = event.get("user_team") or event.get("source_team") or event.get("team") or ""
        return str(team), str(team if str(team).startswith("E") else "")
    if isinstance(user, Mapping):
        return str(user.get("team_id") or ""), str(user.get("enterprise_id") or "")
    return str(body.get("team_id") or ""), str(body.get("enterprise_id") or "")


def _listing(cursor: str) -> Payload:
    wanted = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": str(_PAGE)}
    return {**wanted, "cursor": cursor} if cursor else wanted
