"""Label selectors, as a kube-apiserver takes them."""

import re
from collections.abc import Mapping

_SET = re.compile(r"(?P<key>[\w./-]+)\s+(?P<word>in|notin)\s+\((?P<values>[^)]*)\)")
_EQUAL = re.compile(r"(?P<key>[\w./-]+)\s*(?P<sign>==|=|!=)\s*(?P<value>[\w.-]*)")
_THERE = re.compile(r"(?P<no>!?)(?P<key>[\w./-]+)")
_BETWEEN = re.compile(r",(?![^(]*\))")


class NoSelectorError(Exception):
    """The text is none: status 400."""


def chosen(selector: str, labels: Mapping[str, str]) -> bool:
    """Whether the selector chooses what has these labels."""
    return all(_requirement(part.strip(), labels) for part in _BETWEEN.split(selector)) if selector else True


def _requirement(part: str, labels: Mapping[str, str]) -> bool:
    if found := _SET.fullmatch(part):
        values = [value.strip() for value in found["values"].split(",")]
        return (labels.get(found["key"]) in values) == (found["word"] == "in")
    if found := _EQUAL.fullmatch(part):
        return (labels.get(found["key"]) == found["value"]) == (found["sign"] != "!=")
    if found := _THERE.fullmatch(part):
        return (found["key"] in labels) != bool(found["no"])
    raise NoSelectorError(part)
