"""The Web API's `conversations.history`: what was said in a conversation the bot is in, the newest first."""

import re
from collections.abc import Iterator

from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.speaking import conversation_with_id
from bot.workspace.web_call import Arguments, Site

SCOPES = ("channels:history", "groups:history", "im:history", "mpim:history")
_SCOPE = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")
_MOST, _USUAL = 999, 100


def conversation_history(site: Site, arguments: Arguments) -> Json:
    """`conversations.history`. Replies in threads are not in it, nor what only one person sees."""
    arguments.need("channel")
    conversation = conversation_with_id(site.workspace, arguments.text("channel"))
    site.need_scope(_SCOPE[conversation.kind])
    if site.workspace.app.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    oldest, latest = _moment(arguments, "oldest"), _moment(arguments, "latest")
    if not 1 <= _limit(arguments) <= _MOST:
        raise SlackError("invalid_limit")
    found = [
        each for each in _said(conversation) if _is_between(each, oldest, latest, is_wide=arguments.flag("inclusive"))
    ]
    page, metadata = arguments.page(found[::-1], default=_USUAL)
    return {
        "messages": [_shown(site, each, whole=arguments.flag("include_all_metadata")) for each in page],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **({"response_metadata": metadata} if metadata["next_cursor"] else {}),
    }


def _limit(arguments: Arguments) -> int:
    written = arguments.text("limit", str(_USUAL))
    return int(written) if written.isdecimal() else 0


def _moment(arguments: Arguments, name: str) -> float | None:
    """A time stamp, if it was given.

    Raises:
        SlackError: `invalid_ts_oldest` or `invalid_ts_latest`.
    """
    written = arguments.text(name)
    if not written or written == "now":
        return None
    if not _TS.fullmatch(written):
        raise SlackError(f"invalid_ts_{name}")
    return float(written)


def _said(conversation: Conversation) -> Iterator[Message]:
    ordered = sorted(conversation.messages, key=lambda each: float(each.ts))
    return (each for each in ordered if each.ephemeral_to is None and (not each.is_reply or each.broadcast))


def _is_between(message: Message, oldest: float | None, latest: float | None, *, is_wide: bool) -> bool:
    at = float(message.ts)
    if is_wide and at in (oldest, latest):
        return True
    return (oldest is None or at > oldest) and (latest is None or at < latest)


def _shown(site: Site, message: Message, *, whole: bool) -> Json:
    """The message. Without `include_all_metadata`, metadata are left out."""
    shown = site.payloads.message(message)
    return shown | ({"metadata": message.metadata} if whole and message.metadata else {})
