"""The modals that people have open: each person's stack of them, what stands in their fields, and how they change."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.block_check import checked_view, elements_of
from bot.workspace.capabilities import Trigger
from bot.workspace.element_values import SELECTED, Values, initial_values, is_empty
from bot.workspace.errors import SlackError
from bot.workspace.messages import Json
from bot.workspace.state import Clock

MOST_STACKED = 3


@dataclass(slots=True)
class OpenModal:
    """One modal that somebody has before them.

    `errors` stand below its blocks, `trouble` above all of them.
    """

    id: str
    user: str
    view: Json
    hash: str
    values: Values
    channel: str | None = None
    previous: str | None = None
    root: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """What is in it."""
        return list(self.view["blocks"])

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.view["title"]["text"])


@dataclass(slots=True)
class Modals:
    """Everybody's stacks of open modals. The last one is the one that they see."""

    clock: Clock
    _stacks: dict[str, list[OpenModal]] = field(default_factory=dict)

    def top(self, user: str) -> OpenModal | None:
        """What somebody sees."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def stack(self, user: str) -> list[OpenModal]:
        """All that somebody has open, the one before them last."""
        return list(self._stacks.get(user, ()))

    def find(self, view_id: str, external_id: str = "") -> OpenModal | None:
        """The open modal of that id, or with that external id."""
        return next(
            (
                modal
                for modal in self._all()
                if modal.id == view_id or (external_id and modal.view.get("external_id") == external_id)
            ),
            None,
        )

    def open(self, trigger: Trigger, given: object) -> OpenModal:
        """A new modal before everything else; what was open before is gone.

        Raises:
            SlackError: as `views.open` refuses a view.
        """
        view = self._checked(given)
        modal = self._made(trigger.user, view, trigger.channel)
        modal.root = modal.id
        self._stacks[trigger.user] = [modal]
        return modal

    def push(self, user: str, given: object) -> OpenModal:
        """A modal on top of what somebody has open.

        Raises:
            SlackError: `not_found` where nothing is open, `push_limit_reached`, or as `views.push` refuses a view.
        """
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        view = self._checked(given)
        if len(stack) >= MOST_STACKED:
            raise SlackError("push_limit_reached")
        modal = self._made(user, view, stack[-1].channel)
        modal.previous, modal.root = stack[-1].id, stack[0].id
        stack.append(modal)
        return modal

    def update(self, modal: OpenModal, given: object, *, expected: str = "") -> None:
        """Another view in its place. Fields of the same block and action keep what stands in them.

        Raises:
            SlackError: `hash_conflict`, or as `views.update` refuses a view.
        """
        view = self._checked(given, instead_of=modal)
        if expected and expected != modal.hash:
            raise SlackError("hash_conflict")
        modal.values = _carried_over(modal, view)
        modal.view, modal.hash = view, self._new_hash()
        modal.errors, modal.trouble = {}, ""

    def close(self, modal: OpenModal) -> None:
        """Away with it, and with what stands on top of it."""
        stack = self._stacks.get(modal.user, [])
        if modal in stack:
            del stack[stack.index(modal) :]

    def clear(self, user: str) -> None:
        """Away with all of them."""
        self._stacks.pop(user, None)

    def _all(self) -> list[OpenModal]:
        return [modal for stack in self._stacks.values() for modal in stack]

    def _checked(self, given: object, *, instead_of: OpenModal | None = None) -> Json:
        view = checked_view(given, ("modal",))
        external = view.get("external_id")
        if external and any(
            modal.view.get("external_id") == external for modal in self._all() if modal is not instead_of
        ):
            raise SlackError("duplicate_external_id")
        return view

    def _made(self, user: str, view: Json, channel: str | None) -> OpenModal:
        values = initial_values(view["blocks"], current_conversation=channel)
        return OpenModal(f"V0{secrets.token_hex(5).upper()}", user, view, self._new_hash(), values, channel)

    def _new_hash(self) -> str:
        return f"{int(self.clock.now())}.{secrets.token_hex(4)}"


def _carried_over(modal: OpenModal, view: Json) -> Values:
    """What stands in the fields after an update: what stood there, where the field is still there and still takes it."""
    values = initial_values(view["blocks"], current_conversation=modal.channel)
    for block in view["blocks"]:
        for _, element in elements_of(block):
            before = modal.values.get(block["block_id"], {}).get(element.get("action_id", ""))
            if before is not None and before["type"] == element["type"] and _is_still_there(element, before):
                values[block["block_id"]][element["action_id"]] = before
    return values


def _is_still_there(element: Json, kept: Json) -> bool:
    """Whether all that was chosen can still be chosen."""
    if is_empty(element, kept) or not (element.get("options") or element.get("option_groups")):
        return not is_empty(element, kept)
    chosen: Any = kept[SELECTED[element["type"]]]
    there = options_of(element)
    return all(option in there for option in (chosen if isinstance(chosen, list) else [chosen]))


def options_of(element: Json) -> list[Json]:
    """The options of a menu, those in groups included."""
    groups = (option for group in element.get("option_groups", ()) for option in group["options"])
    return [*element.get("options", ()), *groups]
