"""Which version the tables are of, beside those that this program knows. The names of the migrations say it."""

from pathlib import Path

from sqlalchemy import Connection, text

from catalog_store.errors import NewerSchemaError

MIGRATIONS = Path(__file__).parent / "migrations"

_HAS_VERSION = text("SELECT to_regclass('alembic_version') IS NOT NULL")
_VERSION = text("SELECT version_num FROM alembic_version")


def known_versions() -> tuple[str, ...]:
    """Every version there was, the newest last."""
    return tuple(sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def find_version(connection: Connection) -> str | None:
    """The version of the tables; None where there are none.

    Raises:
        NewerSchemaError: this program does not know it.
    """
    if not connection.execute(_HAS_VERSION).scalar_one():
        return None
    found = connection.execute(_VERSION).scalar_one_or_none()
    if found is not None and found not in known_versions():
        raise NewerSchemaError(found)
    return found
