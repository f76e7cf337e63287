"""Slack's people and channels: who is who, what they claimed and asked, what a channel is about, and who did what."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from catalog_store.tables.metadata import metadata

people = Table(
    "people",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("slack_user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("time_zone", Text),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("slack_enterprise", Text),
    Column("display_name", Text),
    Column("is_bot", Boolean, nullable=False, server_default=text("false")),
    Column("is_guest", Boolean, nullable=False, server_default=text("false")),
    Column("left_at", DateTime(timezone=True), comment="set: deactivated in Slack, first seen then"),
    Index("people_email_idx", text("lower(btrim(email))")),
    comment="Slack's people as last read, matched to the catalog's users by e-mail",
)

people_readings = Table(
    "people_readings",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("slack_enterprise", Text),
    Column("attempted_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True), comment="the last time that all pages came"),
    Column("fault", Text, comment="why the last reading was not whole, in words"),
    Column("wanted_at", DateTime(timezone=True), comment="when somebody asked for a new one"),
    comment="when all people of each Slack workspace were read",
)

account_links = Table(
    "account_links",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("slack_user", Text, primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("linked_by", Text, nullable=False, comment="the Slack user who said so"),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("slack_team", "entity_id"),
    Index("account_links_entity_idx", "entity_id"),
    comment="Slack accounts whose person has another e-mail address in the catalog",
)

bindings = Table(
    "bindings",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column(
        "entity_id",
        BigInteger,
        ForeignKey("entities.id", ondelete="CASCADE"),
        comment="null: bound to nothing, whatever annotations say",
    ),
    Column("bound_by", Text, nullable=False),
    Column("bound_at", DateTime(timezone=True), nullable=False),
    comment="what each channel's questions are about when they name nothing",
)

claims = Table(
    "claims",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE")),
    Column("asked", Text, nullable=False, comment="the words that found nothing, or the entity's reference"),
    Column("slack_team", Text, nullable=False),
    Column("slack_user", Text, nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("settled_at", DateTime(timezone=True)),
    Index(
        "claims_once_key", "asked", "slack_team", "slack_user", unique=True, postgresql_where=text("settled_at IS NULL")
    ),
)

answers = Table(
    "answers",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("slack_user", Text, primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    comment="what each person asked about last, for their Home tab",
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("slack_team", Text, nullable=False),
    Column("slack_user", Text, nullable=False),
    Column("user_ref", Text, comment="who that was in the catalog then"),
    Column("deed", Text, nullable=False),
    Column("target", Text),
    Column("outcome", Text, nullable=False),
    Column("detail", Text),
    Index("audit_at_idx", "at"),
    Index("audit_user_idx", "user_ref", "at"),
    comment="who did what, and who was refused",
)
