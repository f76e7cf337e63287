"""What Slack's payloads say about who, where and when."""

from collections.abc import Mapping
from typing import Any

from commands.ask import Channel, Person

Body = Mapping[str, Any]  # Any: JSON or a form, as Slack sent it

#: Slack's own voice. It writes to bots as a person would.
_SLACKBOT = "USLACKBOT"


def person_of_command(body: Body) -> Person:
    """Who typed a slash command."""
    return Person(body["user_id"], body.get("team_id", ""), body.get("enterprise_id") or None)


def person_of_event(body: Body) -> Person:
    """Who caused an event."""
    return Person(body["event"]["user"], body.get("team_id", ""), body.get("enterprise_id") or None)


def person_of_click(body: Body) -> Person:
    """Who pressed a button or picked from a menu. On an organisation's own pages there is no team."""
    user = body["user"]
    team, enterprise = body.get("team") or {}, body.get("enterprise") or {}
    enterprise_id = enterprise.get("id") or team.get("enterprise_id")
    return Person(user["id"], user.get("team_id") or team.get("id", ""), enterprise_id)


def channel_of_click(body: Body) -> Channel | None:
    """Where it was; nothing in the Home tab."""
    channel = body.get("channel")
    return Channel(channel["id"], channel.get("name")) if channel else None


def is_from_a_person(body: Body, our_user: str | None) -> bool:
    """Whether a person wrote it just now: not a bot, not us, not an edit, a deletion or another bookkeeping message."""
    event = body["event"]
    user = event.get("user")
    return bool(user) and user not in (our_user, _SLACKBOT) and "subtype" not in event and "bot_id" not in event


def our_user(body: Body, known: str | None) -> str | None:
    """Our own user: as `auth.test` told, else the one for whom Slack says that it sent the event."""
    if known is not None:
        return known
    return next((each.get("user_id") for each in body.get("authorizations") or () if each.get("is_bot")), None)


def delivery_keys(body: Body) -> tuple[str, ...]:
    """What tells a repeated delivery: the event's id, and where the message stands, for repeats under a new id."""
    event = body["event"]
    place = f"message:{body.get('team_id')}:{event['channel']}:{event['ts']}:{event['type']}"
    return (f"event:{body['event_id']}", place) if body.get("event_id") else (place,)


def interaction_keys(body: Body) -> tuple[str, ...]:
    """What tells a repeated command or click. Slack gives each of them a trigger of its own, and each press its time."""
    user: Mapping[str, Any] = body.get("user") or {}
    presses = [
        f"press:{user.get('id')}:{action.get('block_id')}:{action.get('action_id')}:{action['action_ts']}"
        for action in body.get("actions") or ()
        if action.get("action_ts")
    ]
    if body.get("type") == "view_closed":  # each form closes once, and Slack gives that no trigger
        return (f"closed:{user.get('id')}:{body['view']['id']}",)
    return (f"trigger:{body['trigger_id']}", *presses) if body.get("trigger_id") else tuple(presses)
