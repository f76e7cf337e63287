"""Slack's limits on blocks, checked before anything is sent: each fault with its pointer, in words."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from commands.ask import Block, Modal

Node = Mapping[str, Any]  # Any: Block Kit's JSON

Surface = Literal["message", "home", "modal"]

#: Slack refuses a message somewhere above 13,000 characters, with an error that helps nobody; we stay well below.
TEXT_BUDGET = 10_000
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "home": 100, "modal": 100}
_ID_LIMIT = 255


@dataclass(frozen=True, slots=True)
class _Shape:
    """What Slack demands of one type of block or element: text lengths, list lengths, and fields that must be there."""

    texts: Mapping[str, int]
    lists: Mapping[str, int]
    needs_one_of: tuple[str, ...] = ()


_BLOCKS: Mapping[str, _Shape] = {
    "section": _Shape({"text": 3000}, {"fields": 10}, ("text", "fields")),
    "header": _Shape({"text": 150}, {}, ("text",)),
    "context": _Shape({}, {"elements": 10}, ("elements",)),
    "actions": _Shape({}, {"elements": 25}, ("elements",)),
    "input": _Shape({"label": 2000, "hint": 2000}, {}, ("label",)),
    "image": _Shape({"title": 2000, "alt_text": 2000, "image_url": 3000}, {}, ("image_url", "slack_file")),
    "divider": _Shape({}, {}),
}
_ELEMENTS: Mapping[str, _Shape] = {
    "button": _Shape({"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75}, {}, ("text",)),
    "overflow": _Shape({}, {"options": 5}, ("options",)),
    "static_select": _Shape({"placeholder": 150}, {"options": 100, "option_groups": 100}, ("options", "option_groups")),
    "multi_static_select": _Shape({"placeholder": 150}, {"options": 100}, ("options", "option_groups")),
    "external_select": _Shape({"placeholder": 150}, {}),
    "multi_external_select": _Shape({"placeholder": 150}, {}),
    "radio_buttons": _Shape({}, {"options": 10}, ("options",)),
    "checkboxes": _Shape({}, {"options": 10}, ("options",)),
    "plain_text_input": _Shape({"placeholder": 150}, {}),
    "number_input": _Shape({"placeholder": 150}, {}),
    "url_text_input": _Shape({"placeholder": 150}, {}),
    "email_text_input": _Shape({"placeholder": 150}, {}),
    "datepicker": _Shape({"placeholder": 150}, {}),
    "timepicker": _Shape({"placeholder": 150}, {}),
    "datetimepicker": _Shape({}, {}),
    "users_select": _Shape({"placeholder": 150}, {}),
    "multi_users_select": _Shape({"placeholder": 150}, {}),
    "conversations_select": _Shape({"placeholder": 150}, {}),
    "multi_conversations_select": _Shape({"placeholder": 150}, {}),
    "channels_select": _Shape({"placeholder": 150}, {}),
    "multi_channels_select": _Shape({"placeholder": 150}, {}),
    "file_input": _Shape({}, {}),
}
_OPTION = _Shape({"text": 75, "value": 150, "description": 75, "url": 3000}, {}, ("text",))
_FIELD_LIMIT = 2000
_MODAL_WORD_LIMIT = 24
_METADATA_LIMIT = 3000
_VIEW_BYTES = 250_000
_LEAVES = (str, int, float, type(None))


def faults(blocks: Sequence[Block], *, surface: Surface = "message") -> list[str]:
    """What Slack would refuse in these blocks, each as `/blocks/2/elements/0/text: what is wrong`; empty when all is well."""
    found = list(_count_faults(blocks, surface))
    for index, block in enumerate(blocks):
        found.extend(_block_faults(block, f"/blocks/{index}"))
    found.extend(_repeated("block_id", [block["block_id"] for block in blocks if "block_id" in block], "/blocks"))
    return found


def modal_faults(modal: Modal) -> list[str]:
    """What Slack would refuse in a modal."""
    found = faults(modal.blocks, surface="modal")
    for name, word in (("title", modal.title), ("close", modal.close), ("submit", modal.submit)):
        if word is not None:
            found.extend(_text_faults(word, _MODAL_WORD_LIMIT, f"/{name}"))
    if modal.submit is None and any(block.get("type") == "input" for block in modal.blocks):
        found.append("/submit: a form with fields needs a button to submit it")
    if len(modal.metadata) > _METADATA_LIMIT:
        found.append(f"/private_metadata: {len(modal.metadata)} characters, Slack takes at most {_METADATA_LIMIT}")
    if not found and len(json.dumps(list(modal.blocks)).encode()) > _VIEW_BYTES - 2 * _METADATA_LIMIT:
        found.append(f"/blocks: larger than the {_VIEW_BYTES} bytes that Slack takes")
    return found


def fits(blocks: Sequence[Block], *, surface: Surface = "message") -> bool:
    """Slack would take these blocks."""
    return not faults(blocks, surface=surface)


def text_length(node: object) -> int:
    """All the text that a person could read in it, in characters."""
    if isinstance(node, _LEAVES):  # first, as most are
        return 0
    if isinstance(node, Mapping):
        own = node.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(text_length, node.values()))
    return sum(map(text_length, node)) if isinstance(node, list | tuple) else 0


def _count_faults(blocks: Sequence[Block], surface: Surface) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"/blocks: {len(blocks)} blocks, a {surface} takes at most {MOST_BLOCKS[surface]}"
    if surface == "message" and (length := text_length(blocks)) > TEXT_BUDGET:
        yield f"/blocks: {length} characters of text, the budget is {TEXT_BUDGET}"


def _block_faults(block: Node, at: str) -> Iterator[str]:
    shape = _BLOCKS.get(block.get("type", ""))
    if shape is None:
        yield f"{at}/type: {block.get('type')!r} is no block that we know"
        return
    yield from _shape_faults(block, shape, at)
    for index, field in enumerate(block.get("fields", ())):
        yield from _text_faults(field, _FIELD_LIMIT, f"{at}/fields/{index}")
    for place, element in _elements(block, at):
        yield from _element_faults(element, place)
    ids = [element["action_id"] for _, element in _elements(block, at) if "action_id" in element]
    yield from _repeated("action_id", ids, at)
    yield from _id_faults(block, "block_id", at)


def _elements(block: Node, at: str) -> Iterator[tuple[str, Node]]:
    for index, element in enumerate(block.get("elements", ())):
        yield f"{at}/elements/{index}", element
    for key in ("accessory", "element"):
        if key in block:
            yield f"{at}/{key}", block[key]


def _element_faults(element: Node, at: str) -> Iterator[str]:
    kind = element.get("type", "")
    if kind in ("mrkdwn", "plain_text"):
        yield from _text_faults(element, 3000, at)
        return
    shape = _ELEMENTS.get(kind) or _BLOCKS.get(kind)
    if shape is None:
        yield f"{at}/type: {kind!r} is no element that we know"
        return
    yield from _shape_faults(element, shape, at)
    yield from _id_faults(element, "action_id", at)
    for index, option in enumerate(element.get("options", ())):
        yield from _shape_faults(option, _OPTION, f"{at}/options/{index}")


def _shape_faults(node: Node, shape: _Shape, at: str) -> Iterator[str]:
    if shape.needs_one_of and not any(node.get(key) for key in shape.needs_one_of):
        yield f"{at}: needs {' or '.join(shape.needs_one_of)}"
    for key, limit in shape.texts.items():
        if key in node:
            yield from _text_faults(node[key], limit, f"{at}/{key}")
    for key, most in shape.lists.items():
        if key in node and not 1 <= len(node[key]) <= most:
            yield f"{at}/{key}: {len(node[key])} entries, Slack takes 1 to {most}"


def _text_faults(value: Node | str, limit: int, at: str) -> Iterator[str]:
    text = value if isinstance(value, str) else value.get("text", "")
    if not text.strip():
        yield f"{at}: empty text"
    elif len(text) > limit:
        yield f"{at}: {len(text)} characters, Slack takes at most {limit}"


def _id_faults(node: Node, key: str, at: str) -> Iterator[str]:
    if key in node and not 1 <= len(node[key]) <= _ID_LIMIT:
        yield f"{at}/{key}: {len(node[key])} characters, Slack takes 1 to {_ID_LIMIT}"


def _repeated(key: str, ids: Sequence[str], at: str) -> Iterator[str]:
    for value, times in Counter(ids).items():
        if times > 1:
            yield f"{at}: {key} {value!r} is used {times} times"
