"""Somebody's seat in the workspace: what tests and scripts do as that person."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.workspace.deeds import Deeds
from bot.workspace.deliveries import Delivery
from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.modal_deeds import ModalDeeds
from bot.workspace.modal_seat import ModalSeat
from bot.workspace.seed import SeedPerson

Value = TypeVar("Value")
_Run = Callable[[Coroutine[Any, Any, Any]], Any]  # Any: whatever the work returns


@dataclass(frozen=True, slots=True)
class Seat:
    """Acts as one person. Channels go by name or id; None is the direct message with the app."""

    person: SeedPerson
    deeds: Deeds
    modal_deeds: ModalDeeds
    run: _Run

    @property
    def modal(self) -> ModalSeat:
        """The modal that they have before them."""
        return ModalSeat(self.person, self.modal_deeds, self.run)

    def slash(self, command: str, text: str = "", *, channel: str | None = None) -> Delivery | None:
        """Run a slash command and wait for its acknowledgement; None when Slackbot does not know it."""
        return self._done(lambda: self.deeds.slash(self.person, self._place(channel), command, text))

    def say(self, channel: str | None, text: str, thread_ts: str | None = None) -> Message:
        """Say something; `@name` and `#channel` become mentions and addresses become links, as in Slack's composer."""
        return self._now(lambda: self.deeds.say(self.person, self._place(channel), text, thread_ts))

    def mention(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Say something to the app in a channel."""
        return self.say(channel, f"@{self.deeds.workspace.app.handle} {text}", thread_ts)

    def direct_message(self, text: str, thread_ts: str | None = None) -> Message:
        """Write to the app."""
        return self.say(None, text, thread_ts)

    def press(self, message: Message, button: str) -> Delivery | None:
        """Press a button, by its action id or its label."""
        return self._done(lambda: self.deeds.press(self.person, self._current(message), button))

    def choose(self, message: Message, action_id: str, option: object) -> Delivery | None:
        """Choose in an overflow menu or a select, by the option's value or label (for dates: the date)."""
        return self._done(lambda: self.deeds.press(self.person, self._current(message), action_id, option))

    def choose_overflow(self, message: Message, action_id: str, option: str) -> Delivery | None:
        """Choose in an overflow menu."""
        return self.choose(message, action_id, option)

    def type_ahead(self, message: Message, menu: str, typed: str) -> list[Json]:
        """Type in a menu that searches; the options, or groups of options, that it shows."""
        return self._done(lambda: self.deeds.suggestions(self.person, self._current(message), menu, typed))

    def type_ahead_in_home(self, menu: str, typed: str) -> list[Json]:
        """The same in the Home."""
        return self._done(lambda: self.deeds.suggestions_home(self.person, menu, typed))

    def shortcut(self, callback_id: str, message: Message) -> Delivery:
        """Choose a message shortcut from "More actions"."""
        return self._done(lambda: self.deeds.shortcut(self.person, callback_id, self._current(message)))

    def open_home(self, tab: str = "home") -> Delivery | None:
        """Open the app's page."""
        return self._now(lambda: self.deeds.open_home(self.person, tab))

    def press_in_home(self, button: str) -> Delivery:
        """Press a button in the Home, by its action id or its label."""
        return self._done(lambda: self.deeds.press_home(self.person, button))

    def choose_in_home(self, action_id: str, option: object) -> Delivery:
        """Choose in a menu of the Home."""
        return self._done(lambda: self.deeds.press_home(self.person, action_id, option))

    def invite_app(self, channel: str) -> None:
        """Bring the app into a channel."""
        self._now(lambda: self.deeds.invite_app(self.person, self._place(channel)))

    def join(self, channel: str) -> None:
        """Join a channel."""
        self._now(lambda: self.deeds.join(self.person, self._place(channel)))

    def share(self, channel: str, *, with_others: bool = True) -> None:
        """Share a channel with another company, or no longer (Slack Connect)."""
        self._now(lambda: self.deeds.share(self._place(channel), with_others=with_others))

    def _place(self, channel: str | None) -> Conversation:
        workspace = self.deeds.workspace
        if channel is None:
            return workspace.direct(self.person.id, workspace.app.bot_user_id)
        return workspace.channel_named(channel)

    def _current(self, message: Message) -> Message:
        """The message as it is now: an edit makes a new value."""
        return self.deeds.workspace.conversations[message.channel].find(message.ts) or message

    def _now(self, deed: Callable[[], Value]) -> Value:
        async def work() -> Value:
            return deed()

        value: Value = self.run(work())
        return value

    def _done(self, deed: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        async def work() -> Value:
            return await deed()

        value: Value = self.run(work())
        return value
