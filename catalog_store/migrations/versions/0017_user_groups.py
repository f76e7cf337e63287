"""Who is in Slack's user groups, as roles may be given to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0017_user_groups"
down_revision = "0016_private_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, so nobody waits. The former version goes on without it."""
    op.create_table(
        "slack_user_groups",
        sa.Column("id", sa.Text(), nullable=False, comment="empty: stands for the list itself, also for an empty one"),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False, comment="without the @, in lower case"),
        sa.Column("members", ARRAY(sa.Text()), nullable=False, comment="ids of Slack's users"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="when Slack told so"),
        sa.PrimaryKeyConstraint("id", name=op.f("slack_user_groups_pkey")),
        comment="who is in Slack's user groups, for roles that are given to them",
    )
