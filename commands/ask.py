"""What was asked, by whom and where; and the one answer that goes back the way the question came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from catalog_store.refs import EntityRef

Block = Mapping[str, Any]  # Any: Block Kit's JSON, checked on the way out by commands.kit
#: What stands in a form's fields: by block id and action id, as Slack's `view.state.values` has it.
Values = Mapping[str, Mapping[str, Any]]  # Any: Slack's JSON, read by whoever made the fields


class Surface(StrEnum):
    """Where a question was asked."""

    SLASH = "slash"
    MENTION = "mention"
    DIRECT = "direct"
    SHORTCUT = "shortcut"
    HOME = "home"
    FORM = "form"
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
    REFUSED = "refused"  # this person may not


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `text` alone says the key fact in full sentences: phones and screen readers show nothing else.

    `is_public` posts it for the whole channel, and is only ever set by a click that said so. `subject` is what the
    answer was about, remembered for the asker's Home tab. What it `follows` keeps the message current once it is posted.
    """

    text: str
    blocks: Sequence[Block] = ()
    outcome: Outcome = Outcome.ANSWERED
    is_public: bool = False
    subject: EntityRef | None = None
    follows: Sequence[EntityRef] = ()


@dataclass(frozen=True, slots=True)
class Modal:
    """A window over Slack, with a form or something to read. `metadata` comes back with it; people can see it: ids only.

    `callback_id` says whose submission it is. Without `submit` there is nothing to submit. Whoever `notifies_when_closed`
    hears of it when the person leaves without submitting.
    """

    title: str
    blocks: Sequence[Block]
    callback_id: str = ""
    metadata: str = ""
    submit: str | None = None
    close: str = "Cancel"
    notifies_when_closed: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button, or picked from a menu, in one of our messages, forms, or on their Home tab.

    `value` is the button's value: ids only. `is_ephemeral`: the message was only for the one who pressed. With `change_url`
    the message can still be changed for half an hour; it is a secret. In a form, `view_id`, `metadata` and `callback_id`
    are the form's, and `values` is what its fields hold at this moment; in a message, what its menus hold.
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
    values: Values = field(default_factory=dict)
    view_id: str | None = None
    callback_id: str = ""
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, or a text, to be posted where it was asked for. `title` is plain text; `described` says in words what is in it."""

    file_name: str
    title: str
    described: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a press leads to: the pressed message anew, a further message, a picture that all there see, a form.

    Only presses that their command names among its `openers` can open a form. Pressed in a form, `modal` is that form
    anew, and `replace` takes its place.
    """

    replace: Answer | None = None
    reply: Answer | None = None
    picture: Picture | None = None
    modal: Modal | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Somebody submitted a form. Slack has seen to its own rules (what is required, lengths, numbers) and to no others."""

    callback_id: str
    values: Values
    person: Person
    submitted_at: datetime
    view_id: str
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission leads to. Without any of the first four, the form closes.

    `errors` are sentences below fields, by block id. `shows` takes the form's place, `pushes` stands before it, and
    `clears` closes whatever it stood before as well. The answer goes to the person: in `channel` if there is one, only
    for their eyes unless it is public, else in a direct message.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    shows: Modal | None = None
    pushes: Modal | None = None
    clears: bool = False
    answer: Answer | None = None
    channel: Channel | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Somebody left a form without submitting it. `all_at_once`: with every form that stood behind it."""

    callback_id: str
    person: Person
    closed_at: datetime
    view_id: str
    metadata: str = ""
    all_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody types in a menu that searches. `values` is what the form's other fields hold."""

    action_id: str
    typed: str
    person: Person
    block_id: str = ""
    callback_id: str = ""
    metadata: str = ""
    values: Values = field(default_factory=dict)
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. The value is an id; options of one `group` stand below its name."""

    text: str
    value: str
    description: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The blocks of somebody's Home tab. `is_provisional`: Slack has not told yet who they are; draw it again then."""

    blocks: Sequence[Block] = field(default_factory=tuple)
    is_provisional: bool = False
