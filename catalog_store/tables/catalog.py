"""The catalog: sources and files, entities with their relations and names, documents and what search knows of them."""

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
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from catalog_store.tables.metadata import metadata

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
    Column("removed_unasked", Text, comment="the source whose read removed it without asking anybody"),
    Index("entities_ref_key", "ref", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("entities_owner_idx", "owner_ref", postgresql_where=text("removed_at IS NULL")),
    Index("entities_kind_idx", "kind", "ref", postgresql_where=text("removed_at IS NULL")),
    Index("entities_change_idx", "change"),
    Index("entities_file_idx", "file_id"),
    Index("entities_removed_idx", "removed_at", postgresql_where=text("removed_at IS NOT NULL")),
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
