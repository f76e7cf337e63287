"""What a press of a button, or a choice in a menu, says: the action object of a block_actions payload."""

from collections.abc import Iterable

from bot.workspace.block_check import elements_of
from bot.workspace.element_values import SELECTED, SEVERAL, kept_value
from bot.workspace.messages import Json
from bot.workspace.modals import options_of


class NothingThereError(LookupError):
    """There is nothing like that to press in the message."""


def find_element(blocks: Iterable[Json], wanted: str) -> tuple[Json, Json]:
    """The block and element with that action id, or whose button says that.

    Raises:
        NothingThereError: names what could have been pressed.
    """
    seen: list[str] = []
    for block in blocks:
        for _, element in elements_of(block):
            label = element.get("text", {}).get("text", "") if element["type"] == "button" else ""
            if wanted in (element.get("action_id"), label):
                return block, element
            seen.append(label or str(element.get("action_id")))
    raise NothingThereError(f"no {wanted!r} here; there is {', '.join(seen) or 'nothing to press'}")


def action_of(block: Json, element: Json, *, at: str, value: object = None) -> Json:
    """The action object of a button, or of an overflow menu in which `value` was chosen.

    Raises:
        NothingThereError: the menu has no such option.
    """
    if element["type"] == "button":
        pressed: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    else:
        pressed = {"selected_option": _option(element, value)}
    return held_action(block, element, pressed, at=at)


def held_action(block: Json, element: Json, kept: Json, *, at: str) -> Json:
    """The action object of an element that holds this now."""
    about = {"block_id": block["block_id"], "action_id": element["action_id"], "action_ts": at}
    return {"type": element["type"], **about, **{key: value for key, value in kept.items() if key != "type"}}


def chosen(element: Json, value: object, *, options: list[Json] | None = None) -> Json:
    """What `state.values` keeps for an element after that choice. `options` are those of a menu that searches.

    Raises:
        NothingThereError: the menu has no such option.
    """
    key = SELECTED[element["type"]]
    if value is None:
        return kept_value(element, None)
    if key == "selected_option":
        return kept_value(element, _option(element, value, options))
    if key == "selected_options":
        several = value if isinstance(value, list) else [value]
        return kept_value(element, [_option(element, one, options) for one in several])
    if element["type"] in SEVERAL and not isinstance(value, list):
        return kept_value(element, [value])
    return kept_value(element, value)


def keeps_value(element: Json) -> bool:
    """The element's choice is part of `state.values`."""
    return element["type"] in SELECTED


def _option(element: Json, value: object, known: list[Json] | None = None) -> Json:
    options = options_of(element) if known is None else known
    for option in options:
        if value in (option.get("value"), option["text"]["text"]):
            return option
    raise NothingThereError(f"no option {value!r}; there is {', '.join(o['text']['text'] for o in options)}")
