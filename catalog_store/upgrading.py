"""Brings the tables up to date, by Alembic. Loaded late: it is as large as all the rest of the catalog."""

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from catalog_store.schema_version import MIGRATIONS
from catalog_store.tables import metadata


def upgrade(connection: Connection) -> None:
    """Carry out the migrations that are missing, each in a transaction of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]  # noqa: SLF001  # Alembic's own commands do the same

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        environment.run_migrations()
    connection.commit()
