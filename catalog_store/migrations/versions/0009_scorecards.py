"""Facts, scorecards and reports: what was judged, what is exempt, what was proposed, told and answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_scorecards"
down_revision = "0008_operations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables only: nobody waits."""
    _facts()
    _standings()
    _standing_changes()
    _standing_days()
    _judging()
    _exemptions()
    _mendings()
    _deliveries()
    _report_choices()
    _attestations()
    _attestation_asks()
    _transfers()


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False, comment="by name"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="when these were told"),
        sa.Column("seconds_good", sa.Integer(), nullable=False, comment="for how long they need not be read again"),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "fault", sa.Text(), nullable=True, comment="why the last reading failed; these are from the one before"
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("facts_entity_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "source", name=op.f("facts_pkey")),
        comment="what sources outside the catalog told of each entity",
    )
    op.create_index("facts_changed_at_idx", "facts", ["changed_at"])


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column(
            "results",
            postgresql.JSONB(),
            nullable=False,
            comment="the checks by result; those that do not apply are left out",
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("standings_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("standings_pkey")),
        comment="what came of all checks for each entity",
    )


def _standing_changes() -> None:
    op.create_table(
        "standing_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False, comment="empty: its level"),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("standing_changes_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("standing_changes_pkey")),
        comment="how results and levels changed",
    )
    op.create_index("standing_changes_changed_at_idx", "standing_changes", ["changed_at"])
    op.create_index("standing_changes_entity_idx", "standing_changes", ["entity_id", "changed_at"])


def _standing_days() -> None:
    op.create_table(
        "standing_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("owner_ref", sa.Text(), nullable=False, comment="empty: nobody's"),
        sa.Column("levels", postgresql.JSONB(), nullable=False, comment="how many things are at each level"),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "owner_ref", name=op.f("standing_days_pkey")),
        comment="how each owner's things stood at the end of each day",
    )


def _judging() -> None:
    op.create_table(
        "judging",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column("change", sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment="judged up to here"),
        sa.Column(
            "facts_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="judged with all facts that changed up to here",
        ),
        sa.Column("rules", sa.Text(), nullable=True, comment="digest of the rules that all was judged by"),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=True, comment="when everything was judged last"),
        sa.PrimaryKeyConstraint("id", name=op.f("judging_pkey")),
        comment="how far judging has come",
    )


def _exemptions() -> None:
    op.create_table(
        "exemptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False, comment="the last day on which it counts"),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="set: taken back"),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("exemptions_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("exemptions_pkey")),
        comment="checks that an entity need not pass for a while",
    )
    op.create_index(
        "exemptions_once_key",
        "exemptions",
        ["entity_id", "check_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _mendings() -> None:
    op.create_table(
        "mendings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False, comment="the check, or what else is to be changed"),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column(
            "state", sa.Text(), server_default="asked", nullable=False, comment="asked, open, merged, closed or refused"
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was refused"),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "messages",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[[channel, ts]] that show it",
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("mendings_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("mendings_pkey")),
        comment="pull requests that were asked for by pressing a button",
    )
    op.create_index(
        "mendings_open_key",
        "mendings",
        ["entity_id", "what"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'open')"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("team_ref", sa.Text(), nullable=False, comment="empty: for the platform"),
        sa.Column("period", sa.Text(), nullable=False, comment="2026-W47"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="claimed, sending, posted, quiet, unsure or undeliverable"
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "tried",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[[channel, why it was refused]]",
        ),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("outgoing_id", sa.BigInteger(), nullable=True, comment="the message on its way"),
        sa.Column("ts", sa.Text(), nullable=True, comment="the message, once it is posted"),
        sa.Column(
            "told",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="what it says, to be compared with later",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True, comment="where it went otherwise than it should, in words"),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_pkey")),
        sa.UniqueConstraint("report", "team_ref", "period", name=op.f("deliveries_report_team_ref_period_key")),
        comment="which report went where: one row for each team and period",
    )
    op.create_index(
        "deliveries_open_idx", "deliveries", ["state", "claimed_at"], postgresql_where=sa.text("closed_at IS NULL")
    )


def _report_choices() -> None:
    op.create_table(
        "report_choices",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("team_ref", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True, comment="0 is Monday"),
        sa.Column("hour", sa.SmallInteger(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True, comment="nothing is told before this day"),
        sa.Column("is_silent_when_well", sa.Boolean(), nullable=True),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("report", "team_ref", name=op.f("report_choices_pkey")),
        comment="what teams chose for their reports",
    )


def _attestations() -> None:
    op.create_table(
        "attestations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False, comment="ours, snoozed, deprecate, never or move"),
        sa.Column("team_ref", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True, comment="not asked again before this day"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("attestations_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("attestations_pkey")),
        comment="what teams said when they were asked whether something is still theirs",
    )
    op.create_index("attestations_entity_idx", "attestations", ["entity_id", "said_at"])


def _attestation_asks() -> None:
    op.create_table(
        "attestation_asks",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("attestation_asks_delivery_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("attestation_asks_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "delivery_id", name=op.f("attestation_asks_pkey")),
        comment="what was asked about in which report",
    )


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("from_ref", sa.Text(), nullable=False),
        sa.Column("to_ref", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True, comment="accepted, refused or withdrawn"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("transfers_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfers_pkey")),
        comment="things that one team would give to another",
    )
    op.create_index(
        "transfers_open_key", "transfers", ["entity_id"], unique=True, postgresql_where=sa.text("decided_at IS NULL")
    )
