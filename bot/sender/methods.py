"""Slack's methods that we call: what each needs to be allowed, and how fast it may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from catalog_store.slack.buckets import Limit


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    `scopes` are what the bot's token must be allowed. `spacing` is the least number of seconds between two calls in one
    lane (a channel, a message, a person), `per_minute` the limit for the whole workspace. Methods that only read take
    forms instead of JSON. One that `goes_at_once` is for somebody who looks at the screen: it never waits for its turn,
    and where Slack thinks that too many did, that person is told.
    """

    scopes: tuple[str, ...] = ()
    spacing: float = 0.0
    per_minute: int = 100
    takes_json: bool = True
    goes_at_once: bool = False


#: From the pages of https://docs.slack.dev/apis/web-api/rate-limits and of each method.
METHODS: Mapping[str, Method] = {
    "auth.test": Method(takes_json=False),
    "chat.postMessage": Method(("chat:write", "chat:write.public"), spacing=1.0, per_minute=300),
    "chat.postEphemeral": Method(("chat:write",)),
    "chat.update": Method(("chat:write",), spacing=2.0, per_minute=50),
    "files.completeUploadExternal": Method(("files:write",), takes_json=False),
    "files.getUploadURLExternal": Method(("files:write",), takes_json=False),
    "conversations.info": Method(("channels:read", "groups:read"), per_minute=50, takes_json=False),
    "conversations.history": Method(("channels:history", "groups:history"), per_minute=40, takes_json=False),
    "conversations.list": Method(("channels:read", "groups:read"), per_minute=20, takes_json=False),
    "files.info": Method(("files:read",), takes_json=False),
    "users.info": Method(("users:read", "users:read.email"), takes_json=False),
    "users.list": Method(("users:read", "users:read.email"), per_minute=20, takes_json=False),
    "usergroups.list": Method(("usergroups:read",), per_minute=20, takes_json=False),
    "views.open": Method(goes_at_once=True),
    "views.publish": Method(spacing=0.5),
    "views.push": Method(goes_at_once=True),
    "views.update": Method(goes_at_once=True),
}

#: What an administrator may refuse: forms that ask for a file need the first, the next two find a report of ours again
#: of which nobody knows whether it arrived, and the last is for roles that are given to user groups.
OPTIONAL_SCOPES = frozenset({"files:read", "channels:history", "groups:history", "usergroups:read"})

#: A message's `response_url` is no method: it needs no scope, and Slack counts its uses instead of its pace.
RESPONSE_URL = "response_url"
RESPONSE_URL_USES = 5
#: It may be used for half an hour.
RESPONSE_URL_HOLDS = timedelta(minutes=29)
_RESPONDING = Method(per_minute=600)


def method(name: str) -> Method:
    """The facts about a method, or about answering through a response_url."""
    return _RESPONDING if name == RESPONSE_URL else METHODS[name]


#: The share of a method's calls per minute that may go at once, and how much of that nobody but people who wait may use.
BURST = 0.2
_KEPT_FREE = 0.5

#: Slack counts when calls arrive, not when they leave: seconds by which two may come closer together on their way.
_ON_THE_WAY = 0.1


def limits(name: str, lane: Sequence[str], *, is_waited_for: bool) -> tuple[Limit, ...]:
    """What a call must keep to, together with those of all other replicas."""
    if name == RESPONSE_URL or method(name).goes_at_once:
        return ()
    facts = method(name)
    spacing = 60 / facts.per_minute
    calls_at_once = facts.per_minute * BURST * (1 if is_waited_for else _KEPT_FREE)
    whole = Limit(name, spacing, (calls_at_once - 1) * spacing)
    if not facts.spacing:
        return (whole,)
    return (whole, Limit(":".join((name, *lane)), facts.spacing + _ON_THE_WAY))
