"""Channels in which changes of state are announced."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_announcements"
down_revision = "0011_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, so nobody waits."""
    op.create_table(
        "announcements",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False, comment="the Slack user"),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="rises with every look, so that of several replicas' looks one counts",
        ),
        sa.Column(
            "states",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="of each thing by its reference: what was said of it last, and what was seen",
        ),
        sa.Column("unsaid", postgresql.JSONB(), nullable=True, comment="a message that is on its way to the outbox"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("announcements_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("announcements_pkey")),
        sa.UniqueConstraint("slack_team", "channel", name=op.f("announcements_slack_team_channel_key")),
        comment="channels in which changes of state are announced",
    )
    op.create_index("announcements_entity_idx", "announcements", ["entity_id"])
