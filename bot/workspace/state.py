"""What is in the workspace: people, conversations, what was said there, homes; and the rules of who sees and may do what."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.workspace.element_values import initial_values
from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.seed import SeedChannel, SeedPerson, SeedUserGroup, WorkspaceSeed, made_id
from bot.workspace.settings import AppSettings
from bot.workspace.text import Names, mentions, mentions_in_blocks, typed

SLACKBOT = SeedPerson(name="slackbot", id="USLACKBOT", real_name="Slackbot", color="757575")
_BROADCASTS = frozenset({"!channel", "!here", "!everyone", "!group"})


@dataclass(slots=True)
class Clock:
    """The workspace's time, in seconds since 1970; tests move it on."""

    ahead: float = 0.0

    def now(self) -> float:
        """The time now."""
        return time.time() + self.ahead


@dataclass(slots=True)
class Home:
    """An app home as one person sees it."""

    id: str
    view: Json
    hash: str


@dataclass(slots=True)
class Workspace:
    """Everything in the workspace. All changes happen on the server's event loop; `changed` is called after each."""

    seed: WorkspaceSeed
    app: AppSettings
    clock: Clock = field(default_factory=Clock)
    people: dict[str, SeedPerson] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    groups: dict[str, SeedUserGroup] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    changed: Callable[[], None] = lambda: None
    _last_ts: int = 0

    def __post_init__(self) -> None:
        bot = SeedPerson(
            name=self.app.handle, id=self.app.bot_user_id, real_name=self.app.name, is_bot=True, color="007a5a"
        )
        self.people = {person.id: person for person in (*self.seed.people, SLACKBOT, bot)}
        self.groups = {group.id: group for group in self.seed.user_groups}
        for channel in self.seed.channels:
            self.conversations[channel.id] = self._conversation(channel)
            self._recall(channel)

    # who and where

    def person(self, user_id: str) -> SeedPerson:
        """Somebody by id.

        Raises:
            SlackError: `user_not_found`.
        """
        person = self.people.get(user_id)
        if person is None:
            raise SlackError("user_not_found")
        return person

    def person_named(self, name: str) -> SeedPerson:
        """Somebody by handle or id. Raises KeyError when there is nobody."""
        for person in self.people.values():
            if name.removeprefix("@").lower() in (person.name, person.id.lower()):
                return person
        raise KeyError(f"nobody is called {name!r} in this workspace")

    def channel_named(self, name: str) -> Conversation:
        """A channel by name or id. Raises KeyError when there is none."""
        for conversation in self.conversations.values():
            if name.removeprefix("#") in (conversation.name, conversation.id):
                return conversation
        raise KeyError(f"no channel is called {name!r} in this workspace")

    def direct(self, one: str, other: str) -> Conversation:
        """The direct message between two, opened when it was not."""
        pair = frozenset({one, other})
        conversation_id = made_id("D", "-".join(sorted(pair)))
        if conversation_id not in self.conversations:
            opened = Conversation(conversation_id, "", int(self.clock.now()), set(pair), between=pair)
            self.conversations[conversation_id] = opened
            self.changed()
        return self.conversations[conversation_id]

    def visible_to(self, user: str) -> Iterator[Conversation]:
        """Conversations that a person may open: public channels and those that they are in."""
        for conversation in self.conversations.values():
            if user in conversation.members or not (conversation.is_private or conversation.is_im):
                yield conversation

    def names(self) -> Names:
        """What `@` and `#` mean when people type them."""
        return {
            **{f"@{person.name}": f"@{person.id}" for person in self.people.values() if person is not SLACKBOT},
            **{f"@{group.handle}": f"!subteam^{group.id}" for group in self.groups.values()},
            **{f"#{channel.name}": f"#{channel.id}" for channel in self.conversations.values() if channel.name},
        }

    # what is said

    def next_ts(self, at: float | None = None) -> str:
        """A time stamp that no other message has."""
        self._last_ts += 1
        micro = int((self.clock.now() if at is None else at) * 1_000_000)
        self._last_ts = max(self._last_ts, micro) if at is None else micro + self._last_ts % 1000
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(self, message: Message, *, parse_bare: bool = False) -> Message:
        """Keep a message, with whom it names and notifies."""
        conversation = self.conversations[message.channel]
        self._see_whom_it_names(message, conversation, parse_bare=parse_bare)
        message.values = initial_values(message.blocks)
        conversation.messages.append(message)
        head = conversation.find(message.thread_ts) if message.thread_ts else None
        if head is not None and message.ephemeral_to is None:
            head.thread_ts = head.ts
        self.changed()
        return message

    def edit(self, message: Message, **changes: object) -> Message:
        """Change a message in place. Edits notify nobody, so `pings` keeps who was notified at first."""
        conversation = self.conversations[message.channel]
        edited = replace(message, **changes)  # type: ignore[arg-type]  # the callers name Message's own fields
        edited.values = initial_values(edited.blocks) | message.values
        edited.mentions = mentions(edited.text) | mentions_in_blocks(edited.blocks)
        conversation.messages[conversation.messages.index(message)] = edited
        self.changed()
        return edited

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.conversations[message.channel].messages.remove(message)
        self.changed()

    def seen_by(self, viewer: str, conversation: Conversation) -> Iterator[Message]:
        """What one person sees in a conversation, oldest first."""
        for message in conversation.messages:
            if message.ephemeral_to in (None, viewer):
                yield message

    def slackbot_says(self, text: str, *, to: str, channel: str, thread_ts: str | None = None) -> Message:
        """Slackbot's own ephemeral words."""
        return self.post(
            Message(
                ts=self.next_ts(),
                channel=channel,
                user=SLACKBOT.id,
                text=text,
                ephemeral_to=to,
                thread_ts=thread_ts,
            )
        )

    def _see_whom_it_names(self, message: Message, conversation: Conversation, *, parse_bare: bool) -> None:
        message.mentions = mentions(message.text, bare=parse_bare) | mentions_in_blocks(message.blocks)
        if message.ephemeral_to is None:
            message.pings = frozenset(self._notified(message.mentions, conversation)) - {message.user}

    def _notified(self, named: Iterable[str], conversation: Conversation) -> Iterator[str]:
        for name in named:
            if name in _BROADCASTS:
                yield from conversation.members
            elif name.startswith("!subteam^"):
                group = self.groups.get(name.removeprefix("!subteam^"))
                yield from (self.person_named(member).id for member in (group.members if group else ()))
            elif name in self.people:
                yield name

    # the start

    def _conversation(self, channel: SeedChannel) -> Conversation:
        members = {self.person_named(name).id for name in channel.members}
        return Conversation(
            channel.id,
            channel.name,
            int(self.clock.now()) - 86_400 * 90,
            members | ({self.app.bot_user_id} if channel.bots else set()),
            channel.topic,
            channel.purpose,
            channel.is_private,
            channel.is_archived,
            channel.is_ext_shared,
        )

    def _recall(self, channel: SeedChannel) -> None:
        for said in channel.history:
            head = self._said(channel.id, said.by, said.text, said.minutes_ago)
            for index, reply in enumerate(said.replies, start=1):
                ago = said.minutes_ago - index if reply.minutes_ago is None else reply.minutes_ago
                self._said(channel.id, reply.by, reply.text, max(ago, 0), head)

    def _said(self, channel: str, by: str, text: str, minutes_ago: float, head: Message | None = None) -> Message:
        message = Message(
            ts=self.next_ts(self.clock.now() - minutes_ago * 60),
            channel=channel,
            user=self.person_named(by).id,
            text=typed(text, self.names()),
        )
        if head is not None:
            head.thread_ts = message.thread_ts = head.ts
        self.conversations[channel].messages.append(message)
        return message
