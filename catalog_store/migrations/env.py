"""How Alembic runs our migrations: on the connection it is given, with time limits, so that nothing waits for them long."""

from alembic import context
from sqlalchemy import text

connection = context.get_context().connection
if connection is None:
    raise RuntimeError("Migrations are applied by `callboard migrate`, not as an SQL script.")
connection.execute(text("SET lock_timeout = '10s'"))
connection.execute(text("SET statement_timeout = '10min'"))
connection.commit()
with context.begin_transaction():
    context.run_migrations()
