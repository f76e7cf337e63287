"""Posting a file: Slack gives an address for it, it is brought there, and then it is shown in a channel."""

import json
import threading
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYetError

import structlog

from bot.sender.calls import Call, Delivered, Payload, UndeliveredError
from bot.sender.door import put_file
from bot.sender.outbox import Outbox, OutboxFullError
from bot.sender.remedies import UNREACHABLE
from commands.ask import Picture

_log = structlog.get_logger()

_GET, _COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"
#: Seconds that each step may take, its turn in the outbox included.
_PATIENCE = 30.0
_PUT_TIMEOUT = 20


def upload(outbox: Outbox, channel: str, picture: Picture, thread_ts: str | None) -> Delivered:
    """Post it from a thread of its own: somebody presses for a picture rarely, and nothing else should wait for it."""
    delivered: Delivered = Future()

    def work() -> None:
        try:
            delivered.set_result(_steps(outbox, channel, picture, thread_ts))
        except (UndeliveredError, OutboxFullError, CancelledError, NotYetError) as failure:
            _log.warning("picture-not-posted", channel=channel, reason=str(failure) or type(failure).__name__)
            delivered.set_exception(failure)

    threading.Thread(target=work, name="upload", daemon=True).start()
    return delivered


def _steps(outbox: Outbox, channel: str, picture: Picture, thread_ts: str | None) -> Payload:
    about = {"filename": picture.file_name, "length": len(picture.content), "alt_txt": picture.described}
    place = outbox.put(Call(_GET, about, (channel, _GET))).result(_PATIENCE)
    if not put_file(str(place["upload_url"]), picture.content, timeout=_PUT_TIMEOUT):
        raise UndeliveredError("upload_url", UNREACHABLE)
    file = {"id": str(place["file_id"]), "title": picture.title}
    shown = {"files": json.dumps([file]), "channel_id": channel, **({"thread_ts": thread_ts} if thread_ts else {})}
    return outbox.put(Call(_COMPLETE, shown, (channel, _COMPLETE))).result(_PATIENCE)
