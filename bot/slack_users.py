"""One user as Slack's Web API tells of them, in the words of our table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog_store.slack.people import SlackPerson

#: Slack's own robot, which says of itself that it is none.
_SLACKBOT = "USLACKBOT"
_GUEST_FLAGS = ("is_restricted", "is_ultra_restricted", "is_stranger")


def slack_person(told: Mapping[str, Any], *, team: str, now: datetime, user: str = "") -> SlackPerson:  # Any: JSON
    """The person in a user object, as seen from this workspace; `user` is who they are if it does not say.

    Source: https://docs.slack.dev/reference/objects/user-object
    """
    profile = _object(told.get("profile"))
    identity = str(told.get("id") or user)
    return SlackPerson(
        team,
        identity,
        _first(profile.get("real_name"), told.get("real_name"), told.get("name"), identity) or identity,
        _first(profile.get("email")),
        _first(told.get("tz")),
        now,
        enterprise=_first(_object(told.get("enterprise_user")).get("enterprise_id")),
        display_name=_first(profile.get("display_name"), told.get("name")),
        is_bot=bool(told.get("is_bot")) or identity == _SLACKBOT,
        is_guest=any(told.get(flag) is True for flag in _GUEST_FLAGS),
        left_at=now if told.get("deleted") is True else None,
    )


def _object(value: object) -> Mapping[str, Any]:  # Any: JSON
    return value if isinstance(value, Mapping) else {}


def _first(*values: object) -> str | None:
    """The first that is a text and not blank."""
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), None)
