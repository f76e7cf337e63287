"""Answers that come outside the Web API: on the acknowledgement of a command, and to a `response_url`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.workspace.capabilities import ResponseAddress, ResponseAddresses
from bot.workspace.errors import SlackError
from bot.workspace.messages import Message
from bot.workspace.speaking import check_thread, content_of
from bot.workspace.state import Workspace
from bot.workspace.web_call import ApiCall, Arguments


@dataclass(frozen=True, slots=True)
class Responses:
    """Puts such answers where they belong. They need no membership: the interaction opened the door."""

    workspace: Workspace
    addresses: ResponseAddresses
    calls: list[ApiCall]

    def on_ack(self, body: object, *, channel: str, user: str) -> Message | None:
        """A command's acknowledgement; nothing said is fine, a bare text is an ephemeral answer.

        Raises:
            SlackError: as `chat.postMessage`, or `invalid_command_response`.
        """
        if body in (None, "", {}):
            return None
        given = {"text": body} if isinstance(body, str) else body
        if not isinstance(given, Mapping):
            raise SlackError("invalid_command_response")
        with self._kept("ack", given):
            return self._said_on_ack(given, channel=channel, user=user)

    def _said_on_ack(self, given: Mapping[str, Any], *, channel: str, user: str) -> Message | None:
        if not (given.get("text") or given.get("blocks") or given.get("attachments")):
            return None
        return self._post(Arguments(given), channel=channel, user=user)

    def at_address(self, path: str, given: Mapping[str, Any]) -> None:
        """A post to a `response_url`. Every accepted one counts as a use.

        Raises:
            SlackError: `expired_url`, `used_url`, `no_text`, `invalid_blocks`, …
        """
        with self._kept("response_url", given):
            self._answer(self.addresses.find(path), Arguments(given))

    @contextmanager
    def _kept(self, method: str, given: Mapping[str, Any]) -> Iterator[None]:
        try:
            yield
        except SlackError as refusal:
            self.calls.append(ApiCall(method, given, refusal.body()))
            raise
        self.calls.append(ApiCall(method, given, {"ok": True}))

    def _answer(self, address: ResponseAddress, arguments: Arguments) -> None:
        original = self._original(address)
        if arguments.flag("delete_original"):
            self._remove(original)
        elif arguments.flag("replace_original") and original is not None:
            self._replace(original, arguments)
        else:
            self._post(arguments, channel=address.channel, user=address.user)
        address.uses += 1

    def _original(self, address: ResponseAddress) -> Message | None:
        return self.workspace.conversations[address.channel].find(address.ts) if address.ts else None

    def _remove(self, original: Message | None) -> None:
        if original is None or original.user != self.workspace.app.bot_user_id:
            raise SlackError("message_not_found")
        self.workspace.remove(original)

    def _replace(self, original: Message, arguments: Arguments) -> None:
        if original.user != self.workspace.app.bot_user_id:
            raise SlackError("cant_update_message")
        content = content_of(arguments)
        self.workspace.edit(
            original,
            text=content.text,
            blocks=content.blocks or [],
            attachments=content.attachments or [],
            edited_at=None if original.ephemeral_to else self.workspace.next_ts(),
        )

    def _post(self, arguments: Arguments, *, channel: str, user: str) -> Message:
        response_type = arguments.text("response_type", "ephemeral")
        if response_type not in ("ephemeral", "in_channel"):
            raise SlackError("invalid_response_type")
        content = content_of(arguments)
        conversation = self.workspace.conversations[channel]
        check_thread(conversation, arguments.text("thread_ts"))
        return self.workspace.post(
            Message(
                ts=self.workspace.next_ts(),
                channel=channel,
                user=self.workspace.app.bot_user_id,
                bot_id=self.workspace.app.bot_id,
                text=content.text,
                blocks=content.blocks or [],
                attachments=content.attachments or [],
                thread_ts=arguments.text("thread_ts") or None,
                ephemeral_to=user if response_type == "ephemeral" else None,
            )
        )
