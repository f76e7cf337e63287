"""The steps that bring the database's tables to this version, applied by Alembic."""
