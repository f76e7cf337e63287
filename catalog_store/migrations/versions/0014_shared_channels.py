"""Channels that are shared with people of other companies, where nothing internal is told."""

import sqlalchemy as sa
from alembic import op

revision = "0014_shared_channels"
down_revision = "0013_removed_unasked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, so nobody waits."""
    op.create_table(
        "shared_channels",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), nullable=False, comment="when Slack last told that it is shared"
        ),
        sa.PrimaryKeyConstraint("channel", name=op.f("shared_channels_pkey")),
        comment="channels that are shared with people of other companies: nothing internal is told there",
    )
