"""Somebody before an open modal: what tests and scripts do there as that person."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.workspace.deliveries import Delivery
from bot.workspace.messages import Json, shown_in
from bot.workspace.modal_deeds import ModalDeeds
from bot.workspace.modals import OpenModal
from bot.workspace.seed import SeedPerson

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ModalSeat:
    """Acts on the modal that one person has before them: the last one, where several are stacked."""

    person: SeedPerson
    deeds: ModalDeeds
    run: Callable[[Coroutine[Any, Any, Any]], Any]  # Any: whatever the work returns

    @property
    def current(self) -> OpenModal:
        """The modal as it is now. Raises RefusedError when there is none."""
        return self.deeds.top(self.person)

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.current.title

    @property
    def shown(self) -> str:
        """All that a person reads in it, line by line, with the sentences below its fields."""
        modal = self.current
        return "\n".join(filter(None, (modal.title, modal.trouble, shown_in(modal.blocks), *modal.errors.values())))

    @property
    def errors(self) -> dict[str, str]:
        """The sentences below its fields, by block id."""
        return dict(self.current.errors)

    @property
    def values(self) -> dict[str, dict[str, Json]]:
        """What stands in its fields, as the app will read it."""
        return self.current.values

    def fill(self, field: str, value: Any, *, enter: bool = False) -> Delivery | None:  # Any: whatever the field keeps
        """Fill in a field or choose in a menu, by its label, action id or block id; what the app heard of it.

        Choices go by their value or label, people by their handle, channels by their name; None empties the field.
        """
        return self._done(lambda: self.deeds.fill(self.person, field, value, enter=enter))

    def attach(self, field: str, name: str, content: bytes) -> Delivery | None:
        """Bring a file to a field that takes files."""
        return self._done(lambda: self.deeds.attach(self.person, field, name, content))

    def press(self, button: str) -> Delivery | None:
        """Press a button, by its action id or label."""
        return self._done(lambda: self.deeds.press(self.person, button))

    def choose(self, menu: str, option: object) -> Delivery | None:
        """Choose in an overflow menu, or in any other."""
        return self._done(lambda: self.deeds.press(self.person, menu, option))

    def type_ahead(self, menu: str, typed: str) -> list[Json]:
        """Type in a menu that searches; the options, or groups of options, that it shows."""
        return self._done(lambda: self.deeds.suggestions(self.person, menu, typed))

    def search(self, menu: str, typed: str, option: str) -> Delivery | None:
        """Type in a menu that searches and choose what it shows."""
        self.type_ahead(menu, typed)
        return self.fill(menu, option)

    def submit(self) -> Delivery | None:
        """Submit; None when Slack's client kept it back, with the reasons in `errors`."""
        return self._done(lambda: self.deeds.submit(self.person))

    def close(self) -> Delivery | None:
        """Press its close button, or go back to the one below; what the app heard of it."""
        return self._done(lambda: self.deeds.close(self.person))

    def close_all(self) -> Delivery | None:
        """Press the cross."""
        return self._done(lambda: self.deeds.close_all(self.person))

    def _done(self, deed: Callable[[], Awaitable[Value]]) -> Value:
        async def work() -> Value:
            return await deed()

        value: Value = self.run(work())
        return value
