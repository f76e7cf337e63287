"""A message as the workspace keeps it and as the Web API and events show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]  # Any: JSON as Slack's API carries it


@dataclass(slots=True, kw_only=True)
class Message:
    """Something said in a conversation. `ephemeral_to` is the only person who sees it, if there is one.

    `pings` are the people's ids who would be notified because the text names them.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    bot_id: str | None = None
    ephemeral_to: str | None = None
    edited_at: str | None = None
    mentions: frozenset[str] = frozenset()
    pings: frozenset[str] = frozenset()
    metadata: Json | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    """What was chosen in the message's selects and inputs: block_id, action_id, value."""

    @property
    def is_reply(self) -> bool:
        """Stands in a thread and not at its head."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def shown(self) -> str:
        """All that a person reads in the message, line by line: its blocks with button labels, or else its text."""
        return shown_in(self.blocks) if self.blocks else self.text

    def as_json(self, *, team: str, app_id: str) -> Json:
        """The message object of the Web API and of interactions."""
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": team}
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": app_id}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.attachments:
            shown["attachments"] = self.attachments
        if self.files:
            shown["files"] = self.files
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited_at:
            shown["edited"] = {"user": self.user, "ts": self.edited_at}
        return shown


@dataclass(slots=True)
class Conversation:
    """A channel, or a direct message between `im_user` and the app (`app_user`) or another person.

    What `is_ext_shared` people of another company read, too (Slack Connect).
    """

    id: str
    name: str
    created: int
    members: set[str]
    topic: str = ""
    purpose: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    between: frozenset[str] = frozenset()
    messages: list[Message] = field(default_factory=list)

    @property
    def is_im(self) -> bool:
        """A direct message between two."""
        return bool(self.between)

    @property
    def kind(self) -> str:
        """What events call `channel_type`."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"

    def other_than(self, user: str) -> str:
        """The other side of a direct message."""
        return next(iter(self.between - {user}), user)

    def find(self, ts: str) -> Message | None:
        """The message with that time stamp."""
        return next((message for message in self.messages if message.ts == ts), None)


def shown_in(blocks: list[Json]) -> str:
    """All that a person reads in blocks, line by line."""
    return "\n".join(_texts(blocks))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for name, inner in part.items():
            if name not in ("confirm", "placeholder", "value"):
                yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
