"""Puts entities into a catalog's database directly, as a sync would leave them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from catalog_store.aliases import aliases_of
from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.ownership import on_call_ref, owner_ref
from catalog_store.refs import EntityRef
from catalog_store.relations import relations_of

_PUT = text(
    "INSERT INTO entities (ref, kind, label, owner_ref, on_call_ref, line, document, hash, change)"
    " VALUES (:ref, :kind, :label, :owner, :on_call, 1, CAST(:document AS jsonb), :hash, nextval('change_seq'))"
    " ON CONFLICT (ref) WHERE removed_at IS NULL DO UPDATE SET"
    " label = excluded.label, owner_ref = excluded.owner_ref, on_call_ref = excluded.on_call_ref,"
    " document = excluded.document, change = excluded.change"
    " RETURNING id"
)
_PUT_RELATION = text(
    "INSERT INTO relations (declared_by, type, source_ref, target_ref) VALUES (:id, :type, :source, :target)"
)
_PUT_ALIAS = text("INSERT INTO aliases (key, entity_id, because) VALUES (:key, :id, :because)")
_REMOVE = text(
    "UPDATE entities SET removed_at = now(), change = nextval('change_seq') WHERE ref = :ref AND removed_at IS NULL"
)


def entity(kind: str, name: str, *, namespace: str = "default", **parts: Any) -> Entity:  # Any: what a file may say
    """An entity as a file would describe it. `title`, `annotations`, `links` and the like go to `metadata`, all else to `spec`."""
    metadata: dict[str, Any] = {"name": name, "namespace": namespace}
    metadata |= {
        field: parts.pop(field) for field in ("title", "description", "annotations", "links") if field in parts
    }
    document: Mapping[str, Any] = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": parts,
    }
    return Entity(EntityRef.of(kind, name, namespace), kind, name, namespace, document)


def put(database: Database, *entities: Entity, location: str | None = None) -> dict[str, int]:
    """Save the entities with their relations and aliases; their ids by reference. `location` is their file's."""
    ids = {}
    with database.changing() as connection:
        for each in entities:
            entity_id = connection.execute(_PUT, _row(each)).scalar_one()
            ids[str(each.ref)] = entity_id
            connection.execute(text("DELETE FROM relations WHERE declared_by = :id"), {"id": entity_id})
            connection.execute(text("DELETE FROM aliases WHERE entity_id = :id AND NOT kept"), {"id": entity_id})
            for relation in relations_of(each):
                ends = {"source": str(relation.source), "target": str(relation.target)}
                connection.execute(_PUT_RELATION, {"id": entity_id, "type": relation.type.value, **ends})
            for alias in aliases_of(each, location):
                connection.execute(_PUT_ALIAS, {"key": alias.key, "id": entity_id, "because": alias.because})
    return ids


def remove(database: Database, ref: str) -> None:
    """Take the entity out of the catalog, as a sync does: its row stays to be undone."""
    with database.changing() as connection:
        connection.execute(_REMOVE, {"ref": ref})


def _row(each: Entity) -> dict[str, Any]:
    document = json.dumps(each.document)
    return {
        "ref": str(each.ref),
        "kind": each.ref.kind,
        "label": each.label,
        "owner": str(owner) if (owner := owner_ref(each)) else None,
        "on_call": str(on_call) if (on_call := on_call_ref(each)) else None,
        "document": document,
        "hash": hashlib.sha256(document.encode()).digest(),
    }
