"""What to do when Slack says no: one table from its error codes to the way on."""

from collections.abc import Mapping
from enum import StrEnum


class Remedy(StrEnum):
    """The way on after a refusal."""

    RETRY_LATER = "retry later"
    GIVE_UP_DESTINATION = "give up on the destination"
    GIVE_UP_PERSON = "give up on the person"
    STOP = "stop and alarm"
    POST_ANEW = "post anew"
    TEXT_ALONE = "send the text alone"
    PERSON_TRIES_AGAIN = "the person tries again"
    UNKNOWN = "nobody has met this one"


#: Our own name for "it never got there": nobody listens, or the name of Slack's machine is not known.
UNREACHABLE = "unreachable"
#: And for "no answer": time-outs, connections cut in the middle, broken replies. Slack may have done what it was asked.
NO_ANSWER = "no_answer"
#: And for a channel that people of another company read: nothing is sent there, so Slack is never asked.
SHARED = "shared_with_outsiders"

_CODES: Mapping[Remedy, tuple[str, ...]] = {
    Remedy.RETRY_LATER: (
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        UNREACHABLE,
        NO_ANSWER,
    ),
    Remedy.GIVE_UP_DESTINATION: (
        "is_archived",
        "channel_is_archived",
        "channel_not_found",
        "not_in_channel",
        "restricted_action",
        SHARED,
    ),
    Remedy.GIVE_UP_PERSON: ("user_not_found", "user_not_visible", "cannot_dm_bot", "user_not_in_channel"),
    Remedy.STOP: (
        "account_inactive",
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "missing_scope",
    ),
    Remedy.POST_ANEW: ("message_not_found", "cant_update_message", "edit_window_closed"),
    Remedy.TEXT_ALONE: (
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "view_too_large",
    ),
    Remedy.PERSON_TRIES_AGAIN: (
        "expired_trigger_id",
        "exchanged_trigger_id",
        "hash_conflict",
        "not_found",  # of a form that was closed meanwhile
        "used_url",
        "expired_url",
    ),
}
REMEDIES: Mapping[str, Remedy] = {code: remedy for remedy, codes in _CODES.items() for code in codes}


def remedy_for(code: str) -> Remedy:
    """What to do about this error code."""
    if code.startswith("restricted_action"):  # restricted_action_thread_only_channel and its kin
        return Remedy.GIVE_UP_DESTINATION
    return REMEDIES.get(code, Remedy.UNKNOWN)
