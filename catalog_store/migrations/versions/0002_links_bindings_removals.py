"""Slack accounts linked to users of the catalog, what channels are bound to, and the cards about large removals."""

import sqlalchemy as sa
from alembic import op

revision = "0002_links_bindings_removals"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new tables: nothing to wait for."""
    op.create_table(
        "account_links",
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False, comment="the Slack user who said so"),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("account_links_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slack_team", "slack_user", name=op.f("account_links_pkey")),
        sa.UniqueConstraint("slack_team", "entity_id", name=op.f("account_links_slack_team_entity_id_key")),
        comment="Slack accounts whose person has another e-mail address in the catalog",
    )
    op.create_table(
        "bindings",
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(
            "entity_id", sa.BigInteger(), nullable=True, comment="null: bound to nothing, whatever annotations say"
        ),
        sa.Column("bound_by", sa.Text(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("bindings_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slack_team", "channel", name=op.f("bindings_pkey")),
        comment="what each channel's questions are about when they name nothing",
    )
    op.create_table(
        "removal_cards",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="of the references that would be removed"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, comment="when a replica began to post it"),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True, comment="the card, once it is posted"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "settled_by", sa.Text(), nullable=True, comment="the Slack user who decided; null: the source settled it"
        ),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column(
            "removed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="what was applied, as entities.removed_at has it",
        ),
        sa.Column("drawn", sa.Text(), nullable=True, comment="the outcome that the card shows"),
        sa.PrimaryKeyConstraint("source_id", "digest", name=op.f("removal_cards_pkey")),
        comment="large removals that people were asked about, one card for each set",
    )
