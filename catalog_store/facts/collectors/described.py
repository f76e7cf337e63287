"""What the entity's own file says."""

from collections.abc import Mapping
from datetime import timedelta

from catalog_store.entities import Entity
from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, FactType, Reading, Value
from catalog_store.facts.subject import Subject

_TIME_TO_LIVE = timedelta(days=1)
_RUNBOOK_WORDS = ("runbook", "playbook")


def _collect(subject: Subject) -> Reading:
    entity = subject.known.entity
    values: dict[str, Value] = {
        "entity.kind": entity.ref.kind,
        "entity.name": entity.name,
        "entity.namespace": entity.ref.namespace,
        "entity.title": entity.title,
        "entity.description": entity.description,
        "entity.type": entity.type,
        "entity.lifecycle": entity.lifecycle,
        "entity.tags": tuple(map(str, entity.tags)),
        "entity.system": _text(entity.spec.get("system")),
        "entity.links": len(entity.links),
        "entity.hasRunbookLink": any(_is_runbook(f"{link.type or ''} {link.title or ''}") for link in entity.links),
        "entity.provides": _count(entity, "providesApis"),
        "entity.dependsOn": _count(entity, "dependsOn"),
        "entity.hasDefinition": entity.ref.kind == "api" or bool(entity.spec.get("definition")),
        "descriptor.isCurrent": subject.is_current,
        "descriptor.dangling": subject.dangling,
        "descriptor.isInRepository": subject.known.provenance.location.startswith("url:"),
        **_named("annotation:", entity.annotations),
        **_named("label:", entity.labels),
    }
    place = subject.known.provenance.location.rsplit("/", 1)[-1] or "its file"
    return Reading(place, subject.read_at, _TIME_TO_LIVE, values)


def _named(prefix: str, texts: Mapping[str, str]) -> dict[str, Value]:
    return {f"{prefix}{name}": str(text) for name, text in texts.items()}


def _count(entity: Entity, field: str) -> int:
    listed = entity.spec.get(field)
    return len(listed) if isinstance(listed, list | tuple) else 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _is_runbook(words: str) -> bool:
    return any(word in words.lower() for word in _RUNBOOK_WORDS)


COLLECTOR = Collector(
    name="descriptor",
    facts=(
        FactKind("entity.kind", FactType.TEXT, "its kind in lower case"),
        FactKind("entity.name", FactType.TEXT, "`metadata.name`"),
        FactKind("entity.namespace", FactType.TEXT, "its namespace in lower case"),
        FactKind("entity.title", FactType.TEXT, "`metadata.title`"),
        FactKind("entity.description", FactType.TEXT, "`metadata.description`"),
        FactKind("entity.type", FactType.TEXT, "`spec.type`"),
        FactKind("entity.lifecycle", FactType.TEXT, "`spec.lifecycle`"),
        FactKind("entity.tags", FactType.LIST, "`metadata.tags`"),
        FactKind("entity.system", FactType.TEXT, "`spec.system`"),
        FactKind("entity.links", FactType.NUMBER, "how many links it has"),
        FactKind("entity.hasRunbookLink", FactType.YES_OR_NO, "one of its links is called a runbook"),
        FactKind("entity.provides", FactType.NUMBER, "how many APIs it says it provides"),
        FactKind("entity.dependsOn", FactType.NUMBER, "how many things it says it depends on"),
        FactKind("entity.hasDefinition", FactType.YES_OR_NO, "an API's definition is there"),
        FactKind("descriptor.isCurrent", FactType.YES_OR_NO, "the newest version of its file could be read"),
        FactKind("descriptor.dangling", FactType.NUMBER, "how many references in its file lead nowhere"),
        FactKind("descriptor.isInRepository", FactType.YES_OR_NO, "its file has a web address"),
    ),
    collect=_collect,
)
