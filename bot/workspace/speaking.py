"""What a message needs before it can stand in a conversation: checked text and blocks, and the right to speak there."""

from dataclasses import dataclass

from bot.workspace.block_check import Json, checked_blocks
from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation
from bot.workspace.state import SLACKBOT, Workspace
from bot.workspace.text import stored
from bot.workspace.web_call import Arguments

LONGEST_TEXT = 40_000
LONGEST_EDIT = 4_000
MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Content:
    """A message's checked content. None means that it was not given, which an edit keeps apart from empty."""

    text: str
    blocks: list[Json] | None
    attachments: list[Json] | None

    @property
    def is_empty(self) -> bool:
        """Nothing to show."""
        return not (self.text.strip() or self.blocks or self.attachments)


def content_of(arguments: Arguments, *, longest: int = LONGEST_TEXT) -> Content:
    """The content of a message.

    Raises:
        SlackError: as `chat.postMessage` refuses it.
    """
    text = arguments.text("text")
    blocks = arguments.json("blocks", otherwise="invalid_blocks_format")
    markdown = arguments.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    if len(text) > longest:
        raise SlackError("msg_too_long")
    content = Content(
        stored(text), None if blocks is None else checked_blocks(blocks), _attachments(arguments.json("attachments"))
    )
    if content.is_empty:
        raise SlackError("no_text")
    return content


def conversation_with_id(workspace: Workspace, channel: str) -> Conversation:
    """The conversation of that id; people's ids and channels' names do not do.

    Raises:
        SlackError: `channel_not_found`, also for private channels that the bot is not in.
    """
    found = workspace.conversations.get(channel)
    if found is None or ((found.is_private or found.is_im) and workspace.app.bot_user_id not in found.members):
        raise SlackError("channel_not_found")
    return found


def conversation_to_post_in(workspace: Workspace, channel: str) -> Conversation:
    """What `chat.postMessage` takes as a channel: an id, `#name`, or a person's id for their direct message.

    Raises:
        SlackError: `channel_not_found` or `cannot_dm_bot`.
    """
    if channel in workspace.people:
        if workspace.people[channel].is_bot or channel == SLACKBOT.id:
            raise SlackError("cannot_dm_bot")
        return workspace.direct(channel, workspace.app.bot_user_id)
    named = [known.id for known in workspace.conversations.values() if known.name and known.name == channel.lstrip("#")]
    return conversation_with_id(workspace, named[0] if named else channel)


def check_thread(conversation: Conversation, thread_ts: str) -> None:
    """Raises SlackError `thread_not_found` or `cannot_reply_to_message` where no thread can hang."""
    if not thread_ts:
        return
    head = conversation.find(thread_ts)
    if head is None:
        raise SlackError("thread_not_found")
    if head.ephemeral_to is not None:
        raise SlackError("cannot_reply_to_message")


def metadata_of(arguments: Arguments) -> Json | None:
    """What an app says of its own message for itself.

    Raises:
        SlackError: `invalid_metadata_format` or `invalid_metadata_schema`.
    """
    given = arguments.json("metadata", otherwise="invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _attachments(given: object) -> list[Json] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(attachment, dict) for attachment in given):
        raise SlackError("invalid_attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [
        {**attachment, "blocks": checked_blocks(attachment["blocks"])} if "blocks" in attachment else attachment
        for attachment in given
    ]
