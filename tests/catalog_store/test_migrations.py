"""The migrations make what `tables` says, from nothing, as often and by as many at once as one likes."""

import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.errors import NewerSchemaError, SchemaOutdatedError
from catalog_store.schema_version import MIGRATIONS, known_versions
from catalog_store.tables import metadata
from tests.support.processes import python

MIGRATE = """
import sys
from catalog_store.database import Database
database = Database(sys.argv[1])
database.migrate()
database.check_version()
print("up to date")
"""

#: Everything that `tables` can say, as Postgres spells it out.
SCHEMA = text(
    """
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'sequence ' || sequencename || ' ' || data_type FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default,
        identity_generation, col_description(table_name::regclass, ordinal_position))
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT concat_ws(' ', 'table', relname, obj_description(oid, 'pg_class'))
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    """
)


#: Alembic's table, and those of the job queue, which has a test of its own below.
_IS_ANOTHERS = re.compile(r"alembic_version|procrastinate_")


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def schema(database: Database) -> set[str]:
    with database.reading() as connection:
        return {line for line in connection.execute(SCHEMA).scalars() if not _IS_ANOTHERS.search(line)}


def test_an_empty_database_is_brought_up(empty: Database) -> None:
    with pytest.raises(SchemaOutdatedError, match=r"at version none, this program needs .* Run `callboard migrate`"):
        empty.check_version()
    empty.migrate()
    empty.check_version()


def test_they_make_the_tables_that_the_program_knows(database: Database, empty: Database) -> None:
    metadata.create_all(empty.engine)
    assert schema(database) == schema(empty)


def test_alembic_would_add_nothing(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_server_default": True, "include_name": _is_ours}
        )
        assert compare_metadata(context, metadata) == []


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not str(name).startswith("procrastinate_")


def test_there_is_one_newest_version() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [known_versions()[-1]]


def test_none_offers_a_way_back() -> None:
    assert [
        step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions() if hasattr(step.module, "downgrade")
    ] == []


def test_running_them_again_changes_nothing(database: Database) -> None:
    before = schema(database)
    database.migrate()
    assert schema(database) == before


def test_several_programs_may_run_them_at_once(empty_database_url: str) -> None:
    programs = [python(MIGRATE, empty_database_url) for _ in range(2)]
    assert [program.communicate()[0] for program in programs] == ["up to date\n"] * 2


@pytest.mark.usefixtures("database_url")
def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.changing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(NewerSchemaError, match="at version 9999_later, which this program does not know"):
        database.migrate()
    with pytest.raises(NewerSchemaError):
        database.check_version()
