"""What people do with a modal that is open: fill it in, press, search, submit, go back, close."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.workspace.block_check import elements_of
from bot.workspace.capabilities import ResponseAddresses, Triggers
from bot.workspace.deeds import RefusedError
from bot.workspace.deliveries import Courier, Delivery, Kind
from bot.workspace.errors import SlackError
from bot.workspace.field_check import field_faults
from bot.workspace.files import Files
from bot.workspace.messages import Json
from bot.workspace.modals import Modals, OpenModal
from bot.workspace.payloads import Payloads
from bot.workspace.presses import NothingThereError, action_of, chosen, held_action, keeps_value
from bot.workspace.rules import complaint
from bot.workspace.seed import SeedPerson
from bot.workspace.state import Workspace
from bot.workspace.suggestions import Suggestions
from bot.workspace.web_call import ApiCall

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack's client says when the app did not answer a submission, or not in a way that Slack takes."""

_TYPED = ("plain_text_input", "number_input", "url_text_input", "email_text_input")


@dataclass(frozen=True, slots=True)
class ModalDeeds:
    """Everything a person can do with their modals. Runs on the server's event loop."""

    workspace: Workspace
    payloads: Payloads
    courier: Courier
    triggers: Triggers
    addresses: ResponseAddresses
    modals: Modals
    files: Files
    calls: list[ApiCall]
    searching: Suggestions
    base_url: str

    def top(self, person: SeedPerson) -> OpenModal:
        """The modal that they see.

        Raises:
            RefusedError: there is none.
        """
        modal = self.modals.top(person.id)
        if modal is None:
            raise RefusedError(f"{person.name} has no modal open")
        return modal

    async def fill(self, person: SeedPerson, wanted: str, value: Any, *, enter: bool = False) -> Delivery | None:
        """Fill in a field or choose in a menu; what the app hears of it. `enter`: press Enter in a text field.

        `wanted` is an action id, a block id or a field's label; `value` an option's value or label, a list of them, a
        person's handle, a channel's name, a date, a text; None empties it.

        Raises:
            RefusedError, NothingThereError: there is no such field, or it has no such option.
        """
        modal = self.top(person)
        block, element = _found(modal.blocks, wanted)
        if not keeps_value(element):
            raise NothingThereError(f"{wanted!r} is no field")
        choices = self.searching.choices(modal, (block, element), modal.values)
        kept = chosen(element, self._meant(element, value), options=choices)
        modal.values[block["block_id"]][element["action_id"]] = kept
        modal.errors.pop(block["block_id"], None)
        self.workspace.changed()
        if not _is_heard(block, element, enter=enter):
            return None
        return await self._tell(person, modal, held_action(block, element, kept, at=self.workspace.next_ts()))

    async def attach(self, person: SeedPerson, wanted: str, name: str, content: bytes) -> Delivery | None:
        """Bring a file to a field that takes files."""
        modal = self.top(person)
        block, element = _found(modal.blocks, wanted)
        if element["type"] != "file_input":
            raise NothingThereError(f"{wanted!r} takes no files")
        file = self.files.receive(name, content, user=person.id, at=self.workspace.clock.now())
        kept = modal.values[block["block_id"]][element["action_id"]]
        return await self.fill(person, wanted, [*kept["files"], file])

    async def press(self, person: SeedPerson, wanted: str, value: Any = None) -> Delivery | None:
        """Press a button, or choose in an overflow menu or any other menu."""
        modal = self.top(person)
        block, element = _found(modal.blocks, wanted)
        if keeps_value(element):
            return await self.fill(person, wanted, value)
        return await self._tell(person, modal, action_of(block, element, at=self.workspace.next_ts(), value=value))

    async def suggestions(self, person: SeedPerson, wanted: str, typed: str) -> list[Json]:
        """What a menu that searches shows for what was typed."""
        modal = self.top(person)
        return await self.searching.ask(person, modal, _found(modal.blocks, wanted), typed)

    async def submit(self, person: SeedPerson) -> Delivery | None:
        """Submit; None when the client kept it back, with the reasons below the fields.

        Raises:
            RefusedError: the modal has nothing to submit.
        """
        modal = self.top(person)
        if "submit" not in modal.view:
            raise RefusedError(f"“{modal.title}” has nothing to submit")
        modal.trouble, modal.errors = "", field_faults(modal.blocks, modal.values)
        self.workspace.changed()
        if modal.errors:
            return None
        payload = self.payloads.view_submission(
            person,
            modal,
            trigger_id=self._trigger(person, modal),
            response_urls=self._response_urls(person, modal),
        )
        delivery = await self.courier.bring(Kind.INTERACTION, payload)
        self._answered(modal, delivery)
        self.workspace.changed()
        return delivery

    async def close(self, person: SeedPerson) -> Delivery | None:
        """Press the modal's close button, or go back where it stands on another. What the app hears of it."""
        modal = self.top(person)
        if modal.view.get("clear_on_close"):
            return await self.close_all(person)
        self.modals.close(modal)
        self.workspace.changed()
        return await self._say_closed(person, modal, is_cleared=False)

    async def close_all(self, person: SeedPerson) -> Delivery | None:
        """Press the cross, which takes all of them away. What the app hears of the one before them."""
        self.top(person)
        stack = self.modals.stack(person.id)
        self.modals.clear(person.id)
        self.workspace.changed()
        heard = [await self._say_closed(person, modal, is_cleared=True) for modal in reversed(stack)]
        return heard[0]

    async def _say_closed(self, person: SeedPerson, modal: OpenModal, *, is_cleared: bool) -> Delivery | None:
        if not modal.view.get("notify_on_close"):
            return None
        payload = self.payloads.view_closed(person, modal, is_cleared=is_cleared)
        return await self.courier.bring(Kind.INTERACTION, payload)

    async def _tell(self, person: SeedPerson, modal: OpenModal, action: Json) -> Delivery:
        payload = self.payloads.modal_actions(person, action, modal, trigger_id=self._trigger(person, modal))
        return await self.courier.bring(Kind.INTERACTION, payload)

    def _meant(self, element: Json, value: Any) -> Any:
        """People by their handle, channels by their name."""
        if isinstance(value, list):
            return [self._meant(element, one) for one in value]
        if value is None or not isinstance(value, str):
            return value
        if element["type"].endswith("users_select"):
            return self.workspace.person_named(value).id
        if element["type"].endswith(("channels_select", "conversations_select")):
            return self.workspace.channel_named(value).id
        return value

    def _answered(self, modal: OpenModal, delivery: Delivery) -> None:
        """Do what the app answered to a submission."""
        body = delivery.body
        if delivery.error:
            modal.trouble = TROUBLE
            return
        given = body if isinstance(body, Mapping) else {}
        try:
            self._do(modal, given if body not in (None, "") else {})
            if body not in (None, "") and not isinstance(body, Mapping):
                raise SlackError("invalid_response")
        except SlackError as refusal:
            self.calls.append(ApiCall("view_submission", given, refusal.body()))
            modal.trouble = TROUBLE
            return
        if given:
            self.calls.append(ApiCall("view_submission", given, {"ok": True}))

    def _do(self, modal: OpenModal, given: Mapping[str, Any]) -> None:
        match given.get("response_action"):
            case None if not given:
                self.modals.close(modal)
            case "clear":
                self.modals.clear(modal.user)
            case "update":
                self.modals.update(modal, given.get("view"))
            case "push":
                self.modals.push(modal.user, given.get("view"))
            case "errors":
                modal.errors = _checked_errors(modal, given.get("errors"))
            case _:
                raise SlackError("invalid_response")

    def _trigger(self, person: SeedPerson, modal: OpenModal) -> str:
        return self.triggers.issue(self.workspace.seed.team.id, person.id, channel=modal.channel, view=modal.id)

    def _response_urls(self, person: SeedPerson, modal: OpenModal) -> list[Json]:
        """Addresses for the conversations that were chosen in menus which ask for one."""
        team, urls = self.workspace.seed.team.id, []
        for block in modal.blocks:
            element = block.get("element", {})
            if not element.get("response_url_enabled"):
                continue
            kept = modal.values[block["block_id"]][element["action_id"]]
            channel = kept.get("selected_conversation") or kept.get("selected_channel")
            if channel:
                address = self.addresses.issue("actions", team, channel=channel, user=person.id)
                where = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                urls.append({**where, "response_url": self.base_url + address.path})
        return urls


def _found(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    """The block and element of that action id, block id, label, or whose button says that.

    Raises:
        NothingThereError: names what there is.
    """
    seen: list[str] = []
    for block in blocks:
        label = block.get("label", {}).get("text", "")
        for _, element in elements_of(block):
            says = element.get("text", {}).get("text", "") if element["type"] == "button" else label
            if wanted in (element.get("action_id"), says) or (wanted == block["block_id"] and "element" in block):
                return block, element
            seen.append(says or str(element.get("action_id")))
    raise NothingThereError(f"no {wanted!r} here; there is {', '.join(seen) or 'nothing to fill in'}")


def _is_heard(block: Json, element: Json, *, enter: bool) -> bool:
    """Whether the app hears of it before the modal is submitted."""
    if block["type"] != "input":
        return True
    if not block.get("dispatch_action"):
        return False
    if element["type"] not in _TYPED:
        return True
    when = element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return ("on_enter_pressed" in when and enter) or "on_character_entered" in when


def _checked_errors(modal: OpenModal, given: object) -> dict[str, str]:
    """The sentences below fields, as Slack takes them.

    Raises:
        SlackError: there are none, or one is for a block that is no input of this modal.
    """
    inputs = {block["block_id"] for block in modal.blocks if block["type"] == "input"}
    if not isinstance(given, Mapping) or not given:
        raise SlackError("invalid_response", messages=[complaint("missing required field: errors", "/errors")])
    faults = [complaint("no input block has this id", f"/errors/{name}") for name in given if name not in inputs]
    faults += [
        complaint("must provide a string", f"/errors/{name}") for name, text in given.items() if not _is_said(text)
    ]
    if faults:
        raise SlackError("invalid_response", messages=faults)
    return dict(given)


def _is_said(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())
