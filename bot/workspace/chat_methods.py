"""The Web API's `chat.*`: posting, changing and finding messages."""

from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.speaking import (
    LONGEST_EDIT,
    Content,
    check_thread,
    content_of,
    conversation_to_post_in,
    conversation_with_id,
    metadata_of,
)
from bot.workspace.state import Workspace
from bot.workspace.web_call import Arguments, Site


def post_message(site: Site, arguments: Arguments) -> Json:
    """`chat.postMessage`."""
    arguments.need("channel")
    workspace = site.workspace
    conversation = conversation_to_post_in(workspace, arguments.text("channel"))
    content = content_of(arguments)
    _check_may_post(site, conversation)
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts:
        check_thread(conversation, thread_ts)
    message = _said_by_the_app(workspace, conversation, content, thread_ts)
    message.metadata = metadata_of(arguments)
    message.broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
    workspace.post(message, parse_bare=_names_are_linked(arguments))
    return {"channel": conversation.id, "ts": message.ts, "message": site.payloads.message(message)}


def post_ephemeral(site: Site, arguments: Arguments) -> Json:
    """`chat.postEphemeral`. Unlike posting, it needs the bot in the channel, `chat:write.public` or not."""
    arguments.need("channel", "user")
    workspace = site.workspace
    conversation = conversation_with_id(workspace, arguments.text("channel"))
    content = content_of(arguments)
    if conversation.is_archived:
        raise SlackError("is_archived")
    if workspace.app.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    user = arguments.text("user")
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts:
        check_thread(conversation, thread_ts)
    message = _said_by_the_app(workspace, conversation, content, thread_ts)
    message.ephemeral_to = user
    workspace.post(message, parse_bare=_names_are_linked(arguments))
    return {"message_ts": message.ts}


def update(site: Site, arguments: Arguments) -> Json:
    """`chat.update`. Blocks and attachments that are not sent stay as they were."""
    arguments.need("channel", "ts")
    conversation, message = _own_message(site, arguments, "cant_update_message")
    if conversation.is_archived:
        raise SlackError("is_inactive")
    content = content_of(arguments, longest=LONGEST_EDIT)
    edited = site.workspace.edit(
        message,
        text=content.text,
        blocks=message.blocks if content.blocks is None else content.blocks,
        attachments=message.attachments if content.attachments is None else content.attachments,
        edited_at=site.workspace.next_ts(),
    )
    return {
        "channel": conversation.id,
        "ts": edited.ts,
        "text": edited.text,
        "message": site.payloads.message(edited),
    }


def delete(site: Site, arguments: Arguments) -> Json:
    """`chat.delete`."""
    arguments.need("channel", "ts")
    conversation, message = _own_message(site, arguments, "cant_delete_message")
    site.workspace.remove(message)
    return {"channel": conversation.id, "ts": message.ts}


def permalink(site: Site, arguments: Arguments) -> Json:
    """`chat.getPermalink`."""
    arguments.need("channel", "message_ts")
    conversation = conversation_with_id(site.workspace, arguments.text("channel"))
    message = _kept(conversation, arguments.text("message_ts"))
    link = (
        f"https://{site.workspace.seed.team.domain}.slack.com/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    )
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return {"channel": conversation.id, "permalink": link}


def _said_by_the_app(
    workspace: Workspace, conversation: Conversation, content: Content, thread_ts: str | None
) -> Message:
    return Message(
        ts=workspace.next_ts(),
        channel=conversation.id,
        user=workspace.app.bot_user_id,
        bot_id=workspace.app.bot_id,
        text=content.text,
        blocks=content.blocks or [],
        attachments=content.attachments or [],
        thread_ts=thread_ts,
    )


def _check_may_post(site: Site, conversation: Conversation) -> None:
    if conversation.is_archived:
        raise SlackError("is_archived")
    if site.workspace.app.bot_user_id not in conversation.members and "chat:write.public" not in site.scopes:
        raise SlackError("not_in_channel")


def _own_message(site: Site, arguments: Arguments, refusal: str) -> tuple[Conversation, Message]:
    conversation = conversation_with_id(site.workspace, arguments.text("channel"))
    message = _kept(conversation, arguments.text("ts"))
    if message.user != site.workspace.app.bot_user_id:
        raise SlackError(refusal)
    return conversation, message


def _kept(conversation: Conversation, ts: str) -> Message:
    """The message, unless it is ephemeral: Slack's server does not keep those."""
    message = conversation.find(ts)
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    return message


def _names_are_linked(arguments: Arguments) -> bool:
    return arguments.flag("link_names") or arguments.text("parse") == "full"
