"""What was deployed when and by whom, and messages that keep themselves current."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_operations"
down_revision = "0007_golden_paths"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables: nobody waits."""
    _deployments()
    _live_messages()


def _deployments() -> None:
    op.create_table(
        "deployments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="which system told: kubernetes, argocd, github"),
        sa.Column("key", sa.Text(), nullable=False, comment="the system's own name of it"),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Text(), server_default=sa.text("''"), nullable=False, comment="the image's tag"),
        sa.Column("commit", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("commit_url", sa.Text(), nullable=True),
        sa.Column(
            "by", sa.Text(), server_default=sa.text("''"), nullable=False, comment="who, as that system calls them"
        ),
        sa.Column("what", sa.Text(), server_default=sa.text("''"), nullable=False, comment="the change's title"),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="when it was told of last"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("deployments_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("deployments_pkey")),
        sa.UniqueConstraint("entity_id", "source", "key", name=op.f("deployments_entity_id_source_key_key")),
        comment="what came to which environment when, by whom",
    )
    op.create_index("deployments_recent_idx", "deployments", ["entity_id", "deployed_at"])


def _live_messages() -> None:
    op.create_table(
        "live_messages",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("thread_ts", sa.Text(), nullable=True),
        sa.Column("refs", postgresql.ARRAY(sa.Text()), nullable=False, comment="what it tells about"),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "shown",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="each thing's state as it is drawn",
        ),
        sa.Column(
            "changes",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[[time, sentence]], newest first",
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.Text(), nullable=True, comment="the Slack user; null: its time was over"),
        sa.PrimaryKeyConstraint("channel", "ts", name=op.f("live_messages_pkey")),
        comment="answers that keep themselves current for a while",
    )
    op.create_index(
        "live_messages_running_idx", "live_messages", ["until"], postgresql_where=sa.text("stopped_at IS NULL")
    )
