"""Sections of documents, and what the full text search of Postgres goes by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_search_and_documents"
down_revision = "0003_repositories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new tables: nothing to wait for."""
    op.create_table(
        "documents",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="within the documents' folder"),
        sa.Column("position", sa.Integer(), nullable=False, comment="of the section in its file, from 0"),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the file among the entity's documents, from 0"),
        sa.Column("page", sa.Text(), nullable=False, comment="what the file is called"),
        sa.Column("title", sa.Text(), nullable=False, comment="the section's heading"),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="Markdown, without the heading"),
        sa.Column("url", sa.Text(), nullable=True, comment="where the file can be read in a browser"),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="of the file and its address, to tell a change"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("documents_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "path", "position", name=op.f("documents_pkey")),
        comment="sections of the Markdown files that entities name as their documentation",
    )
    op.create_table(
        "search_entries",
        sa.Column("key", sa.Text(), nullable=False, comment="the entity's id; of a section with path and position"),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False, comment="how many words its shortest name has"),
        sa.Column(
            "words", postgresql.TSVECTOR(), nullable=False, comment="`=word` of its names, `word`, `filter:value`"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("search_entries_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("search_entries_pkey")),
    )
    op.create_index("search_entries_entity_idx", "search_entries", ["entity_id"], unique=False)
    # A list of pending words would be read through by every search until a vacuum comes by.
    op.create_index(
        "search_entries_words_idx",
        "search_entries",
        ["words"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "search_progress",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column(
            "catalog",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
            comment="tells an index on disk whose it is",
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "change",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="search_entries has everything up to here",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("search_progress_pkey")),
    )
