"""Which removals nobody was asked about, so that many small ones can be taken for a large one."""

import sqlalchemy as sa
from alembic import op

revision = "0013_removed_unasked"
down_revision = "0012_announcements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column without a default rewrites nothing; few rows are removed ones, so that the index is made in a moment."""
    op.add_column(
        "entities",
        sa.Column(
            "removed_unasked",
            sa.Text(),
            nullable=True,
            comment="the source whose read removed it without asking anybody",
        ),
    )
    op.create_index(
        "entities_removed_idx", "entities", ["removed_at"], postgresql_where=sa.text("removed_at IS NOT NULL")
    )
