"""Files that people bring to forms, read from Slack while they wait."""

from collections.abc import Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from typing import Any

import structlog

from bot.sender import OutboxFullError, Sender, UndeliveredError
from commands.sent_files import FileNotReadError, SentFile

_log = structlog.get_logger()

#: Seconds that Slack may take to say where a file is.
_PATIENCE = 5.0
#: A file becomes part of a form's answers, which are read at every turn of a page.
MOST_BYTES = 256_000


class SlackFiles:
    """Reads such files with the bot's token."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def read(self, file_id: str) -> SentFile:
        """The file with its content.

        Raises:
            FileNotReadError: it is too large, gone, or Slack does not let us.
        """
        about = self._about(file_id)
        name, size = str(about.get("name") or "file"), int(about.get("size") or 0)
        if size > MOST_BYTES:
            raise FileNotReadError(f"{name} is larger than {MOST_BYTES // 1000} kB. Bring a smaller file.")
        content = self._sender.fetch_file(str(about.get("url_private_download", "")), most=MOST_BYTES)
        if content is None or len(content) != size:  # for lack of a right, Slack sends a page to sign in
            raise FileNotReadError(f"Slack did not give me {name}. Try again.")
        return SentFile(name, str(about.get("mimetype") or "application/octet-stream"), content)

    def _about(self, file_id: str) -> Mapping[str, Any]:  # Any: Slack's JSON
        try:
            found: Mapping[str, Any] = self._sender.ask("files.info", {"file": file_id}).result(_PATIENCE)["file"]
        except UndeliveredError as error:
            raise FileNotReadError(_reason(error.code)) from error
        except (CancelledError, NotYetError, OutboxFullError) as error:
            _log.warning("file-not-read", reason=type(error).__name__)
            raise FileNotReadError("Slack did not answer in time. Try again.") from error
        return found


def _reason(code: str) -> str:
    if code == "missing_scope":
        return (
            "Slack does not let me read files: the app lacks the scope files:read. Ask the platform team to allow it."
        )
    if code in ("file_not_found", "file_deleted"):
        return "That file is gone. Bring it again."
    return f"Slack did not give me the file ({code}). Try again."
