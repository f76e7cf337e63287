"""Whether a run acts on something private: what is removed from the catalog cannot be asked any more."""

import sqlalchemy as sa
from alembic import op

revision = "0016_private_runs"
down_revision = "0015_channel_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new column with a constant default, so no row is written. The former version goes on without it."""
    op.add_column(
        "golden_path_runs",
        sa.Column(
            "is_private",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether not everybody could know of that entity when it was asked for",
        ),
    )
