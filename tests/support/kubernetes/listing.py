"""What stands in a list of a cluster, what comes of a watch, and who may read it."""

import base64
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.support.kubernetes.objects import Json
from tests.support.kubernetes.selectors import chosen, has_fields

_MANIFEST = Path(__file__).parents[3] / "docs" / "how-to" / "read-only.yaml"
#: Group, resource, verb.
Right = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """What became of one resource; `shown` is how it is, or was last."""

    version: int
    before: Json | None
    after: Json | None
    shown: Json


def event_of(change: Change, kind: str, namespace: str | None, asked: dict[str, str]) -> Json | None:
    """What a watch is told of it: what no longer fits its selector is gone for it, and what begins to fit is new."""
    was, is_ = (each is not None and is_listed(each, kind, namespace, asked) for each in (change.before, change.after))
    if not (was or is_):
        return None
    return {"type": "MODIFIED" if was and is_ else "ADDED" if is_ else "DELETED", "object": change.shown}


def is_listed(each: Json, kind: str, namespace: str | None, asked: dict[str, str]) -> bool:
    """Whether a question is about it."""
    metadata = each["metadata"]
    is_here = each["kind"] == kind and namespace in (None, metadata["namespace"])
    has_labels = is_here and chosen(asked.get("labelSelector", ""), metadata.get("labels") or {})
    return has_labels and has_fields(asked.get("fieldSelector", ""), each)


def key_of(each: Json) -> tuple[str, str, str]:
    """What there is only one of."""
    return each["kind"], each["metadata"]["namespace"], each["metadata"]["name"]


def unnamed(each: Json) -> Json:
    """Without what the list says once."""
    return {name: value for name, value in each.items() if name not in ("kind", "apiVersion")}


def token_for(begin: int) -> str:
    """For the rest of a list: for nobody to read."""
    return base64.urlsafe_b64encode(json.dumps({"v": "meta.k8s.io/v1", "start": begin}).encode()).decode().rstrip("=")


def place_of(token: str) -> int | None:
    """Where the rest begins; None for a token that is none."""
    try:
        return int(json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))["start"]) if token else 0
    except (ValueError, KeyError, TypeError):
        return None


def rights() -> frozenset[Right]:
    """What the account of the manifest that we ship may do."""
    documents = yaml.safe_load_all(_MANIFEST.read_text(encoding="utf-8"))
    rules = [rule for each in documents if each["kind"] == "ClusterRole" for rule in each["rules"]]
    every = (itertools.product(rule["apiGroups"], rule["resources"], rule["verbs"]) for rule in rules)
    return frozenset((group, plural, verb) for rule in every for group, plural, verb in rule)
