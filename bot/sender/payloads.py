"""An answer as Slack's JSON, checked before it leaves: what breaks Slack's rules goes out as its text alone."""

from collections.abc import Sequence
from typing import Any, Literal

import structlog

from bot.sender.calls import Payload
from commands.ask import Answer, Block, HomeView, Modal
from commands.kit import faults, modal_faults

_log = structlog.get_logger()

#: `chat.update` takes no more; the key fact stands in front.
TEXT_LIMIT = 4_000
_CUT = " …"


def message(answer: Answer) -> Payload:
    """`text` and `blocks` of a message."""
    payload: dict[str, Any] = {"text": _shortened(answer.text)}  # Any: JSON
    if answer.blocks and _is_sound(answer.blocks, "message", answer.text):
        payload["blocks"] = list(answer.blocks)
    return payload


def home(view: HomeView) -> Payload:
    """The view of a Home tab."""
    blocks = list(view.blocks) if _is_sound(view.blocks, "home", "") else [_SORRY]
    return {"type": "home", "blocks": blocks}


def modal(form: Modal, *, name: str = "") -> Payload:
    """The view of a form. `name` is under what it can be found before Slack has told its id."""
    if found := modal_faults(form):
        _log.error("form-refused-by-us", callback_id=form.callback_id, faults=found[:10])
        form = Modal("Callboard", (_SORRY,), close="Close")
    view: dict[str, Any] = {  # Any: JSON
        "type": "modal",
        "callback_id": form.callback_id,
        "title": _word(form.title),
        "close": _word(form.close),
        "blocks": list(form.blocks),
        "private_metadata": form.metadata,
        "notify_on_close": form.notifies_when_closed,
    }
    if form.submit is not None:
        view["submit"] = _word(form.submit)
    return view | ({"external_id": name} if name else {})


def _word(text: str) -> Payload:
    return {"type": "plain_text", "text": text, "emoji": False}


_SORRY = {
    "type": "section",
    "text": {
        "type": "mrkdwn",
        "verbatim": True,
        "text": "This page could not be drawn, and the reason is in the log. Ask with `/callboard` meanwhile.",
    },
}


def _is_sound(blocks: Sequence[Block], surface: Literal["message", "home"], text: str) -> bool:
    found = faults(blocks, surface=surface)
    if found:
        _log.error("blocks-refused-by-us", surface=surface, faults=found[:10], text=text[:200])
    return not found


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - len(_CUT)] + _CUT
