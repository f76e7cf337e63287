"""Former references are few among many aliases: an index that holds just what is kept."""

from alembic import op

revision = "0010_former_references"
down_revision = "0009_scorecards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hardly any alias is kept, so the index is there at once, after one look through the table."""
    op.create_index("aliases_kept_idx", "aliases", ["key"], postgresql_where="kept")
