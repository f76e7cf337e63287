"""All of Slack's people: who left, who is a bot or a guest, and when everybody was read."""

import sqlalchemy as sa
from alembic import op

revision = "0006_slack_people"
down_revision = "0005_sending_and_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns with constant defaults and a small index: nobody waits long."""
    op.add_column("people", sa.Column("slack_enterprise", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("display_name", sa.Text(), nullable=True))
    for flag in ("is_bot", "is_guest"):
        op.add_column("people", sa.Column(flag, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    left_at = sa.Column(
        "left_at", sa.DateTime(timezone=True), nullable=True, comment="set: deactivated in Slack, first seen then"
    )
    op.add_column("people", left_at)
    op.create_index("people_email_idx", "people", [sa.text("lower(btrim(email))")])
    op.create_index("account_links_entity_idx", "account_links", ["entity_id"])
    op.create_table(
        "people_readings",
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_enterprise", sa.Text(), nullable=True),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "completed_at", sa.DateTime(timezone=True), nullable=True, comment="the last time that all pages came"
        ),
        sa.Column("fault", sa.Text(), nullable=True, comment="why the last reading was not whole, in words"),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True, comment="when somebody asked for a new one"),
        sa.PrimaryKeyConstraint("slack_team", name=op.f("people_readings_pkey")),
        comment="when all people of each Slack workspace were read",
    )
