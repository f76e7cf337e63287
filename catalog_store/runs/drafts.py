"""Forms that somebody has begun to fill in: any replica takes the next page, and tomorrow will do as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text

from catalog_store.database import Database
from catalog_store.storable import kept_json

#: A form that nobody has touched for so long is forgotten.
KEPT_FOR = timedelta(days=14)

_COLUMNS = (
    "id, slack_team, slack_user, template_ref, template_digest, answers, page, channel, saved_at, plan_digest, fixed"
)
# Other answers, or another version of the template, make another plan: what was previewed no longer counts.
_IS_OTHER = text(
    "SELECT (answers, template_digest) <> (CAST(:answers AS jsonb), CAST(:digest AS text)) FROM drafts"
    " WHERE id = :id FOR UPDATE"
)
_SAVE = text(
    """
    INSERT INTO drafts AS d (id, slack_team, slack_user, template_ref, template_digest, answers, page, channel, saved_at)
    VALUES (:id, :team, :user, :template, :digest, CAST(:answers AS jsonb), :page, :channel, :saved_at)
    ON CONFLICT (id) DO UPDATE SET template_ref = excluded.template_ref, template_digest = excluded.template_digest,
        answers = excluded.answers, page = excluded.page, channel = excluded.channel, saved_at = excluded.saved_at,
        plan_digest = CASE WHEN NOT :is_other THEN d.plan_digest END, fixed = CASE WHEN NOT :is_other THEN d.fixed END
    WHERE d.slack_team = excluded.slack_team AND d.slack_user = excluded.slack_user
    """
)
_FIND = text(f"SELECT {_COLUMNS} FROM drafts WHERE id = :id")  # noqa: S608  # constants
_LATEST = text(
    f"SELECT {_COLUMNS} FROM drafts WHERE slack_team = :team AND slack_user = :user"  # noqa: S608  # constants
    " ORDER BY saved_at DESC, id LIMIT :limit"
)
# Only if nobody has changed the answers since they were previewed.
_PLAN = text(
    "UPDATE drafts SET plan_digest = :plan, fixed = CAST(:fixed AS jsonb) WHERE id = :id"
    " AND answers = CAST(:answers AS jsonb) AND template_digest = :digest"
)
# What was asked to be approved is not what is wanted any more.
_VOID = text(
    """
    WITH withdrawn AS (
        UPDATE golden_path_runs SET state = 'cancelled', note = 'Its inputs were changed.', ended_at = now(),
            version = version + 1
        WHERE draft_id = :id AND state = 'waiting' RETURNING id
    )
    UPDATE approvals SET state = 'void', settled_at = now(), version = version + 1
    FROM withdrawn WHERE run_id = withdrawn.id AND settled_at IS NULL
    """
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One form, as far as it is filled in. `team_id` and `user_id` are Slack's.

    `plan_digest` and `fixed` are those of the last preview, and are kept by `Drafts.plan` alone.
    """

    id: str
    template: str
    digest: str
    answers: Mapping[str, Any]  # Any: JSON
    page: int
    user_id: str
    team_id: str
    channel: str | None
    saved_at: datetime
    plan_digest: str | None = None
    fixed: Mapping[str, Any] | None = None  # Any: JSON


class Drafts:
    """The drafts of everybody. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, draft: Draft) -> bool:
        """Keep it, new or changed; False when it is somebody else's.

        Where a run waits for approval of what it said before, that run is withdrawn.
        """
        values = {
            "id": draft.id,
            "team": draft.team_id,
            "user": draft.user_id,
            "template": draft.template,
            "digest": draft.digest,
            "answers": kept_json(draft.answers),
            "page": draft.page,
            "channel": draft.channel,
            "saved_at": draft.saved_at,
        }
        with self._database.changing() as connection:
            is_other = bool(connection.execute(_IS_OTHER, values).scalar())
            is_saved = connection.execute(_SAVE, {**values, "is_other": is_other}).rowcount == 1
            if is_saved and is_other:
                connection.execute(_VOID, {"id": draft.id})
            return is_saved

    def find(self, draft_id: str) -> Draft | None:
        """The draft with this id."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"id": draft_id}).first()
        return _draft(row) if row else None

    def latest(self, team_id: str, user_id: str, *, limit: int = 5) -> tuple[Draft, ...]:
        """What this person has begun, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_LATEST, {"team": team_id, "user": user_id, "limit": limit})
            return tuple(_draft(row) for row in rows)

    def plan(self, draft: Draft, plan_digest: str, fixed: Mapping[str, Any]) -> bool:  # Any: JSON
        """Keep what a preview of exactly these answers fixed; False when they are others by now."""
        values = {
            "id": draft.id,
            "plan": plan_digest,
            "fixed": kept_json(fixed),
            "answers": kept_json(draft.answers),
            "digest": draft.digest,
        }
        with self._database.changing() as connection:
            return connection.execute(_PLAN, values).rowcount == 1

    def remove(self, draft_id: str) -> None:
        """Forget it."""
        with self._database.changing() as connection:
            connection.execute(text("DELETE FROM drafts WHERE id = :id"), {"id": draft_id})

    def forget(self, *, now: datetime) -> int:
        """Drop what nobody has touched for a fortnight. Gives the number of drafts dropped."""
        with self._database.changing() as connection:
            gone = connection.execute(text("DELETE FROM drafts WHERE saved_at < :before"), {"before": now - KEPT_FOR})
            return gone.rowcount


def _draft(row: Row[Any]) -> Draft:  # Any: the columns' types
    return Draft(
        id=row.id,
        template=row.template_ref,
        digest=row.template_digest,
        answers=row.answers,
        page=row.page,
        user_id=row.slack_user,
        team_id=row.slack_team,
        channel=row.channel,
        saved_at=row.saved_at,
        plan_digest=row.plan_digest,
        fixed=row.fixed,
    )
