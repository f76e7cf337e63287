"""What leaves for Slack, and how fast all replicas together may send; and the job queue's own tables."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_sending_and_jobs"
down_revision = "0004_search_and_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables only: nothing to wait for."""
    op.create_table(
        "send_buckets",
        sa.Column("key", sa.Text(), nullable=False, comment="a method of Slack's, alone or with a channel"),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True, comment="Slack asked us to wait"),
        sa.PrimaryKeyConstraint("key", name=op.f("send_buckets_pkey")),
        comment="how much of each of Slack's limits all replicas together have used up",
    )
    _outgoing()
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("notices_pkey")),
        comment="what people were told about once, and are not told again",
    )
    _job_queue()


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False, comment="emptied once it is settled"),
        sa.Column("lane", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False, comment="the lower goes first"),
        sa.Column("asker", sa.Text(), nullable=True, comment="whose message it answers: team, channel and user"),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True, comment="the replica that has it in hand"),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="counts the claims"),
        sa.Column(
            "begun_at", sa.DateTime(timezone=True), nullable=True, comment="set: the call may have reached Slack"
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True, comment="sent, unsure, or Slack's word for why not"),
        sa.Column("ts", sa.Text(), nullable=True, comment="the message, once it is posted"),
        sa.PrimaryKeyConstraint("id", name=op.f("outgoing_pkey")),
        comment="messages that must not be lost when a process dies",
    )
    waiting = sa.text("settled_at IS NULL")
    op.create_index("outgoing_waiting_idx", "outgoing", ["method", "lane", "urgency", "id"], postgresql_where=waiting)
    op.create_index("outgoing_settled_idx", "outgoing", ["settled_at"])
    op.create_index("outgoing_asker_idx", "outgoing", ["asker", "made_at"])


def _job_queue() -> None:
    """The SQL that the library ships, run by the driver itself: it has colons and percent signs of its own."""
    schema = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(schema)
