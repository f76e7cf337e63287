"""The tables of facts, scorecards and reports: what was judged, what is exempt, what was proposed, told and answered."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog_store.tables.metadata import metadata

facts = Table(
    "facts",
    metadata,
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("facts", JSONB, nullable=False, comment="by name"),
    Column("read_at", DateTime(timezone=True), nullable=False, comment="when these were told"),
    Column("seconds_good", Integer, nullable=False, comment="for how long they need not be read again"),
    Column("attempted_at", DateTime(timezone=True), nullable=False),
    Column("fault", Text, comment="why the last reading failed; these are from the one before"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("facts_changed_at_idx", "changed_at"),
    comment="what sources outside the catalog told of each entity",
)

standings = Table(
    "standings",
    metadata,
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("level", SmallInteger, nullable=False),
    Column("results", JSONB, nullable=False, comment="the checks by result; those that do not apply are left out"),
    Column("judged_at", DateTime(timezone=True), nullable=False),
    comment="what came of all checks for each entity",
)

standing_changes = Table(
    "standing_changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("check_id", Text, nullable=False, comment="empty: its level"),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("standing_changes_entity_idx", "entity_id", "changed_at"),
    Index("standing_changes_changed_at_idx", "changed_at"),
    comment="how results and levels changed",
)

standing_days = Table(
    "standing_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("owner_ref", Text, primary_key=True, comment="empty: nobody's"),
    Column("levels", JSONB, nullable=False, comment="how many things are at each level"),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    comment="how each owner's things stood at the end of each day",
)

judging = Table(
    "judging",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column("change", BigInteger, nullable=False, server_default=text("0"), comment="judged up to here"),
    Column("facts_at", DateTime(timezone=True), comment="judged with all facts that changed up to here"),
    Column("rules", Text, comment="digest of the rules that all was judged by"),
    Column("complete_at", DateTime(timezone=True), comment="when everything was judged last"),
    comment="how far judging has come",
)

exemptions = Table(
    "exemptions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("check_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Date, nullable=False, comment="the last day on which it counts"),
    Column("asked_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="set: taken back"),
    Column("ended_by", Text),
    Index("exemptions_once_key", "entity_id", "check_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    comment="checks that an entity need not pass for a while",
)

mendings = Table(
    "mendings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("what", Text, nullable=False, comment="the check, or what else is to be changed"),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("number", Integer),
    Column("url", Text),
    Column("state", Text, nullable=False, server_default="asked", comment="asked, open, merged, closed or refused"),
    Column("reason", Text, comment="why it was refused"),
    Column("looked_at", DateTime(timezone=True)),
    Column("messages", JSONB, nullable=False, server_default=text("'[]'"), comment="[[channel, ts]] that show it"),
    Index("mendings_open_key", "entity_id", "what", unique=True, postgresql_where=text("state IN ('asked', 'open')")),
    comment="pull requests that were asked for by pressing a button",
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("report", Text, nullable=False),
    Column("team_ref", Text, nullable=False, comment="empty: for the platform"),
    Column("period", Text, nullable=False, comment="2026-W47"),
    Column("state", Text, nullable=False, comment="claimed, sending, posted, quiet, unsure or undeliverable"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
    Column("tried", JSONB, nullable=False, server_default=text("'[]'"), comment="[[channel, why it was refused]]"),
    Column("channel", Text),
    Column("outgoing_id", BigInteger, comment="the message on its way"),
    Column("ts", Text, comment="the message, once it is posted"),
    Column(
        "told", JSONB, nullable=False, server_default=text("'{}'"), comment="what it says, to be compared with later"
    ),
    Column("closed_at", DateTime(timezone=True)),
    Column("note", Text, comment="where it went otherwise than it should, in words"),
    UniqueConstraint("report", "team_ref", "period"),
    Index("deliveries_open_idx", "state", "claimed_at", postgresql_where=text("closed_at IS NULL")),
    comment="which report went where: one row for each team and period",
)

report_choices = Table(
    "report_choices",
    metadata,
    Column("report", Text, primary_key=True),
    Column("team_ref", Text, primary_key=True),
    Column("weekday", SmallInteger, comment="0 is Monday"),
    Column("hour", SmallInteger),
    Column("time_zone", Text),
    Column("snoozed_until", Date, comment="nothing is told before this day"),
    Column("is_silent_when_well", Boolean),
    Column("chosen_by", Text, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    comment="what teams chose for their reports",
)

attestations = Table(
    "attestations",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("verdict", Text, nullable=False, comment="ours, snoozed, deprecate, never or move"),
    Column("team_ref", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
    Column("until", Date, comment="not asked again before this day"),
    Index("attestations_entity_idx", "entity_id", "said_at"),
    comment="what teams said when they were asked whether something is still theirs",
)

attestation_asks = Table(
    "attestation_asks",
    metadata,
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="what was asked about in which report",
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("from_ref", Text, nullable=False),
    Column("to_ref", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("outcome", Text, comment="accepted, refused or withdrawn"),
    Index("transfers_open_key", "entity_id", unique=True, postgresql_where=text("decided_at IS NULL")),
    comment="things that one team would give to another",
)
