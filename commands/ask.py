"""What was asked, by whom and where; and the one answer that goes back the way the question came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from catalog_store.refs import EntityRef

Block = Mapping[str, Any]  # Any: Block Kit's JSON, checked on the way out by commands.kit


class Surface(StrEnum):
    """Where a question was asked."""

    SLASH = "slash"
    MENTION = "mention"
    DIRECT = "direct"
    SHORTCUT = "shortcut"
    HOME = "home"
    COMMAND_LINE = "command-line"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack. Ids are opaque; on the command line `is_operator` says that they may see everything."""

    user_id: str
    team_id: str = ""
    enterprise_id: str | None = None
    is_operator: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; the name is known from slash commands only."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `words` are plain text: Slack's escapes are undone and links reduced to what they name.

    People and channels stay `<@U1>` and `<#C1|payments>`, as their ids say who and what is meant.
    """

    words: str
    person: Person
    surface: Surface
    asked_at: datetime
    channel: Channel | None = None
    thread_ts: str | None = None


class Outcome(StrEnum):
    """How it ended, for the exit status and for what is counted."""

    ANSWERED = "answered"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not-found"
    USAGE = "usage"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `text` alone says the key fact in full sentences: phones and screen readers show nothing else.

    `is_public` posts it for the whole channel, and is only ever set by a click that said so. `subject` is what the
    answer was about, remembered for the asker's Home tab.
    """

    text: str
    blocks: Sequence[Block] = ()
    outcome: Outcome = Outcome.ANSWERED
    is_public: bool = False
    subject: EntityRef | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button (or picked from an overflow menu) that one of our messages carries.

    `value` is the button's value: ids only. `is_ephemeral`: the message was only for the one who pressed. With `change_url`
    the message can still be changed for half an hour; it is a secret.
    """

    action_id: str
    value: str
    person: Person
    surface: Surface
    pressed_at: datetime
    channel: Channel | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = False
    change_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG to be posted where it was asked for. `title` is plain text; `described` says in words what is to be seen."""

    file_name: str
    title: str
    described: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a press leads to: the pressed message anew, a further message, a picture that all there see."""

    replace: Answer | None = None
    reply: Answer | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    """The blocks of somebody's Home tab. `is_provisional`: Slack has not told yet who they are; draw it again then."""

    blocks: Sequence[Block] = field(default_factory=tuple)
    is_provisional: bool = False
