"""What Slack tells of a channel: its name, topic and purpose, which mentions do not carry."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.sender import Delivered, OutboxFullError, Sender
from bot.sender.calls import Payload, UndeliveredError
from commands.ask import Channel, Person
from commands.operations import ChannelFacts

#: Topics of incident channels change; a refusal is worth another try as soon.
_FRESH = timedelta(minutes=2)
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What Slack was asked about a channel, and when; its reply may be on its way still."""

    at: datetime
    reply: Delivered


class SlackChannels:
    """The commands' port `Channels`."""

    def __init__(self, sender: Sender, *, clock: Callable[[], datetime], patience: float = 0.6) -> None:
        """`patience`: so many seconds a question waits for Slack, at most."""
        self._sender = sender
        self._clock = clock
        self._patience = patience
        self._asked: OrderedDict[tuple[str, str], _Asked] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, channel: Channel, person: Person) -> ChannelFacts | None:
        """Name, topic and purpose, or what the question itself carried when Slack does not tell in time."""
        own = ChannelFacts(channel.name) if channel.name else None
        if channel.id.startswith("D"):
            return own
        asked = self._ask(channel, person)
        if asked is None:
            return own
        try:
            return _read(asked.reply.result(self._patience)) or own
        except (NotYetError, UndeliveredError, CancelledError):  # the sender has said why
            return own

    def _ask(self, channel: Channel, person: Person) -> _Asked | None:
        """What was asked a moment ago, or is now."""
        key, now = (person.team_id, channel.id), self._clock()
        with self._lock:
            known = self._asked.get(key)
            if known and now - known.at < _FRESH:
                return known
            try:
                reply = self._sender.ask("conversations.info", {"channel": channel.id})
            except OutboxFullError:
                return None
            asked = self._asked[key] = _Asked(now, reply)
            while len(self._asked) > _MOST:
                self._asked.popitem(last=False)
            return asked


def _read(told: Payload) -> ChannelFacts | None:
    """The channel in the answer of `conversations.info`."""
    channel = told.get("channel")
    if not isinstance(channel, Mapping):
        return None
    made = channel.get("created")
    return ChannelFacts(
        name=str(channel.get("name") or "") or None,
        topic=_value(channel.get("topic")),
        purpose=_value(channel.get("purpose")),
        made_at=datetime.fromtimestamp(made, UTC) if isinstance(made, int) and made > 0 else None,
    )


def _value(told: object) -> str:
    return str(told.get("value") or "") if isinstance(told, Mapping) else ""
