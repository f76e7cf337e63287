"""Selectors of labels and fields, as a kube-apiserver takes them."""

import re
from collections.abc import Mapping

from tests.support.kubernetes.objects import Json

_SET = re.compile(r"(?P<key>[\w./-]+)\s+(?P<word>in|notin)\s+\((?P<values>[^)]*)\)")
_EQUAL = re.compile(r"(?P<key>[\w./-]+)\s*(?P<sign>==|=|!=)\s*(?P<value>[\w.-]*)")
_THERE = re.compile(r"(?P<no>!?)(?P<key>[\w./-]+)")
_BETWEEN = re.compile(r",(?![^(]*\))")


_FIELD = re.compile(r"(?P<name>[\w.]+)\s*(?P<sign>==|=|!=)\s*(?P<value>[\w./-]*)")
#: By these everything can be selected.
_USUAL = ("metadata.name", "metadata.namespace")
_FIELDS = {
    "Pod": ("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase"),
    "Event": ("involvedObject.kind", "involvedObject.name", "involvedObject.namespace", "reason", "source", "type"),
}


class NoSelectorError(Exception):
    """The text is none: status 400. It says what the cluster says."""


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
    raise NoSelectorError(f"unable to parse requirement: found '{part.rpartition(' ')[2]}', expected: an operator")


def has_fields(selector: str, item: Json) -> bool:
    """Whether the resource has these values; only few fields can be selected by."""
    return all(_field(part, item) for part in selector.split(",")) if selector else True


def _field(part: str, item: Json) -> bool:
    found = _FIELD.fullmatch(part)
    if found is None:
        raise NoSelectorError(f"invalid selector: '{part}'; can't understand '{part}'")
    name = found["name"]
    if name not in _USUAL and name not in _FIELDS.get(item["kind"], ()):
        raise NoSelectorError(_unknown(name, item["kind"]))
    value: object = item
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return (str(value or "") == found["value"]) == (found["sign"] != "!=")


def _unknown(name: str, kind: str) -> str:
    """Older kinds have words of their own."""
    if kind in _FIELDS:
        return f"field label not supported: {name}"
    return f'"{name}" is not a known field selector: only "metadata.name", "metadata.namespace"'
