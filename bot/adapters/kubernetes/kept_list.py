"""A list that is kept current by what a cluster tells of changes, small enough to keep many of."""

import json
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from bot.adapters.json_values import Json, part

#: What nobody is told of and takes most of the room.
_HEAVY_OF_METADATA = ("managedFields",)
_HEAVY_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"
_HEAVY_OF_CONTAINERS = ("env", "envFrom", "volumeMounts", "command", "args")

_Key = tuple[str, str]


class KeptList:
    """Resources by their names, each as text: half of what they take as objects. Safe to use from several threads."""

    def __init__(self, items: Iterable[Json], version: str) -> None:
        """`version` is the cluster's own number of the moment at which they were so."""
        self.version = version
        self._lock = threading.Lock()
        self._items: dict[_Key, bytes] = {_key(each): _packed(each) for each in items}
        self._size = sum(map(len, self._items.values()))

    @property
    def size(self) -> int:
        """Bytes."""
        return self._size

    def items(self) -> list[Json]:
        """All of them, as they are now."""
        with self._lock:
            packed = list(self._items.values())
        return [json.loads(each) for each in packed]

    def take(self, event: Mapping[str, Any]) -> None:  # Any: JSON
        """Something was added, changed or deleted, or only the number has risen (a bookmark)."""
        changed = event["object"]
        with self._lock:
            self.version = str(part(changed, "metadata").get("resourceVersion") or self.version)
            if event["type"] == "BOOKMARK":
                return
            self._size -= len(self._items.pop(_key(changed), b""))
            if event["type"] in ("ADDED", "MODIFIED"):
                packed = self._items[_key(changed)] = _packed(changed)
                self._size += len(packed)


def _key(item: Json) -> _Key:
    metadata = part(item, "metadata")
    return str(metadata.get("namespace") or ""), str(metadata.get("name") or "")


def _packed(item: Json) -> bytes:
    return json.dumps(_light(item), separators=(",", ":")).encode()


def _light(item: Json) -> Json:
    metadata = {name: value for name, value in part(item, "metadata").items() if name not in _HEAVY_OF_METADATA}
    notes = part(metadata, "annotations")
    if _HEAVY_ANNOTATION in notes:
        metadata["annotations"] = {name: value for name, value in notes.items() if name != _HEAVY_ANNOTATION}
    light = {**item, "metadata": metadata}
    return {**light, "spec": _light_pod(part(item, "spec"))} if item.get("kind") in (None, "Pod") else light


def _light_pod(spec: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON
    containers = spec.get("containers")
    if not isinstance(containers, list):
        return spec
    slim = [
        {name: value for name, value in each.items() if name not in _HEAVY_OF_CONTAINERS}
        for each in containers
        if isinstance(each, Mapping)
    ]
    return {**{name: value for name, value in spec.items() if name != "volumes"}, "containers": slim}
