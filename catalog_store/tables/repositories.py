"""What hosts of repositories told, and how far each source has read them."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from catalog_store.tables.metadata import metadata

repositories = Table(
    "repositories",
    metadata,
    Column("host", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, comment="the host's own id, which outlives every rename"),
    Column("slug", Text, nullable=False, comment="owner/name as it is written"),
    Column("former_slugs", JSONB, nullable=False, server_default=text("'[]'")),
    Column("url", Text, nullable=False),
    Column("default_branch", Text, comment="null: nothing was ever pushed"),
    Column("head", Text, comment="commit of the default branch"),
    Column("is_archived", Boolean, nullable=False),
    Column("is_fork", Boolean, nullable=False),
    Column("visibility", Text, nullable=False, comment="public, private or internal"),
    Column("topics", JSONB, nullable=False, server_default=text("'[]'")),
    Column("language", Text),
    Column("description", Text),
    Column("pushed_at", DateTime(timezone=True)),
    Column("committed_at", DateTime(timezone=True), comment="of the default branch's last commit"),
    Column("committed_by", Text, comment="login, else name, of its author"),
    Column("codeowners_path", Text),
    Column("codeowners", Text, comment="the file's text"),
    Column("committers", JSONB, nullable=False, server_default=text("'[]'"), comment="[[login, commits]] of 90 days"),
    Column("facts_head", Text, comment="the head at which owners and committers were read"),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("gone_at", DateTime(timezone=True), comment="set: no longer there, or no longer shown to us"),
    Index("repositories_slug_idx", text("lower(slug)")),
)

repository_reads = Table(
    "repository_reads",
    metadata,
    Column("source_id", Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("host", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("root", Text, nullable=False, comment="the beginning of its files' locations"),
    Column("head", Text, comment="the commit at which every descriptor was read; null: read it again"),
    Column("pattern", Text, nullable=False, comment="where descriptors were looked for"),
    comment="what each source has read of each repository",
)

remembered_pages = Table(
    "remembered_pages",
    metadata,
    Column("key", Text, primary_key=True, comment="whose eyes and which address"),
    Column("etag", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Index("remembered_pages_used_at_idx", "used_at"),
    comment="answers that need not be sent again as long as they are the same",
)
