"""What came from Slack and what leaves for it."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, Table, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from catalog_store.tables.metadata import metadata

seen_events = Table(
    "seen_events",
    metadata,
    Column("key", Text, primary_key=True, comment="an event id, or channel, time stamp and type together"),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("seen_events_seen_at_idx", "seen_at"),
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

shared_channels = Table(
    "shared_channels",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="when Slack last told that it is shared"),
    comment="channels that are shared with people of other companies: nothing internal is told there",
)

slack_channels = Table(
    "slack_channels",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="when Slack last listed it, to within a day"),
    comment="what Slack's channels are called, for those who do not ask Slack",
)

slack_user_groups = Table(
    "slack_user_groups",
    metadata,
    Column("id", Text, primary_key=True, comment="empty: stands for the list itself, also for an empty one"),
    Column("slack_team", Text, nullable=False),
    Column("handle", Text, nullable=False, comment="without the @, in lower case"),
    Column("members", ARRAY(Text), nullable=False, comment="ids of Slack's users"),
    Column("read_at", DateTime(timezone=True), nullable=False, comment="when Slack told so"),
    comment="who is in Slack's user groups, for roles that are given to them",
)
