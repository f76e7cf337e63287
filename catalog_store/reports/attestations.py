"""What teams say when they are asked whether a thing is still theirs, what they were asked, and what goes to another team."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import TextClause, text

from catalog_store.database import Database

#: So long nobody is asked again about what they said is theirs.
GOOD_FOR = timedelta(days=90)


class Verdict(StrEnum):
    """What a team said."""

    OURS = "ours"
    SNOOZED = "snoozed"
    DEPRECATE = "deprecate"
    NEVER = "never"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Attested:
    """What was said last about a thing."""

    verdict: Verdict
    team: str
    by: str
    said_at: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class Silence:
    """A thing about which its team was asked and has not answered: how often, and since when."""

    times: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    """A thing that one team would give to another."""

    id: int
    entity_id: int
    from_team: str
    to_team: str
    asked_by: str
    outcome: str | None


_SAY = text(
    """
    INSERT INTO attestations (entity_id, verdict, team_ref, by, said_at, until)
    SELECT e.id, :verdict, :team, :by, :at, :until FROM entities e WHERE e.id = :entity AND e.removed_at IS NULL
    RETURNING id
    """
)
_LATEST = text(
    """
    SELECT DISTINCT ON (entity_id) entity_id, verdict, team_ref, by, said_at, until FROM attestations
    WHERE entity_id = ANY(:ids) ORDER BY entity_id, said_at DESC, id DESC
    """
)
# Settled when the file says something else: until then the catalog still names them.
_DISOWNED = text(
    """
    SELECT last.entity_id FROM (
        SELECT DISTINCT ON (entity_id) entity_id, verdict, team_ref, said_at FROM attestations
        ORDER BY entity_id, said_at DESC, id DESC
    ) AS last
    JOIN entities e ON e.id = last.entity_id AND e.removed_at IS NULL AND e.owner_ref = last.team_ref
    WHERE last.verdict = 'never' ORDER BY last.said_at, last.entity_id
    """
)
_COUNTS = text("SELECT verdict, count(*) AS number FROM attestations WHERE said_at >= :since GROUP BY verdict")
_ASKED = text(
    """
    INSERT INTO attestation_asks (entity_id, delivery_id, asked_at)
    SELECT e.id, :delivery, :at FROM entities e WHERE e.id = ANY(:ids) ON CONFLICT DO NOTHING
    """
)
# Only a report that has arrived was one that could be answered.
_SILENT = text(
    """
    SELECT a.entity_id, count(*) AS times, min(a.asked_at) AS since
    FROM attestation_asks a JOIN deliveries d ON d.id = a.delivery_id AND d.state = 'posted'
    WHERE a.entity_id = ANY(:ids) AND a.asked_at > coalesce(
        (SELECT max(t.said_at) FROM attestations t WHERE t.entity_id = a.entity_id), '-infinity'
    ) GROUP BY a.entity_id
    """
)
_OFFER = text(
    """
    INSERT INTO transfers (entity_id, from_ref, to_ref, asked_by, asked_at)
    VALUES (:entity, :from_team, :to_team, :by, :at)
    ON CONFLICT (entity_id) WHERE decided_at IS NULL DO UPDATE SET to_ref = excluded.to_ref,
        asked_by = excluded.asked_by, asked_at = excluded.asked_at
    RETURNING id, entity_id, from_ref, to_ref, asked_by, outcome
    """
)
_DECIDE = text(
    """
    UPDATE transfers SET decided_by = :by, decided_at = :at, outcome = :outcome
    WHERE id = :id AND decided_at IS NULL RETURNING id, entity_id, from_ref, to_ref, asked_by, outcome
    """
)
_TRANSFER = text("SELECT id, entity_id, from_ref, to_ref, asked_by, outcome FROM transfers WHERE id = :id")


class Attestations:
    """What was asked and said. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(
        self, entity_id: int, verdict: Verdict, *, team: str, by: str, at: datetime, until: date | None = None
    ) -> bool:
        """Keep what somebody of the team says; False where the thing is gone."""
        values = {"entity": entity_id, "verdict": verdict.value, "team": team, "by": by, "at": at, "until": until}
        return bool(self._all(_SAY, values))

    def latest(self, ids: Collection[int]) -> dict[int, Attested]:
        """What was said last about each of these."""
        rows = self._all(_LATEST, {"ids": list(ids)})
        return {
            row.entity_id: Attested(Verdict(row.verdict), row.team_ref, row.by, row.said_at, row.until) for row in rows
        }

    def disowned(self) -> tuple[int, ...]:
        """What is still written as a team's that said last that it never was theirs, the longest first."""
        return tuple(row.entity_id for row in self._all(_DISOWNED, {}))

    def counts(self, *, since: datetime) -> dict[Verdict, int]:
        """How often what was said."""
        return {Verdict(row.verdict): row.number for row in self._all(_COUNTS, {"since": since})}

    def note_asked(self, ids: Sequence[int], *, delivery: int, at: datetime) -> None:
        """Note what a report asks about."""
        with self._database.changing() as connection:
            connection.execute(_ASKED, {"ids": list(ids), "delivery": delivery, "at": at})

    def silent(self, ids: Collection[int]) -> dict[int, Silence]:
        """Those of these that were asked about and not answered since."""
        rows = self._all(_SILENT, {"ids": list(ids)})
        return {row.entity_id: Silence(row.times, row.since) for row in rows}

    def offer(self, entity_id: int, *, from_team: str, to_team: str, by: str, at: datetime) -> Transfer:
        """Offer a thing to another team, instead of any offer that waits."""
        values = {"entity": entity_id, "from_team": from_team, "to_team": to_team, "by": by, "at": at}
        return _transfer(self._all(_OFFER, values)[0])

    def transfer(self, transfer_id: int) -> Transfer | None:
        """The offer of this id."""
        return next(map(_transfer, self._all(_TRANSFER, {"id": transfer_id})), None)

    def decide(self, transfer_id: int, outcome: str, *, by: str, at: datetime) -> Transfer | None:
        """Accept or refuse an offer; None where that was done before."""
        values = {"id": transfer_id, "by": by, "at": at, "outcome": outcome}
        return next(map(_transfer, self._all(_DECIDE, values)), None)

    def _all(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Any]:  # Any: rows
        with self._database.changing() as connection:
            return connection.execute(statement, values).all()


def is_due(attested: Attested | None, now: datetime) -> bool:
    """Whether a team is to be asked (again) about a doubtful thing."""
    if attested is None:
        return True
    if attested.until is not None:
        return now.date() >= attested.until
    if attested.verdict is Verdict.OURS:
        return now - attested.said_at > GOOD_FOR
    # What is to be deprecated, to move, or was never theirs is on its way: a month later one asks how that went.
    return now - attested.said_at > timedelta(days=30)


def _transfer(row: Any) -> Transfer:  # Any: a row
    return Transfer(row.id, row.entity_id, row.from_ref, row.to_ref, row.asked_by, row.outcome)
