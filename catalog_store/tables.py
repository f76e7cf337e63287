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
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

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
    Column("next_at", DateTime(timezone=True), comment="when it is due to be read again"),
    Column("requests_left", Integer, comment="of the host's rate limit, after the last read"),
    Column("requests_limit", Integer),
    Column("requests_reset_at", DateTime(timezone=True)),
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
    Column(
        "content", LargeBinary, comment="hash of the bytes alone, to tell that they are the same without reading them"
    ),
    Column("revision", Text, comment="what its place calls this version of it: a blob's id"),
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
    Index("aliases_kept_idx", "key", postgresql_where=text("kept")),
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

repositories = Table(
    "repositories",
    metadata,
    Column("host", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, comment="the host's own id, which outlives every rename"),
    Column("slug", Text, nullable=False, comment="owner/name as it is written"),
    Column("former_slugs", JSONB, nullable=False, server_default=text("'[]'")),
    Column("url", Text, nullable=False),
    Column("default_branch", Text, comment="null: nothing was ever pushed"),
    Column("head", Text, comment="commit of the default branch"),
    Column("is_archived", Boolean, nullable=False),
    Column("is_fork", Boolean, nullable=False),
    Column("visibility", Text, nullable=False, comment="public, private or internal"),
    Column("topics", JSONB, nullable=False, server_default=text("'[]'")),
    Column("language", Text),
    Column("description", Text),
    Column("pushed_at", DateTime(timezone=True)),
    Column("committed_at", DateTime(timezone=True), comment="of the default branch's last commit"),
    Column("committed_by", Text, comment="login, else name, of its author"),
    Column("codeowners_path", Text),
    Column("codeowners", Text, comment="the file's text"),
    Column("committers", JSONB, nullable=False, server_default=text("'[]'"), comment="[[login, commits]] of 90 days"),
    Column("facts_head", Text, comment="the head at which owners and committers were read"),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("gone_at", DateTime(timezone=True), comment="set: no longer there, or no longer shown to us"),
    Index("repositories_slug_idx", text("lower(slug)")),
)

repository_reads = Table(
    "repository_reads",
    metadata,
    Column("source_id", Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("host", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("root", Text, nullable=False, comment="the beginning of its files' locations"),
    Column("head", Text, comment="the commit at which every descriptor was read; null: read it again"),
    Column("pattern", Text, nullable=False, comment="where descriptors were looked for"),
    comment="what each source has read of each repository",
)

remembered_pages = Table(
    "remembered_pages",
    metadata,
    Column("key", Text, primary_key=True, comment="whose eyes and which address"),
    Column("etag", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Index("remembered_pages_used_at_idx", "used_at"),
    comment="answers that need not be sent again as long as they are the same",
)

documents = Table(
    "documents",
    metadata,
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True, comment="within the documents' folder"),
    Column("position", Integer, primary_key=True, comment="of the section in its file, from 0"),
    Column("number", Integer, nullable=False, comment="of the file among the entity's documents, from 0"),
    Column("page", Text, nullable=False, comment="what the file is called"),
    Column("title", Text, nullable=False, comment="the section's heading"),
    Column("anchor", Text, nullable=False),
    Column("text", Text, nullable=False, comment="Markdown, without the heading"),
    Column("url", Text, comment="where the file can be read in a browser"),
    Column("hash", LargeBinary, nullable=False, comment="of the file and its address, to tell a change"),
    comment="sections of the Markdown files that entities name as their documentation",
)

search_entries = Table(
    "search_entries",
    metadata,
    Column("key", Text, primary_key=True, comment="the entity's id; of a section with path and position"),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("weight", SmallInteger, nullable=False, comment="how many words its shortest name has"),
    Column("words", TSVECTOR, nullable=False, comment="`=word` of its names, `word`, `filter:value`"),
    Index("search_entries_entity_idx", "entity_id"),
    Index("search_entries_words_idx", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

search_progress = Table(
    "search_progress",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column(
        "catalog",
        Uuid,
        nullable=False,
        server_default=text("gen_random_uuid()"),
        comment="tells an index on disk whose it is",
    ),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column(
        "change",
        BigInteger,
        nullable=False,
        server_default=text("0"),
        comment="search_entries has everything up to here",
    ),
)

send_buckets = Table(
    "send_buckets",
    metadata,
    Column("key", Text, primary_key=True, comment="a method of Slack's, alone or with a channel"),
    Column("used_until", DateTime(timezone=True), nullable=False),
    Column("paused_until", DateTime(timezone=True), comment="Slack asked us to wait"),
    comment="how much of each of Slack's limits all replicas together have used up",
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("method", Text, nullable=False),
    Column("payload", JSONB, nullable=False, comment="emptied once it is settled"),
    Column("lane", ARRAY(Text), nullable=False),
    Column("urgency", Integer, nullable=False, comment="the lower goes first"),
    Column("asker", Text, comment="whose message it answers: team, channel and user"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("due_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("claimed_by", Text, comment="the replica that has it in hand"),
    Column("claimed_until", DateTime(timezone=True)),
    Column("fence", Integer, nullable=False, server_default=text("0"), comment="counts the claims"),
    Column("begun_at", DateTime(timezone=True), comment="set: the call may have reached Slack"),
    Column("settled_at", DateTime(timezone=True)),
    Column("outcome", Text, comment="sent, unsure, or Slack's word for why not"),
    Column("ts", Text, comment="the message, once it is posted"),
    Column("key", Text, comment="of those with the same key only one is ever kept"),
    Index("outgoing_key_key", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
    Index("outgoing_waiting_idx", "method", "lane", "urgency", "id", postgresql_where=text("settled_at IS NULL")),
    Index("outgoing_settled_idx", "settled_at"),
    Index("outgoing_asker_idx", "asker", "made_at"),
    comment="messages that must not be lost when a process dies",
)

notices = Table(
    "notices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("told_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="what people were told about once, and are not told again",
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
