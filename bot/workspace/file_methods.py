"""The Web API's upload in three steps: an address for a file, the file itself, and its message in a channel."""

from bot.workspace.errors import SlackError
from bot.workspace.files import KeptFile
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.speaking import check_thread, conversation_with_id
from bot.workspace.web_call import Arguments, Site

_LARGEST = 3_000_000


def upload_address(site: Site, arguments: Arguments) -> Json:
    """`files.getUploadURLExternal`."""
    arguments.need("filename", "length")
    length = arguments.text("length")
    if not length.isdecimal() or int(length) == 0:
        raise SlackError("invalid_arguments")
    if int(length) > _LARGEST:
        raise SlackError("file_upload_size_restricted")
    address, file = site.files.announce(arguments.text("filename"), int(length), arguments.text("alt_txt"))
    return {"upload_url": address, "file_id": file.id}


def complete_upload(site: Site, arguments: Arguments) -> Json:
    """`files.completeUploadExternal`: without a channel the file stays the bot's own."""
    listed = arguments.json("files")
    if not isinstance(listed, list) or not listed or not all(isinstance(each, dict) for each in listed):
        raise SlackError("invalid_arguments")
    files = [_arrived(site, each) for each in listed]
    shown = [_as_json(file, str(each.get("title") or file.name)) for file, each in zip(files, listed, strict=True)]
    channel = arguments.text("channel_id")
    if channel:
        _show(site, conversation_with_id(site.workspace, channel), shown, arguments)
        for file in files:
            file.is_shown = True
    return {"files": shown}


def file_info(site: Site, arguments: Arguments) -> Json:
    """`files.info` of a file that a person brought."""
    arguments.need("file")
    file = site.files.by_id.get(arguments.text("file"))
    if file is None or file.about is None:
        raise SlackError("file_not_found")
    return {"file": file.about}


def _arrived(site: Site, given: Json) -> KeptFile:
    file = site.files.by_id.get(str(given.get("id", "")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


def _show(site: Site, conversation: Conversation, shown: list[Json], arguments: Arguments) -> None:
    """Unlike posting, it needs the bot in the channel, `chat:write.public` or not."""
    workspace = site.workspace
    if conversation.is_archived:
        raise SlackError("is_archived")
    if workspace.app.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts:
        check_thread(conversation, thread_ts)
    workspace.post(
        Message(
            ts=workspace.next_ts(),
            channel=conversation.id,
            user=workspace.app.bot_user_id,
            bot_id=workspace.app.bot_id,
            text=arguments.text("initial_comment"),
            files=shown,
            thread_ts=thread_ts,
        )
    )


def _as_json(file: KeptFile, title: str) -> Json:
    return {"id": file.id, "name": file.name, "title": title, "alt_txt": file.described, "mimetype": "image/png"}
