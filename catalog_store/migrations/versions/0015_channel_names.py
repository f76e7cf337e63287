"""What Slack's channels are called, for a terminal, which does not ask Slack."""

import sqlalchemy as sa
from alembic import op

revision = "0015_channel_names"
down_revision = "0014_shared_channels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, so nobody waits."""
    op.create_table(
        "slack_channels",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when Slack last listed it, to within a day",
        ),
        sa.PrimaryKeyConstraint("channel", name=op.f("slack_channels_pkey")),
        comment="what Slack's channels are called, for those who do not ask Slack",
    )
