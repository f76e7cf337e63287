"""Checks that an entity need not pass for a while: asked for by one, allowed by another."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import TextClause, text

from catalog_store.database import Database
from catalog_store.scorecards import Exemption

_ASK = text(
    """
    INSERT INTO exemptions (entity_id, check_id, reason, until, asked_by, made_at)
    SELECT e.id, :check, :reason, :until, :by, :at FROM entities e WHERE e.id = :entity AND e.removed_at IS NULL
    ON CONFLICT (entity_id, check_id) WHERE ended_at IS NULL DO UPDATE SET reason = excluded.reason,
        until = excluded.until, asked_by = excluded.asked_by, approved_by = NULL, made_at = excluded.made_at
    RETURNING id
    """
)
_COLUMNS = "x.id, x.entity_id, x.check_id, x.reason, x.until, x.asked_by, x.approved_by"
_FIND = text(f"SELECT {_COLUMNS} FROM exemptions x WHERE x.id = :id AND x.ended_at IS NULL")  # noqa: S608  # constants
_ALLOW = text(
    f"""
    UPDATE exemptions x SET approved_by = :by, made_at = :at
    WHERE id = :id AND ended_at IS NULL AND approved_by IS NULL AND asked_by <> :by RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_END = text(
    f"""
    UPDATE exemptions x SET ended_at = :at, ended_by = :by WHERE id = :id AND ended_at IS NULL RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An exemption that was asked for. It counts once somebody else has allowed it."""

    id: int
    entity_id: int
    exemption: Exemption

    @property
    def is_allowed(self) -> bool:
        return self.exemption.approved_by is not None


class Exemptions:
    """Who asked to be exempt from what. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, entity_id: int, check_id: str, *, reason: str, until: date, by: str, at: datetime) -> Asked | None:
        """Ask for one, instead of any that there was; None where the entity is gone."""
        values = {"entity": entity_id, "check": check_id, "reason": reason, "until": until, "by": by, "at": at}
        with self._database.changing() as connection:
            found = connection.execute(_ASK, values).scalar_one_or_none()
        return self.find(found) if found is not None else None

    def find(self, exemption_id: int) -> Asked | None:
        """One that was not taken back."""
        return self._one(_FIND, id=exemption_id)

    def allow(self, exemption_id: int, *, by: str, at: datetime) -> Asked | None:
        """Let it count. None where somebody has decided, or `by` is who asked."""
        return self._one(_ALLOW, id=exemption_id, by=by, at=at)

    def end(self, exemption_id: int, *, by: str, at: datetime) -> Asked | None:
        """Refuse it, or take it back. None where that was done before."""
        return self._one(_END, id=exemption_id, by=by, at=at)

    def _one(self, statement: TextClause, **values: object) -> Asked | None:
        with self._database.changing() as connection:
            row = connection.execute(statement, values).one_or_none()
        if row is None:
            return None
        exemption = Exemption(row.check_id, row.reason, row.until, row.asked_by, row.approved_by)
        return Asked(row.id, row.entity_id, exemption)
