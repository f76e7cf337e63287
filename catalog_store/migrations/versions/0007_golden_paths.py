"""Golden paths: templates as they were, drafts, runs with their steps and logs, approvals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_golden_paths"
down_revision = "0006_slack_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, and a column without a default: nobody waits long."""
    _template_versions()
    _registered_places()
    _drafts()
    _golden_path_runs()
    _golden_path_steps()
    _golden_path_log()
    _golden_path_workspaces()
    _approvals()
    _approval_votes()
    key = sa.Column("key", sa.Text(), nullable=True, comment="of those with the same key only one is ever kept")
    op.add_column("outgoing", key)
    op.create_index("outgoing_key_key", "outgoing", ["key"], unique=True, postgresql_where=sa.text("key IS NOT NULL"))


def _template_versions() -> None:
    op.create_table(
        "template_versions",
        sa.Column("digest", sa.Text(), nullable=False, comment="of the template's file and everything in its folder"),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False, comment="its folder, packed"),
        sa.Column(
            "document", postgresql.JSONB(), nullable=False, comment="the template itself, with all that it includes"
        ),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("template_versions_pkey")),
        comment="templates as they were when somebody began with them",
    )


def _registered_places() -> None:
    op.create_table(
        "registered_places",
        sa.Column("location", sa.Text(), nullable=False, comment="the source's id"),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("location", name=op.f("registered_places_pkey")),
        comment="files that golden paths have told the catalog to read, and that no configured source covers",
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("template_ref", sa.Text(), nullable=False),
        sa.Column("template_digest", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True, comment="where it was begun"),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "plan_digest",
            sa.Text(),
            nullable=True,
            comment="of the preview that was shown last; null since the answers changed",
        ),
        sa.Column(
            "fixed",
            postgresql.JSONB(),
            nullable=True,
            comment="what that preview fixed: clock, task id, commits, the catalog's answers",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("drafts_pkey")),
        comment="forms that somebody has begun to fill in",
    )
    op.create_index("drafts_person_idx", "drafts", ["slack_team", "slack_user", "saved_at"])
    op.create_index("drafts_saved_at_idx", "drafts", ["saved_at"])


def _golden_path_runs() -> None:
    op.create_table(
        "golden_path_runs",
        sa.Column("id", sa.Text(), nullable=False, comment="the task id that the preview fixed"),
        sa.Column("template_ref", sa.Text(), nullable=False),
        sa.Column("template_title", sa.Text(), nullable=False),
        sa.Column("template_digest", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("plan_digest", sa.Text(), nullable=False),
        sa.Column(
            "fixed",
            postgresql.JSONB(),
            nullable=False,
            comment="clock, task id, commits and the catalog's answers of the preview",
        ),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False, comment="who asked for it"),
        sa.Column("user_ref", sa.Text(), nullable=True, comment="the same person in the catalog"),
        sa.Column("team_ref", sa.Text(), nullable=True, comment="the group that it is done for"),
        sa.Column("target_ref", sa.Text(), nullable=True, comment="the entity that it acts on"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True, comment="why it failed, in words"),
        sa.Column(
            "note", sa.Text(), nullable=True, comment="what else there is to say: who stopped it, what it waits for"
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("card_ts", sa.Text(), nullable=True, comment="its message, once it is posted"),
        sa.Column(
            "output",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="links, text and more, at the end",
        ),
        sa.Column(
            "fence",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="counts the workers that took it up",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="counts what the card has to show",
        ),
        sa.Column(
            "drawn",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="the version that the card shows",
        ),
        sa.Column("drawing_until", sa.DateTime(timezone=True), nullable=True, comment="a replica is about to draw it"),
        sa.Column("cancel_by", sa.Text(), nullable=True, comment="the Slack user who wants it to stop"),
        sa.Column("draft_id", sa.Text(), nullable=True, comment="the form that it was begun from"),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("golden_path_runs_pkey")),
        comment="every run of a golden path",
    )
    op.create_index(
        "golden_path_runs_draft_idx", "golden_path_runs", ["draft_id"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "golden_path_runs_open_idx", "golden_path_runs", ["state"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index("golden_path_runs_person_idx", "golden_path_runs", ["slack_team", "slack_user", "made_at"])
    op.create_index("golden_path_runs_team_idx", "golden_path_runs", ["team_ref", "made_at"])
    op.create_index(
        "golden_path_runs_undrawn_idx", "golden_path_runs", ["id"], postgresql_where=sa.text("drawn < version")
    )


def _golden_path_steps() -> None:
    op.create_table(
        "golden_path_steps",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="from 0"),
        sa.Column("step_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("is_skippable", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "begun_at", sa.DateTime(timezone=True), nullable=True, comment="when it was begun for the first time"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "begun",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="how often since a person asked for it",
        ),
        sa.Column("input", postgresql.JSONB(), nullable=True, comment="as rendered, secrets masked"),
        sa.Column("output", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True, comment="why it failed, in plain words"),
        sa.Column(
            "has_left",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="there is something to clean up",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["golden_path_runs.id"], name=op.f("golden_path_steps_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("golden_path_steps_pkey")),
        comment="the steps of the runs",
    )


def _golden_path_log() -> None:
    op.create_table(
        "golden_path_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True, comment="its number; null: of the run as a whole"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.Text(), nullable=False, comment="secrets masked"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["golden_path_runs.id"], name=op.f("golden_path_log_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("golden_path_log_pkey")),
        comment="what the steps said",
    )
    op.create_index("golden_path_log_run_idx", "golden_path_log", ["run_id", "id"])


def _golden_path_workspaces() -> None:
    op.create_table(
        "golden_path_workspaces",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column(
            "archive", sa.LargeBinary(), nullable=False, comment="the workspace after the last step that ended, packed"
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="of what is in it, to tell a change"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["golden_path_runs.id"], name=op.f("golden_path_workspaces_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("golden_path_workspaces_pkey")),
        comment="the files of the runs that have not ended, for any replica to go on with",
    )


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("plan_digest", sa.Text(), nullable=False, comment="what is approved: this plan, and no other"),
        sa.Column("rule", sa.Text(), nullable=False, comment="owner, on-call, a group's reference or role:x"),
        sa.Column(
            "approvers", postgresql.JSONB(), nullable=False, comment="users who could say yes when it was opened"
        ),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("requester_may", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="counts what the card has to show",
        ),
        sa.Column(
            "drawn",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="the version that the card shows",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True, comment="when a replica began to post it"),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True, comment="the card, once it is posted"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["golden_path_runs.id"], name=op.f("approvals_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("approvals_pkey")),
        comment="what others have to say yes to before a run begins",
    )
    op.create_index("approvals_open_idx", "approvals", ["expires_at"], postgresql_where=sa.text("settled_at IS NULL"))
    op.create_index("approvals_run_idx", "approvals", ["run_id"])
    op.create_index("approvals_undrawn_idx", "approvals", ["id"], postgresql_where=sa.text("drawn < version"))


def _approval_votes() -> None:
    op.create_table(
        "approval_votes",
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("slack_team", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("approval_votes_approval_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("approval_id", "slack_team", "slack_user", name=op.f("approval_votes_pkey")),
        comment="who said yes or no",
    )
