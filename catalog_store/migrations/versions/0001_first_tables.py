"""The first tables: sources, files, entities with their relations and aliases; claims, answers, events, people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything is new: nothing to wait for."""
    op.execute("CREATE SEQUENCE change_seq")
    op.create_table(
        "people",
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slack_team", "slack_user", name=op.f("people_pkey")),
        comment="Slack's people as last read, matched to the catalog's users by e-mail",
    )
    op.create_table(
        "seen_events",
        sa.Column("key", sa.Text(), nullable=False, comment="an event id, or channel, time stamp and type together"),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("seen_events_pkey")),
    )
    op.create_index("seen_events_seen_at_idx", "seen_events", ["seen_at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False, comment="file:/path, url:https://… or a configured name"),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "completed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the last read in which everything answered",
        ),
        sa.Column("fault", sa.Text(), nullable=True, comment="why the last read was not complete, in words"),
        sa.Column(
            "waiting_removals",
            postgresql.JSONB(astext_type=Text()),
            nullable=True,
            comment="references that a large deletion would remove, waiting for a person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sources_pkey")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column(
            "hash",
            sa.LargeBinary(),
            nullable=True,
            comment="of the bytes and all they depend on; null: read it again next time",
        ),
        sa.Column(
            "dependencies",
            postgresql.JSONB(astext_type=Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[[location, hex digest]]",
        ),
        sa.Column(
            "targets",
            postgresql.JSONB(astext_type=Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="where its Locations point",
        ),
        sa.Column("commit", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("faults", postgresql.JSONB(astext_type=Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("files_source_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("files_pkey")),
        sa.UniqueConstraint("source_id", "location", name=op.f("files_source_id_location_key")),
    )
    op.create_table(
        "entities",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False, comment="kind:namespace/name in lower case"),
        sa.Column("kind", sa.Text(), nullable=False, comment="in lower case"),
        sa.Column("label", sa.Text(), nullable=False, comment="what a person calls it: title, else name"),
        sa.Column("owner_ref", sa.Text(), nullable=True),
        sa.Column("on_call_ref", sa.Text(), nullable=True, comment="the person whom the on-call annotation names"),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="of the document, to tell a change"),
        sa.Column("change", sa.BigInteger(), nullable=False, comment="from change_seq"),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "broken_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="set: its file's newer version has faults; this is the last good one",
        ),
        sa.Column(
            "removed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="set: no longer in the catalog, kept to be undone",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("entities_file_id_fkey"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("entities_pkey")),
    )
    op.create_index("entities_change_idx", "entities", ["change"], unique=False)
    op.create_index("entities_file_idx", "entities", ["file_id"], unique=False)
    op.create_index(
        "entities_kind_idx", "entities", ["kind", "ref"], unique=False, postgresql_where=sa.text("removed_at IS NULL")
    )
    op.create_index(
        "entities_owner_idx", "entities", ["owner_ref"], unique=False, postgresql_where=sa.text("removed_at IS NULL")
    )
    op.create_index(
        "entities_ref_key", "entities", ["ref"], unique=True, postgresql_where=sa.text("removed_at IS NULL")
    )
    op.create_table(
        "aliases",
        sa.Column("key", sa.Text(), nullable=False, comment="`space:value`, normalised as catalog_store.aliases does"),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False, comment="in words: which field or annotation says so"),
        sa.Column(
            "kept",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="a former name: outlives its file",
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("aliases_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "entity_id", name=op.f("aliases_pkey")),
    )
    op.create_index("aliases_entity_idx", "aliases", ["entity_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("answers_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slack_team", "slack_user", "entity_id", name=op.f("answers_pkey")),
        comment="what each person asked about last, for their Home tab",
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "asked", sa.Text(), nullable=False, comment="the words that found nothing, or the entity's reference"
        ),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("claims_entity_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("claims_pkey")),
    )
    op.create_index(
        "claims_once_key",
        "claims",
        ["asked", "slack_team", "slack_user"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "relations",
        sa.Column("declared_by", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("target_ref", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["entities.id"], name=op.f("relations_declared_by_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("declared_by", "type", "source_ref", "target_ref", name=op.f("relations_pkey")),
    )
    op.create_index("relations_source_idx", "relations", ["source_ref", "type"], unique=False)
    op.create_index("relations_target_idx", "relations", ["target_ref", "type"], unique=False)
