"""The tables of golden paths: templates as they were, drafts, runs with their steps and logs, approvals."""

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
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog_store.tables import metadata

__all__ = ["metadata"]

template_versions = Table(
    "template_versions",
    metadata,
    Column("digest", Text, primary_key=True, comment="of the template's file and everything in its folder"),
    Column("ref", Text, nullable=False),
    Column("archive", LargeBinary, nullable=False, comment="its folder, packed"),
    Column("document", JSONB, nullable=False, comment="the template itself, with all that it includes"),
    Column("used_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="templates as they were when somebody began with them",
)

registered_places = Table(
    "registered_places",
    metadata,
    Column("location", Text, primary_key=True, comment="the source's id"),
    Column("run_id", Text, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="files that golden paths have told the catalog to read, and that no configured source covers",
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slack_team", Text, nullable=False),
    Column("slack_user", Text, nullable=False),
    Column("template_ref", Text, nullable=False),
    Column("template_digest", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("page", Integer, nullable=False),
    Column("channel", Text, comment="where it was begun"),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("plan_digest", Text, comment="of the preview that was shown last; null since the answers changed"),
    Column("fixed", JSONB, comment="what that preview fixed: clock, task id, commits, the catalog's answers"),
    Index("drafts_person_idx", "slack_team", "slack_user", "saved_at"),
    Index("drafts_saved_at_idx", "saved_at"),
    comment="forms that somebody has begun to fill in",
)

golden_path_runs = Table(
    "golden_path_runs",
    metadata,
    Column("id", Text, primary_key=True, comment="the task id that the preview fixed"),
    Column("template_ref", Text, nullable=False),
    Column("template_title", Text, nullable=False),
    Column("template_digest", Text, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("plan_digest", Text, nullable=False),
    Column("fixed", JSONB, nullable=False, comment="clock, task id, commits and the catalog's answers of the preview"),
    Column("slack_team", Text, nullable=False),
    Column("slack_user", Text, nullable=False, comment="who asked for it"),
    Column("user_ref", Text, comment="the same person in the catalog"),
    Column("team_ref", Text, comment="the group that it is done for"),
    Column("target_ref", Text, comment="the entity that it acts on"),
    Column("state", Text, nullable=False),
    Column("error", Text, comment="why it failed, in words"),
    Column("note", Text, comment="what else there is to say: who stopped it, what it waits for"),
    Column("channel", Text, nullable=False),
    Column("card_ts", Text, comment="its message, once it is posted"),
    Column("output", JSONB, nullable=False, server_default=text("'{}'"), comment="links, text and more, at the end"),
    Column("fence", Integer, nullable=False, server_default=text("0"), comment="counts the workers that took it up"),
    Column("version", Integer, nullable=False, server_default=text("1"), comment="counts what the card has to show"),
    Column("drawn", Integer, nullable=False, server_default=text("0"), comment="the version that the card shows"),
    Column("drawing_until", DateTime(timezone=True), comment="a replica is about to draw it"),
    Column("cancel_by", Text, comment="the Slack user who wants it to stop"),
    Column("draft_id", Text, comment="the form that it was begun from"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("begun_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Index("golden_path_runs_person_idx", "slack_team", "slack_user", "made_at"),
    Index("golden_path_runs_team_idx", "team_ref", "made_at"),
    Index("golden_path_runs_open_idx", "state", postgresql_where=text("ended_at IS NULL")),
    Index("golden_path_runs_draft_idx", "draft_id", postgresql_where=text("state = 'waiting'")),
    Index("golden_path_runs_undrawn_idx", "id", postgresql_where=text("drawn < version")),
    comment="every run of a golden path",
)

golden_path_steps = Table(
    "golden_path_steps",
    metadata,
    Column("run_id", Text, ForeignKey("golden_path_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 0"),
    Column("step_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("is_skippable", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", DateTime(timezone=True), comment="when it was begun for the first time"),
    Column("ended_at", DateTime(timezone=True)),
    Column("begun", Integer, nullable=False, server_default=text("0"), comment="how often since a person asked for it"),
    Column("input", JSONB, comment="as rendered, secrets masked"),
    Column("output", JSONB, nullable=False, server_default=text("'{}'")),
    Column("error", Text, comment="why it failed, in plain words"),
    Column("has_left", Boolean, nullable=False, server_default=text("false"), comment="there is something to clean up"),
    comment="the steps of the runs",
)

golden_path_log = Table(
    "golden_path_log",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("run_id", Text, ForeignKey("golden_path_runs.id", ondelete="CASCADE"), nullable=False),
    Column("step", Integer, comment="its number; null: of the run as a whole"),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("line", Text, nullable=False, comment="secrets masked"),
    Index("golden_path_log_run_idx", "run_id", "id"),
    comment="what the steps said",
)

golden_path_workspaces = Table(
    "golden_path_workspaces",
    metadata,
    Column("run_id", Text, ForeignKey("golden_path_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("archive", LargeBinary, nullable=False, comment="the workspace after the last step that ended, packed"),
    Column("digest", LargeBinary, nullable=False, comment="of what is in it, to tell a change"),
    comment="the files of the runs that have not ended, for any replica to go on with",
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run_id", Text, ForeignKey("golden_path_runs.id", ondelete="CASCADE"), nullable=False),
    Column("plan_digest", Text, nullable=False, comment="what is approved: this plan, and no other"),
    Column("rule", Text, nullable=False, comment="owner, on-call, a group's reference or role:x"),
    Column("approvers", JSONB, nullable=False, comment="users who could say yes when it was opened"),
    Column("needed", Integer, nullable=False),
    Column("requester_may", Boolean, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default=text("1"), comment="counts what the card has to show"),
    Column("drawn", Integer, nullable=False, server_default=text("0"), comment="the version that the card shows"),
    Column("taken_at", DateTime(timezone=True), comment="when a replica began to post it"),
    Column("channel", Text),
    Column("ts", Text, comment="the card, once it is posted"),
    Index("approvals_run_idx", "run_id"),
    Index("approvals_open_idx", "expires_at", postgresql_where=text("settled_at IS NULL")),
    Index("approvals_undrawn_idx", "id", postgresql_where=text("drawn < version")),
    comment="what others have to say yes to before a run begins",
)

approval_votes = Table(
    "approval_votes",
    metadata,
    Column("approval_id", Text, ForeignKey("approvals.id", ondelete="CASCADE"), primary_key=True),
    Column("slack_team", Text, primary_key=True),
    Column("slack_user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_yes", Boolean, nullable=False),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("at", DateTime(timezone=True), nullable=False),
    comment="who said yes or no",
)
