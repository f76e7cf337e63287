"""Files that lie elsewhere now: their entities keep their rows, and answer to the address that they had."""

from sqlalchemy import Connection, text

from catalog_store.repositories import Part, place_at
from catalog_store.sync.plan import Reading

_ASIDE = "#moving"

_MOVE = text("UPDATE files SET location = :after, hash = NULL WHERE source_id = :source AND location = :before")
#: What they were found by because of their place stays theirs, as a former name does.
_KEEP_ALIASES = text(
    """
    UPDATE aliases SET kept = true, because = 'its repository''s former name'
    WHERE (key = :repository OR key = :path OR key LIKE :below) AND entity_id IN (
        SELECT e.id FROM entities e JOIN files f ON f.id = e.file_id
        WHERE f.source_id = :source AND f.location = :location AND e.removed_at IS NULL
    )
    """
)
#: Without its hash an entity is written anew, with the aliases that its new place gives it.
_WRITE_ANEW = text(
    "UPDATE entities SET hash = '' WHERE file_id IN (SELECT id FROM files WHERE source_id = :source AND location = ANY(:places))"
)


def move_files(connection: Connection, reading: Reading) -> None:
    """Note where the source's files are now, before anything is compared. Two files may have changed places."""
    if not reading.moved:
        return
    for before, after in reading.moved.items():
        _keep_aliases(connection, reading.source, before, after)
        connection.execute(_MOVE, {"source": reading.source, "before": before, "after": before + _ASIDE})
    for before, after in reading.moved.items():
        connection.execute(_MOVE, {"source": reading.source, "before": before + _ASIDE, "after": after})
    connection.execute(_WRITE_ANEW, {"source": reading.source, "places": list(reading.moved.values())})


def _keep_aliases(connection: Connection, source: str, before: str, after: str) -> None:
    old, new = place_at(before.removeprefix("url:")), place_at(after.removeprefix("url:"))
    if old is None or new is None or old.slug == new.slug or old.part is Part.CHANGE:
        return
    path = f"path:{old.slug}"
    below = path.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "/%"
    connection.execute(
        _KEEP_ALIASES,
        {"repository": f"repo:{old.slug}", "path": path, "below": below, "source": source, "location": before},
    )
