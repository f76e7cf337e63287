"""Templates as they were when somebody began with them: a run goes on with its version, on any replica."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.storable import kept_json

_SAVE = text(
    """
    INSERT INTO template_versions (digest, ref, archive, document)
    VALUES (:digest, :ref, :archive, CAST(:document AS jsonb))
    ON CONFLICT (digest) DO UPDATE SET used_at = now()
    """
)
_KNOWS = text("UPDATE template_versions SET used_at = now() WHERE digest = :digest")
_FIND = text("SELECT digest, ref, archive, document FROM template_versions WHERE digest = :digest")
_FORGET = text(
    """
    DELETE FROM template_versions AS version WHERE used_at < now() - interval '30 days' AND NOT EXISTS (
        SELECT FROM golden_path_runs WHERE template_digest = version.digest AND ended_at IS NULL
    ) AND NOT EXISTS (SELECT FROM drafts WHERE template_digest = version.digest)
    """
)


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A template. `archive` is its folder, packed; `document` the template with all that it includes."""

    digest: str
    ref: str
    archive: bytes
    document: Mapping[str, Any]  # Any: JSON


_DESCRIBED = text(
    """
    SELECT DISTINCT f.location FROM entities AS e JOIN files AS f ON f.id = e.file_id
    WHERE e.kind = 'template' AND e.removed_at IS NULL ORDER BY f.location
    """
)


class TemplateVersions:
    """All versions that are still in use. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def knows(self, digest: str) -> bool:
        """Whether it is kept; it is for another while, then."""
        with self._database.changing() as connection:
            return connection.execute(_KNOWS, {"digest": digest}).rowcount == 1

    def save(self, version: TemplateVersion) -> None:
        """Keep it. The same again changes nothing."""
        values = {
            "digest": version.digest,
            "ref": version.ref,
            "archive": version.archive,
            "document": kept_json(version.document),
        }
        with self._database.changing() as connection:
            connection.execute(_SAVE, values)

    def find(self, digest: str) -> TemplateVersion | None:
        """The version with this digest."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"digest": digest}).first()
        return TemplateVersion(row.digest, row.ref, bytes(row.archive), row.document) if row else None

    def described(self) -> tuple[str, ...]:
        """Where the catalog's own Template entities are described."""
        with self._database.reading() as connection:
            return tuple(connection.execute(_DESCRIBED).scalars())

    def forget(self) -> int:
        """Drop what nobody has used for a month. Gives how many."""
        with self._database.changing() as connection:
            return connection.execute(_FORGET).rowcount
