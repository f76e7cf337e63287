"""What Slack's client says below a field before it lets anybody submit a modal."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath

from bot.workspace.block_check import Json
from bot.workspace.element_values import SELECTED, SEVERAL, Values, is_empty

LONGEST_TEXT = 3000
_MOST_FILES = 10
_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ADDRESS = re.compile(r"(?:https?)://[^\s/]+\S*")


def field_faults(blocks: list[Json], values: Values) -> dict[str, str]:
    """A sentence for each input block whose field is not filled in as its element asks."""
    found = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            kept = values[block["block_id"]][element["action_id"]]
            fault = _fault(element, kept, is_optional=block.get("optional", False))
            if fault:
                found[block["block_id"]] = fault
    return found


def _fault(element: Json, kept: Json, *, is_optional: bool) -> str | None:
    if is_empty(element, kept):
        return None if is_optional else "Please complete this required field."
    value = kept[SELECTED[element["type"]]]
    if element["type"] in SEVERAL:
        return next(_list_faults(element, value), None)
    check = _CHECKS.get(element["type"])
    return next(check(element, value), None) if check else None


def _text_faults(element: Json, value: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", LONGEST_TEXT)
    if len(value) < least:
        yield f"Please enter at least {least} characters."
    if len(value) > most:
        yield f"Please enter no more than {most} characters."


def _number_faults(element: Json, value: str) -> Iterator[str]:
    if not _NUMERAL.fullmatch(value):
        yield "Please enter a valid number."
        return
    if not element["is_decimal_allowed"] and "." in value:
        yield "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        yield f"Please enter a number of {element['min_value']} or more."
    if "max_value" in element and float(value) > float(element["max_value"]):
        yield f"Please enter a number of {element['max_value']} or less."


def _mail_faults(_element: Json, value: str) -> Iterator[str]:
    if not _MAIL.fullmatch(value):
        yield "Please enter a valid email address."


def _address_faults(_element: Json, value: str) -> Iterator[str]:
    if not _ADDRESS.fullmatch(value):
        yield "Please enter a valid URL."


def _list_faults(element: Json, value: list[Json]) -> Iterator[str]:
    most = (
        element.get("max_files", _MOST_FILES) if element["type"] == "file_input" else element.get("max_selected_items")
    )
    if most is not None and len(value) > most:
        yield f"Please choose no more than {most}."
    if types := element.get("filetypes"):
        wrong = [file["name"] for file in value if PurePath(file["name"]).suffix.lstrip(".").lower() not in types]
        if wrong:
            yield f"{wrong[0]} is of another type than {', '.join(types)}."


_CHECKS: Mapping[str, Callable[[Json, str], Iterator[str]]] = {
    "plain_text_input": _text_faults,
    "number_input": _number_faults,
    "email_text_input": _mail_faults,
    "url_text_input": _address_faults,
}
