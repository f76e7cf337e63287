"""Repositories and what was read of them; remembered pages; when a source is due, and what its host still allows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0003_repositories"
down_revision = "0002_links_bindings_removals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, and columns without a default: both are made at once, whatever the size."""
    op.create_table(
        "remembered_pages",
        sa.Column("key", sa.Text(), nullable=False, comment="whose eyes and which address"),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("remembered_pages_pkey")),
        comment="answers that need not be sent again as long as they are the same",
    )
    op.create_index("remembered_pages_used_at_idx", "remembered_pages", ["used_at"], unique=False)
    op.create_table(
        "repositories",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="the host's own id, which outlives every rename"),
        sa.Column("slug", sa.Text(), nullable=False, comment="owner/name as it is written"),
        sa.Column("former_slugs", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("default_branch", sa.Text(), nullable=True, comment="null: nothing was ever pushed"),
        sa.Column("head", sa.Text(), nullable=True, comment="commit of the default branch"),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_fork", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False, comment="public, private or internal"),
        sa.Column("topics", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "committed_at", sa.DateTime(timezone=True), nullable=True, comment="of the default branch's last commit"
        ),
        sa.Column("committed_by", sa.Text(), nullable=True, comment="login, else name, of its author"),
        sa.Column("codeowners_path", sa.Text(), nullable=True),
        sa.Column("codeowners", sa.Text(), nullable=True, comment="the file's text"),
        sa.Column(
            "committers",
            postgresql.JSONB(astext_type=Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[[login, commits]] of 90 days",
        ),
        sa.Column("facts_head", sa.Text(), nullable=True, comment="the head at which owners and committers were read"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "gone_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="set: no longer there, or no longer shown to us",
        ),
        sa.PrimaryKeyConstraint("host", "number", name=op.f("repositories_pkey")),
    )
    op.create_index("repositories_slug_idx", "repositories", [sa.literal_column("lower(slug)")], unique=False)
    op.create_table(
        "repository_reads",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False, comment="the beginning of its files' locations"),
        sa.Column(
            "head",
            sa.Text(),
            nullable=True,
            comment="the commit at which every descriptor was read; null: read it again",
        ),
        sa.Column("pattern", sa.Text(), nullable=False, comment="where descriptors were looked for"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("repository_reads_source_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "host", "number", name=op.f("repository_reads_pkey")),
        comment="what each source has read of each repository",
    )
    op.add_column(
        "files",
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=True,
            comment="hash of the bytes alone, to tell that they are the same without reading them",
        ),
    )
    op.add_column(
        "files",
        sa.Column("revision", sa.Text(), nullable=True, comment="what its place calls this version of it: a blob's id"),
    )
    op.add_column(
        "sources",
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True, comment="when it is due to be read again"),
    )
    op.add_column(
        "sources",
        sa.Column(
            "requests_left", sa.Integer(), nullable=True, comment="of the host's rate limit, after the last read"
        ),
    )
    op.add_column("sources", sa.Column("requests_limit", sa.Integer(), nullable=True))
    op.add_column("sources", sa.Column("requests_reset_at", sa.DateTime(timezone=True), nullable=True))
