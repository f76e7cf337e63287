"""Tables about what is deployed, about messages that keep themselves current, and about what channels are told."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from catalog_store.tables.metadata import metadata

deployments = Table(
    "deployments",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("source", Text, nullable=False, comment="which system told: kubernetes, argocd, github"),
    Column("key", Text, nullable=False, comment="the system's own name of it"),
    Column("environment", Text, nullable=False),
    Column("cluster", Text, nullable=False, server_default=text("''")),
    Column("version", Text, nullable=False, server_default=text("''"), comment="the image's tag"),
    Column("commit", Text, nullable=False, server_default=text("''")),
    Column("commit_url", Text),
    Column("by", Text, nullable=False, server_default=text("''"), comment="who, as that system calls them"),
    Column("what", Text, nullable=False, server_default=text("''"), comment="the change's title"),
    Column("url", Text),
    Column("outcome", Text, nullable=False),
    Column("deployed_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="when it was told of last"),
    UniqueConstraint("entity_id", "source", "key"),
    Index("deployments_recent_idx", "entity_id", "deployed_at"),
    comment="what came to which environment when, by whom",
)

live_messages = Table(
    "live_messages",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("thread_ts", Text),
    Column("refs", ARRAY(Text), nullable=False, comment="what it tells about"),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("drawn_at", DateTime(timezone=True), nullable=False),
    Column("shown", JSONB, nullable=False, server_default=text("'{}'"), comment="each thing's state as it is drawn"),
    Column("changes", JSONB, nullable=False, server_default=text("'[]'"), comment="[[time, sentence]], newest first"),
    Column("stopped_at", DateTime(timezone=True)),
    Column("stopped_by", Text, comment="the Slack user; null: its time was over"),
    Index("live_messages_running_idx", "until", postgresql_where=text("stopped_at IS NULL")),
    comment="answers that keep themselves current for a while",
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("slack_team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("entity_id", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), nullable=False),
    Column("chosen_by", Text, nullable=False, comment="the Slack user"),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Column("looked_at", DateTime(timezone=True)),
    Column(
        "version",
        BigInteger,
        nullable=False,
        server_default=text("0"),
        comment="rises with every look, so that of several replicas' looks one counts",
    ),
    Column(
        "states",
        JSONB,
        nullable=False,
        server_default=text("'{}'"),
        comment="of each thing by its reference: what was said of it last, and what was seen",
    ),
    Column("unsaid", JSONB, comment="a message that is on its way to the outbox"),
    UniqueConstraint("slack_team", "channel"),
    Index("announcements_entity_idx", "entity_id"),
    comment="channels in which changes of state are announced",
)
