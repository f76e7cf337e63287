"""Who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0011_audit"
down_revision = "0010_former_references"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, so nobody waits."""
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("user_ref", sa.Text(), nullable=True, comment="who that was in the catalog then"),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pkey")),
        comment="who did what, and who was refused",
    )
    op.create_index("audit_at_idx", "audit", ["at"])
    op.create_index("audit_user_idx", "audit", ["user_ref", "at"])
