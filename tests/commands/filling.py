"""Filling in forms, as a person in Slack would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commands import dispatch, kit
from commands.ask import Answer, Ask, Channel, Modal, Option, Press, Reaction, Submission, Submitted, Surface, Typing
from tests.commands.asking import NOW, Somebody

State = dict[str, Any]  # Any: Slack's JSON

_TYPED = ("plain_text_input", "url_text_input", "email_text_input", "number_input")
_CHOSEN = ("static_select", "external_select", "radio_buttons")
_SEVERAL = ("multi_static_select", "multi_external_select", "checkboxes")


@dataclass(frozen=True)
class Window:
    """A window of Slack's with a form in it, and what somebody has put into its fields so far."""

    somebody: Somebody
    modal: Modal
    given: Mapping[str, Any] = field(default_factory=dict)  # Any: by label, what is put in

    def __post_init__(self) -> None:
        assert kit.modal_faults(self.modal) == []

    @property
    def labels(self) -> list[str]:
        """The fields that one sees, in their order."""
        return [block["label"]["text"] for block in self.modal.blocks if block["type"] == "input"]

    @property
    def text(self) -> str:
        """All that one reads, but for the fields."""
        return kit.plain(Answer("", self.modal.blocks))

    @property
    def buttons(self) -> list[str]:
        return [element["text"]["text"] for element in self._buttons()]

    def holds(self, label: str) -> object:
        """What stands in a field."""
        block = self._field(label)
        state = self._state(block)
        return next((value for key, value in state.items() if key != "type"), None)

    def with_(self, **given: object) -> "Window":
        """The same with these fields filled in, by their label with `_` for blanks."""
        named = {label.replace("_", " "): value for label, value in given.items()}
        return replace(self, given={**self.given, **named})

    def submits(self) -> Submitted:
        """What sending it leads to."""
        sent = Submission(self.modal.callback_id, self._values(), self.somebody.person, NOW, "V0", self.modal.metadata)
        return dispatch.submit(sent, self.somebody.services)

    def goes_on(self) -> "Window":
        """The window after sending it."""
        submitted = self.submits()
        assert submitted.shows is not None, submitted
        return Window(self.somebody, submitted.shows)

    def presses(self, label: str) -> "Window":
        """The window after a button."""
        reaction = self.reacts(label)
        assert reaction.modal is not None, reaction
        return Window(self.somebody, reaction.modal)

    def reacts(self, label: str) -> Reaction:
        element = next(each for each in self._buttons() if each["text"]["text"] == label)
        return self._pressed(element["action_id"], element["value"])

    def changes(self, label: str, value: object) -> "Window":
        """The window after a field that others depend on has changed."""
        changed = replace(self, given={**self.given, label: value})
        block = self._field(label)
        assert block.get("dispatch_action"), f"nothing depends on {label}"
        reaction = changed._pressed(block["element"]["action_id"], "")
        assert reaction.modal is not None, reaction
        return Window(self.somebody, reaction.modal)

    def offers(self, label: str, typed: str = "") -> tuple[Option, ...]:
        """What the menu of a field offers while one types."""
        block = self._field(label)
        typing = Typing(
            action_id=block["element"]["action_id"],
            typed=typed,
            person=self.somebody.person,
            block_id=block["block_id"],
            callback_id=self.modal.callback_id,
            metadata=self.modal.metadata,
            values=self._values(),
        )
        return tuple(dispatch.options(typing, self.somebody.services))

    def _pressed(self, action_id: str, value: str) -> Reaction:
        press = Press(
            action_id, value, self.somebody.person, Surface.FORM, NOW, values=self._values(), view_id="V0",
            callback_id=self.modal.callback_id, metadata=self.modal.metadata,
        )  # fmt: skip
        return dispatch.react(press, self.somebody.services)

    def _buttons(self) -> Iterator[Mapping[str, Any]]:
        for block in self.modal.blocks:
            elements = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
            yield from (element for element in elements if element["type"] == "button")

    def _field(self, label: str) -> Mapping[str, Any]:
        return next(block for block in self.modal.blocks if block.get("label", {}).get("text") == label)

    def _values(self) -> dict[str, dict[str, State]]:
        fields = [block for block in self.modal.blocks if block["type"] == "input"]
        unknown = set(self.given) - set(self.labels)
        assert not unknown, f"there is no field {unknown} among {self.labels}"
        return {block["block_id"]: {block["element"]["action_id"]: self._state(block)} for block in fields}

    def _state(self, block: Mapping[str, Any]) -> State:
        element, label = block["element"], block["label"]["text"]
        return _state(element, self.given[label]) if label in self.given else _initial(element)


def opens(somebody: Somebody, words: str, channel: str = "C1") -> Window:
    """The window that a slash command opens."""
    ask = Ask(words, somebody.person, Surface.SLASH, NOW, Channel(channel))
    assert dispatch.EVERYTHING.opens_form(ask), f"{words} opens no form"
    found = dispatch.form(ask, somebody.services)
    assert isinstance(found, Modal), found
    return Window(somebody, found)


def _initial(element: Mapping[str, Any]) -> State:
    kind = element["type"]
    if kind in _TYPED:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in _CHOSEN:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _SEVERAL:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    return {"type": kind, "selected_conversation": element.get("initial_conversation")}


def _state(element: Mapping[str, Any], value: Any) -> State:  # Any: text, or several
    kind = element["type"]
    if kind in _TYPED:
        return {"type": kind, "value": value}
    if kind in _CHOSEN:
        return {"type": kind, "selected_option": _option(element, value)}
    if kind in _SEVERAL:
        return {"type": kind, "selected_options": [_option(element, each) for each in value]}
    return {"type": kind, "selected_conversation": value}


def _option(element: Mapping[str, Any], label: str) -> State:
    shown = element.get("options", ())
    found = next((option for option in shown if option["text"]["text"] == label), None)
    return dict(found) if found else {"text": {"type": "plain_text", "text": label}, "value": label}
