"""Judges blocks and views as Slack would, and fills in what Slack fills in."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.workspace.block_rules import BLOCKS, ELEMENTS, MESSAGE, MODAL, MOST_BLOCKS, ON_SURFACE, VIEWS
from bot.workspace.errors import SlackError
from bot.workspace.rules import ByType, ListOf, complaint
from bot.workspace.text import text_length

Json = dict[str, Any]  # Any: JSON as it came
MOST_TEXT = 13_200
MOST_MARKDOWN = 12_000
MOST_VIEW_BYTES = 250_000
_WITH_OPTIONS = ("static_select", "multi_static_select")


def checked_blocks(blocks: object) -> list[Json]:
    """A message's blocks, each with a `block_id`.

    Raises:
        SlackError: `invalid_blocks_format`, `invalid_blocks` with pointers, or `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = list(block_faults(blocks, MESSAGE, "/blocks"))
    if faults:
        raise SlackError("invalid_blocks", messages=faults)
    if text_length(blocks) > MOST_TEXT:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def checked_view(view: object, kinds: tuple[str, ...]) -> Json:
    """A view of one of these kinds, its blocks with ids.

    Raises:
        SlackError: `invalid_arguments` with pointers, or `view_too_large`.
    """
    faults = list(_view_faults(view, kinds))
    if faults:
        raise SlackError("invalid_arguments", messages=faults)
    assert isinstance(view, dict)
    if len(json.dumps(view).encode()) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    return {**view, "blocks": with_ids(view["blocks"])}


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with an id each; elements that can be acted on get theirs too."""
    return [_with_action_ids({**block, "block_id": block.get("block_id") or secrets.token_hex(3)}) for block in blocks]


def block_faults(blocks: list[Any], surface: str, at: str) -> Iterator[str]:
    """Everything that Slack would refuse in blocks for that surface."""
    kinds = ON_SURFACE[surface]
    least = 0 if surface == MESSAGE else 1
    yield from ListOf(ByType(BLOCKS, kinds), MOST_BLOCKS[surface], least).faults(blocks, at)
    sound = [(f"{at}/{index}", block) for index, block in enumerate(blocks) if isinstance(block, dict)]
    yield from _repeated_block_ids(sound)
    for where, block in sound:
        yield from _repeated_action_ids(block, where)
        for element_at, element in elements_of(block, where):
            yield from _element_faults(element, element_at, surface)
    yield from _whole_faults([block for _, block in sound], surface, at)


def elements_of(block: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Json]]:
    """A block's elements, each with its pointer."""
    places: tuple[tuple[str, object], ...] = (
        (f"{at}/accessory", block.get("accessory")),
        (f"{at}/element", block.get("element")),
        *((f"{at}/elements/{index}", element) for index, element in enumerate(_listed(block.get("elements")))),
    )
    for where, element in places:
        if isinstance(element, dict) and element.get("type") in ELEMENTS:
            yield where, element


def _view_faults(view: object, kinds: tuple[str, ...]) -> Iterator[str]:
    yield from ByType(VIEWS, kinds).faults(view, "/view")
    if not isinstance(view, dict) or view.get("type") not in kinds:
        return
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield complaint("must provide an array", "/view/blocks")
        return
    yield from block_faults(blocks, view["type"], "/view/blocks")
    yield from _focus_faults(blocks)
    if view["type"] == "modal" and "submit" not in view and any(b.get("type") == "input" for b in blocks):
        yield complaint("must define `submit` to use an `input` block in modals", "/view")


def _focus_faults(blocks: list[Any]) -> Iterator[str]:
    elements = (element for block in blocks if isinstance(block, dict) for _, element in elements_of(block))
    if sum(element.get("focus_on_load") is True for element in elements) > 1:
        yield complaint("only one element may set `focus_on_load`", "/view/blocks")


def _repeated_block_ids(blocks: list[tuple[str, Json]]) -> Iterator[str]:
    seen: set[str] = set()
    for where, block in blocks:
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield complaint(f"block_id: {name} already exists", f"{where}/block_id")
        elif isinstance(name, str):
            seen.add(name)


def _repeated_action_ids(block: Json, at: str) -> Iterator[str]:
    counts = Counter(str(element["action_id"]) for _, element in elements_of(block) if "action_id" in element)
    for name, count in counts.items():
        if count > 1:
            yield complaint(f"action_id: {name} already exists", at)


def _element_faults(element: Json, at: str, surface: str) -> Iterator[str]:
    if element["type"] in _WITH_OPTIONS and ("options" in element) == ("option_groups" in element):
        yield complaint("must define either `options` or `option_groups`", at)
    if element["type"] == "file_input" and surface != MODAL:
        yield complaint("unsupported type: file_input", f"{at}/type")
    if surface == MESSAGE and element.get("focus_on_load"):
        yield complaint("invalid additional property: focus_on_load", at)
    for least, most in (("min_length", "max_length"), ("min_value", "max_value")):
        if _is_more(element.get(least), element.get(most)):
            yield complaint(f"{least} must not be greater than {most}", f"{at}/{least}")
    options = [
        *_listed(element.get("options")),
        *(option for group in _listed(element.get("option_groups")) for option in _listed(group.get("options"))),
    ]
    values = [str(option.get("value")) for option in options if isinstance(option, dict)]
    if element["type"] != "overflow" and len(values) != len(set(values)):
        yield complaint("options must have unique values", f"{at}/options")
    initial = _listed(element.get("initial_options")) or [element[key] for key in ("initial_option",) if key in element]
    if options and any(chosen not in options for chosen in initial):
        yield complaint("initial options must match the options provided", at)


def _is_more(one: object, other: object) -> bool:
    """Whether both are numbers, or numerals, and the first is greater."""
    try:
        return float(str(one)) > float(str(other))
    except ValueError:
        return False


def _whole_faults(blocks: list[Json], surface: str, at: str) -> Iterator[str]:
    markdown = sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        yield complaint(f"markdown blocks must be less than {MOST_MARKDOWN + 1} characters together", at)
    if surface == MESSAGE and sum(block.get("type") == "table" for block in blocks) > 1:
        yield complaint("only_one_table_allowed", at)


def _with_action_ids(block: Json) -> Json:
    def named(element: object) -> object:
        if isinstance(element, dict) and element.get("type") in ELEMENTS and element["type"] != "image":
            return {**element, "action_id": element.get("action_id") or secrets.token_hex(3)}
        return element

    changed: Json = {key: named(block[key]) for key in ("accessory", "element") if key in block}
    if block["type"] == "actions":
        changed["elements"] = [named(element) for element in block["elements"]]
    return {**block, **changed}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
