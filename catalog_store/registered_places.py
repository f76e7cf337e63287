"""Files that golden paths have told the catalog to read, for as long as no configured source covers them."""

from collections.abc import Sequence

from sqlalchemy import text

from catalog_store.database import Database

_SAVE = text(
    "INSERT INTO registered_places (location, run_id) VALUES (:location, :run_id) ON CONFLICT (location) DO NOTHING"
)


# Hosts may go by several names, so places are compared from the repository's on.
_AT = text(
    """
    SELECT e.ref FROM entities AS e JOIN files AS f ON f.id = e.file_id
    WHERE f.source_id = ANY(:sources) AND right(f.location, length(:place)) = :place AND e.removed_at IS NULL
    ORDER BY e.line, e.id
    """
)


class RegisteredPlaces:
    """All of them. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, location: str, *, run_id: str) -> None:
        """Have it read from now on."""
        with self._database.changing() as connection:
            connection.execute(_SAVE, {"location": location, "run_id": run_id})

    def remove(self, location: str) -> None:
        """Read it no more."""
        with self._database.changing() as connection:
            connection.execute(text("DELETE FROM registered_places WHERE location = :location"), {"location": location})

    def entities_at(self, location: str, *, sources: Sequence[str]) -> tuple[str, ...]:
        """The references of what the file describes that these sources have read there, in its order."""
        place = location.partition("://")[2].partition("/")[2]
        values = {"sources": list(sources), "place": f"/{place}" if place else location}
        with self._database.reading() as connection:
            return tuple(connection.execute(_AT, values).scalars())

    def all(self) -> tuple[str, ...]:
        """The sources to be read, beside those that are configured."""
        with self._database.reading() as connection:
            return tuple(connection.execute(text("SELECT location FROM registered_places ORDER BY location")).scalars())
