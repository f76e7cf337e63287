"""The tables, as SQLAlchemy Core knows them. `migrations/` makes them; a test holds the two together."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    }
)

#: Numbers every change of an entity. Taken under one lock, so that they become visible in their order.
change_sequence = Sequence("change_seq", metadata=metadata)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True, comment="file:/path, url:https://… or a configured name"),
    Column("attempted_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True), comment="the last read in which everything answered"),
    Column("fault", Text, comment="why the last read was not complete, in words"),
    Column("waiting_removals", JSONB, comment="references that a large deletion would remove, waiting for a person"),
)

files = Table(
    "files",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("location", Text, nullable=False),
    Column("hash", LargeBinary, comment="of the bytes and all they depend on; null: read it again next time"),
    Column("dependencies", JSONB, nullable=False, server_default=text("'[]'"), comment="[[location, hex digest]]"),
    Column("targets", JSONB, nullable=False, server_default=text("'[]'"), comment="where its Locations point"),
    Column("commit", Text),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("faults", JSONB, nullable=False, server_default=text("'[]'")),
    UniqueConstraint("source_id", "location"),
)

entities = Table(
    "entities",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ref", Text, nullable=False, comment="kind:namespace/name in lower case"),
    Column("kind", Text, nullable=False, comment="in lower case"),
    Column("label", Text, nullable=False, comment="what a person calls it: title, else name"),
    Column("owner_ref", Text),
    Column("on_call_ref", Text, comment="the person whom the on-call annotation names"),
    Column("file_id", BigInteger, ForeignKey("files.id", ondelete="SET NULL")),
    Column("line", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("hash", LargeBinary, nullable=False, comment="of the document, to tell a change"),
    Column("change", BigInteger, nullable=False, comment="from change_seq"),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column(
        "broken_at",
        DateTime(timezone=True),
        comment="set: its file's newer version has faults; this is the last good one",
    ),
    Column("removed_at", DateTime(timezone=True), comment="set: no longer in the catalog, kept to be undone"),
    Index("entities_ref_key", "ref", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("entities_owner_idx", "owner_ref", postgresql_where=text("removed_at IS NULL")),
    Index("entities_kind_idx", "kind", "ref", postgresql_where=text("removed_at IS NULL")),
    Index("entities_change_idx", "change"),
    Index("entities_file_idx", "file_id"),
)

relations = Table(
    "relations",
    metadata,
    Column("declared_by", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("type", Text, primary_key=True),
    Column("source_ref", Text, primary_key=True),
    Column("target_ref", Text, primary_key=True),
    Index("relations_source_idx", "source_ref", "type"),
    Index("relations_target_idx", "target_ref", "type"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("key", Text, primary_key=True, comment="`space:value`, normalised as catalog_store.aliases does"),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("because", Text, nullable=False, comment="in words: which field or annotation says so"),
    Column("kept", Boolean, nullable=False, server_default=text("false"), comment="a former name: outlives its file"),
    Index("aliases_entity_idx", "entity_id"),
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

seen_events = Table(
    "seen_events",
    metadata,
    Column("key", Text, primary_key=True, comment="an event id, or channel, time stamp and type together"),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("seen_events_seen_at_idx", "seen_at"),
)

people = Table(
    "people",
    metadata,
    Column("slack_team", Text, primary_key=True),
    Column("slack_user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("time_zone", Text),
    Column("read_at", DateTime(timezone=True), nullable=False),
    comment="Slack's people as last read, matched to the catalog's users by e-mail",
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

removal_cards = Table(
    "removal_cards",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("digest", Text, primary_key=True, comment="of the references that would be removed"),
    Column("count", Integer, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False, comment="when a replica began to post it"),
    Column("channel", Text),
    Column("ts", Text, comment="the card, once it is posted"),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_by", Text, comment="the Slack user who decided; null: the source settled it"),
    Column("outcome", Text),
    Column("removed_at", DateTime(timezone=True), comment="what was applied, as entities.removed_at has it"),
    Column("drawn", Text, comment="the outcome that the card shows"),
    comment="large removals that people were asked about, one card for each set",
)
