"""One call of the Web API: its arguments, however they were sent, and what a method needs to answer it."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from bot.workspace.capabilities import Triggers
from bot.workspace.errors import SlackError
from bot.workspace.files import Files
from bot.workspace.messages import Json
from bot.workspace.modals import Modals
from bot.workspace.payloads import Payloads
from bot.workspace.rules import complaint
from bot.workspace.state import Workspace

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Arguments:
    """A call's arguments: strings from forms, JSON values from JSON bodies."""

    given: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.given.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean; forms say `true`, `1`, `false`, `0`."""
        value = self.given.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def json(self, name: str, *, otherwise: str = "invalid_arguments") -> Any:  # Any: judged by the block rules
        """A JSON value, which forms carry as a string; None when it was not sent.

        Raises:
            SlackError: `otherwise`, when the string is not JSON.
        """
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise SlackError(otherwise) from error

    def need(self, *names: str) -> None:
        """Raises SlackError `invalid_arguments` when one of these was not sent."""
        missing = [complaint(f"missing required field: {name}", f"/{name}") for name in names if not self.text(name)]
        if missing:
            raise SlackError("invalid_arguments", messages=missing)

    def page(self, items: Sequence[Item], *, default: int) -> tuple[Sequence[Item], Json]:
        """The part of `items` that `cursor` and `limit` ask for, and the `response_metadata` that leads on.

        Raises:
            SlackError: `invalid_cursor` or `invalid_limit`.
        """
        limit = self.text("limit", str(default))
        if not limit.isdigit() or int(limit) > 1000:
            raise SlackError("invalid_limit")
        start = _cursor_position(self.text("cursor"))
        end = start + (int(limit) or default)
        following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
        return items[start:end], {"next_cursor": following}


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call that the app made, as it was answered; tests and validators read these.

    `method` is `response_url` or `ack` for what came that way, `view_submission` or `options` for what was answered to a
    submitted modal and to a menu that searches.
    """

    method: str
    arguments: Mapping[str, Any]
    answer: Json

    @property
    def ok(self) -> bool:
        """Slack said yes."""
        return bool(self.answer["ok"])


@dataclass(frozen=True, slots=True)
class Site:
    """What methods work with."""

    workspace: Workspace
    payloads: Payloads
    triggers: Triggers
    modals: Modals
    new_socket_address: Callable[[], str]
    scopes: frozenset[str]
    files: Files

    def need_scope(self, *any_of: str) -> None:
        """Raises SlackError `missing_scope` when the bot has none of these."""
        if any_of and not self.scopes.intersection(any_of):
            raise SlackError("missing_scope", needed=any_of[0], provided=",".join(sorted(self.scopes)))


async def arguments_of(request: web.Request) -> Arguments:
    """The call's arguments, from the query, the form or the JSON body.

    Raises:
        SlackError: `invalid_json`, `json_not_object` or `invalid_form_data`.
    """
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= _object(await request.text())
    elif request.method == "POST":
        try:
            given |= dict(await request.post())
        except ValueError as error:
            raise SlackError("invalid_form_data") from error
    return Arguments(given)


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body or "{}")
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


def _cursor_position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
