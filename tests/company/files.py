"""The sample company as its files say it, read without any code of the catalog."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
COMPANY = Path(__file__).parents[2] / "bot" / "workspace" / "company"
CATALOG = COMPANY / "catalog"
REFUSED = ("gangway-lights", "lost-property", "fare-pricing-spike")
DEFAULT_KINDS = {
    "owner": "group",
    "system": "system",
    "domain": "domain",
    "parent": "group",
    "children": "group",
    "memberOf": "group",
    "providesApis": "api",
    "consumesApis": "api",
    "dependsOn": "component",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One document of a descriptor, as `yaml` gives it."""

    path: Path
    document: dict[str, Any]  # Any: YAML

    @property
    def kind(self) -> str:
        return str(self.document["kind"])

    @property
    def namespace(self) -> str:
        return str(self.document["metadata"].get("namespace", "default"))

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.document['metadata']['name']}".lower()

    @property
    def spec(self) -> dict[str, Any]:
        return self.document["spec"]  # type: ignore[no-any-return]  # YAML

    @property
    def annotations(self) -> dict[str, str]:
        return self.document["metadata"].get("annotations") or {}

    def named(self, field: str) -> Iterator[str]:
        """The complete references that a field of `spec` holds."""
        value = self.spec.get(field) or []
        for text in value if isinstance(value, list) else [value]:
            kind, colon, rest = text.partition(":")
            kind, rest = (kind, rest) if colon else (DEFAULT_KINDS[field], text)
            yield f"{kind}:{rest if '/' in rest else f'{self.namespace}/{rest}'}".lower()


def descriptors() -> list[Path]:
    """Every descriptor of the company, by name or by content."""
    found = sorted(CATALOG.rglob("*.y*ml"))
    return [path for path in found if path.stem == "catalog-info" or b"backstage.io/v1alpha1" in path.read_bytes()]


@cache
def things() -> tuple[Thing, ...]:
    """Every good document. The refused ones are left out, as a reader of the catalog would."""
    return tuple(thing for path in descriptors() for thing in _documents(path) if _is_good(thing))


def by_ref() -> dict[str, Thing]:
    return {thing.ref: thing for thing in things()}


def owner_of(thing: Thing, known: dict[str, Thing]) -> str | None:
    """Who is to be named: itself, its declared owner, or its system's; None where all of them are missing."""
    if thing.kind in ("Group", "User"):
        return thing.ref
    declared = next(thing.named("owner"), None)
    if declared in known:
        return declared
    system = next(thing.named("system"), None)
    return owner_of(known[system], known) if system in known else None


def load(name: str) -> Any:  # Any: YAML
    """A file beside the tests."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def slack() -> dict[str, Any]:
    """The Slack side."""
    return yaml.safe_load((COMPANY / "slack.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # YAML


def twice(values: list[str]) -> list[str]:
    """The values that are there more than once."""
    return sorted(value for value, count in Counter(values).items() if count > 1)


def _documents(path: Path) -> Iterator[Thing]:
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8-sig")):
        if document is not None:
            yield Thing(path, document)


def _is_good(thing: Thing) -> bool:
    in_bad_file = thing.path.parent.name in REFUSED
    return not in_bad_file or thing.document["metadata"]["name"] == "gangway-firmware"
