"""The job queue's tables, which the library brings and our migrations apply."""

from importlib.resources import files

import psycopg
from psycopg import sql

from catalog_store.database import Database

#: The newest step of the library's schema that our migrations contain. Where a newer library has a newer one, write
#: a migration that applies it, except where the schema was made by that library already.
NEWEST_STEP = "03.04.00_50_post_add_retry_failed_job_procedure.sql"

_WHAT_THERE_IS = """
    SELECT 'table ' || table_name || '.' || column_name || ' ' || data_type || coalesce(column_default, '')
        FROM information_schema.columns WHERE table_name LIKE 'procrastinate%'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate%'
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'procrastinate%'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'procrastinate%'
    UNION ALL SELECT 'value ' || typname || ' ' || enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
"""


def test_our_migrations_make_what_the_installed_library_ships(database: Database, empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute(sql.SQL((files("procrastinate") / "sql" / "schema.sql").read_text()))
        shipped = {row[0] for row in connection.execute(_WHAT_THERE_IS)}
    with database.reading() as reading:
        ours = set(reading.exec_driver_sql(_WHAT_THERE_IS.replace("%", "%%")).scalars())

    assert ours == shipped
    assert any("procrastinate_fetch_job" in line for line in ours)


def test_the_installed_library_has_no_step_that_our_migrations_lack() -> None:
    steps = [
        step.name for step in (files("procrastinate") / "sql" / "migrations").iterdir() if step.name.endswith(".sql")
    ]
    assert max(steps) == NEWEST_STEP
