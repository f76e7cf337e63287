"""Which report went where: one row for each team and period, so that each is delivered once however many replicas there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import TextClause, text

from catalog_store.database import Database
from catalog_store.slack.outgoing import SENT, UNSURE, Letter


class DeliveryState(StrEnum):
    """How far it has come. Only a `CLAIMED` one is ever built, and only `SENDING` ones may reach Slack."""

    CLAIMED = "claimed"
    SENDING = "sending"
    POSTED = "posted"
    QUIET = "quiet"  # there was nothing to say
    UNSURE = "unsure"  # it may have arrived: never sent again but by a person's word
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class Due:
    """A report that a team is to get now. An empty `team` is the platform."""

    report: str
    team: str
    period: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row. `tried` are channels that did not take it, with Slack's word for why; `told` is what it says, in numbers."""

    id: int
    report: str
    team: str
    period: str
    state: DeliveryState
    due_at: datetime
    claimed_at: datetime
    tried: tuple[tuple[str, str], ...]
    channel: str | None
    ts: str | None
    told: Mapping[str, Any]  # Any: JSON
    closed_at: datetime | None
    note: str | None

    @property
    def is_unsure(self) -> bool:
        """It may have arrived, and nobody knows."""
        return self.state is DeliveryState.UNSURE


#: Slack's words that say that a channel is not to be had; the next one is tried.
CHANNEL_IS_CLOSED = (
    "is_archived", "channel_not_found", "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "cannot_post_to_channel",
    "shared_with_outsiders",
)  # fmt: skip

_COLUMNS = "id, report, team_ref, period, state, due_at, claimed_at, tried, channel, ts, told, closed_at, note"
_OPEN = text(
    f"""
    INSERT INTO deliveries (report, team_ref, period, state, due_at, claimed_at)
    SELECT r.report, r.team, r.period, 'claimed', r.due_at, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (report text, team text, period text, due_at timestamptz)
    ORDER BY r.report, r.team
    ON CONFLICT (report, team_ref, period) DO NOTHING RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_FIND = text(f"SELECT {_COLUMNS} FROM deliveries WHERE id = :id")  # noqa: S608  # constants
_OF = text(
    f"SELECT {_COLUMNS} FROM deliveries WHERE report = :report AND team_ref = :team AND period = :period"  # noqa: S608  # constants
)
# Somebody may press a button before anybody has followed what became of the message.
_BY_MESSAGE = text(
    f"""
    SELECT {_COLUMNS} FROM deliveries d WHERE ts = :ts OR (
        state = 'sending' AND EXISTS (SELECT FROM outgoing o WHERE o.id = d.outgoing_id AND o.ts = :ts)
    ) ORDER BY id DESC LIMIT 1
    """  # noqa: S608  # constants
)
_WAITING = text(
    f"SELECT {_COLUMNS} FROM deliveries WHERE state = 'claimed' AND claimed_at < :before ORDER BY id LIMIT 1000"  # noqa: S608  # constants
)
_BEFORE = text(
    f"""
    SELECT {_COLUMNS} FROM deliveries
    WHERE report = :report AND team_ref = :team AND id <> :id AND state IN ('posted', 'quiet', 'unsure')
    ORDER BY due_at DESC, id DESC LIMIT 1
    """  # noqa: S608  # constants
)
_ABOUT = text(
    f"""
    SELECT {", ".join(f"d.{name.strip()}" for name in _COLUMNS.split(","))} FROM deliveries d
    JOIN attestation_asks a ON a.delivery_id = d.id AND a.entity_id = :entity
    WHERE d.state = 'posted' ORDER BY d.id DESC LIMIT 1
    """  # noqa: S608  # constants
)
_LAST = text(
    f"""
    SELECT {_COLUMNS} FROM deliveries
    WHERE report = :report AND team_ref = :team AND state IN ('posted', 'quiet', 'unsure', 'sending')
    ORDER BY due_at DESC, id DESC LIMIT 1
    """  # noqa: S608  # constants
)
_LEAVE = text(
    f"""
    WITH taken AS (
        SELECT id FROM deliveries WHERE id = :id AND state = 'claimed' FOR UPDATE
    ), left_behind AS (
        INSERT INTO outgoing (method, payload, lane, urgency, due_at)
        SELECT :method, CAST(:payload AS jsonb), CAST(:lane AS text[]), :urgency, :due_at FROM taken RETURNING id
    )
    UPDATE deliveries d SET state = 'sending', outgoing_id = l.id, channel = :channel, told = CAST(:told AS jsonb),
        note = :note
    FROM left_behind l WHERE d.id = :id RETURNING {", ".join(f"d.{name.strip()}" for name in _COLUMNS.split(","))}
    """  # noqa: S608  # constants
)
_CLOSE = text(
    f"""
    UPDATE deliveries SET state = :state, told = CAST(:told AS jsonb), note = :note, closed_at = :now
    WHERE id = :id AND state = 'claimed' RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
# A letter that was forgotten was settled long ago, and nobody noted how.
_FOLLOW = text(
    f"""
    WITH outcomes AS (
        SELECT d.id, coalesce(o.outcome, '{UNSURE}') AS outcome, o.ts, o.id IS NULL AS is_lost
        FROM deliveries d LEFT JOIN outgoing o ON o.id = d.outgoing_id
        WHERE d.state = 'sending' AND (o.settled_at IS NOT NULL OR o.id IS NULL)
        ORDER BY d.id LIMIT 1000 FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE deliveries d SET
        state = CASE WHEN x.outcome = '{SENT}' THEN 'posted' WHEN x.outcome = '{UNSURE}' THEN 'unsure'
            WHEN x.outcome = ANY(:closed) THEN 'claimed' ELSE 'undeliverable' END,
        tried = CASE WHEN x.outcome IN ('{SENT}', '{UNSURE}') THEN d.tried
            ELSE d.tried || jsonb_build_array(jsonb_build_array(d.channel, x.outcome)) END,
        ts = x.ts, closed_at = CASE WHEN x.outcome = ANY(:closed) THEN NULL ELSE CAST(:now AS timestamptz) END,
        claimed_at = CASE WHEN x.outcome = ANY(:closed) THEN CAST(:now AS timestamptz) ELSE d.claimed_at END
    FROM outcomes x WHERE d.id = x.id RETURNING {", ".join(f"d.{name.strip()}" for name in _COLUMNS.split(","))}
    """  # noqa: S608  # constants
)
_AGAIN = text(
    f"""
    UPDATE deliveries SET state = 'claimed', claimed_at = :now, closed_at = NULL, outgoing_id = NULL
    WHERE id = :id AND state IN ('unsure', 'undeliverable') RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_CONFIRM = text(
    f"UPDATE deliveries SET state = 'posted', ts = :ts WHERE id = :id AND state = 'unsure' RETURNING {_COLUMNS}"  # noqa: S608  # constants
)
_TROUBLED = text(
    f"""
    SELECT {_COLUMNS} FROM deliveries WHERE state IN ('unsure', 'undeliverable') AND due_at > :since
    ORDER BY due_at DESC, id LIMIT :limit
    """  # noqa: S608  # constants
)
_COUNTS = text(
    "SELECT report, state, count(*) AS number FROM deliveries WHERE due_at > :since GROUP BY 1, 2 ORDER BY 1, 2"
)


class Deliveries:
    """The rows. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, due: Sequence[Due], *, now: datetime) -> tuple[Delivery, ...]:
        """Claim these; those that any replica has claimed before are left out."""
        rows = json.dumps(
            [{"report": d.report, "team": d.team, "period": d.period, "due_at": d.due_at.isoformat()} for d in due]
        )
        return self._all(_OPEN, rows=rows, now=now) if due else ()

    def find(self, delivery_id: int) -> Delivery | None:
        """The one of this id."""
        return self._one(_FIND, id=delivery_id)

    def of(self, due: Due) -> Delivery | None:
        """The one of this team and period."""
        return self._one(_OF, report=due.report, team=due.team, period=due.period)

    def by_message(self, ts: str) -> Delivery | None:
        """The one that this message of ours is."""
        return self._one(_BY_MESSAGE, ts=ts)

    def waiting(self, *, now: datetime, longer_than: timedelta) -> tuple[Delivery, ...]:
        """Claimed ones that nobody has built for a while: whoever had them may have died."""
        return self._all(_WAITING, before=now - longer_than)

    def before(self, delivery: Delivery) -> Delivery | None:
        """What the same team was told the last time."""
        return self._one(_BEFORE, report=delivery.report, team=delivery.team, id=delivery.id)

    def about(self, entity_id: int) -> Delivery | None:
        """The last one that arrived and asked about this thing."""
        return self._one(_ABOUT, entity=entity_id)

    def last(self, report: str, team: str) -> Delivery | None:
        """What a team was told last in a report of this name."""
        return self._one(_LAST, report=report, team=team)

    def leave(
        self,
        delivery: Delivery,
        letter: Letter,
        *,
        channel: str,
        told: Mapping[str, Any],  # Any: JSON
        due_at: datetime,
        note: str | None = None,
    ) -> Delivery | None:
        """Put the message among those to be sent, once: None when somebody else has done so."""
        return self._one(
            _LEAVE,
            id=delivery.id,
            method=letter.method,
            payload=json.dumps(letter.payload),
            lane=list(letter.lane),
            urgency=int(letter.urgency),
            due_at=due_at,
            channel=channel,
            told=json.dumps(told),
            note=note,
        )

    def close(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        told: Mapping[str, Any] | None = None,  # Any: JSON
        note: str | None = None,
    ) -> Delivery | None:
        """End one without a message: there is nothing to say, or nowhere to say it."""
        return self._one(_CLOSE, id=delivery.id, state=state.value, told=json.dumps(told or {}), note=note, now=now)

    def follow(self, *, now: datetime) -> tuple[Delivery, ...]:
        """Note what became of messages on their way. Those whose channel is closed are claimed again, for the next one."""
        return self._all(_FOLLOW, now=now, closed=list(CHANNEL_IS_CLOSED))

    def again(self, delivery_id: int, *, now: datetime) -> Delivery | None:
        """Have one sent once more, because a person says so; None where it needs none."""
        return self._one(_AGAIN, id=delivery_id, now=now)

    def confirm(self, delivery_id: int, ts: str) -> Delivery | None:
        """Note that one of which nobody knew has arrived."""
        return self._one(_CONFIRM, id=delivery_id, ts=ts)

    def troubled(self, *, since: datetime, limit: int = 20) -> tuple[Delivery, ...]:
        """Those that did not arrive, or of which nobody knows, the newest first."""
        return self._all(_TROUBLED, since=since, limit=limit)

    def counts(self, *, since: datetime) -> dict[tuple[str, DeliveryState], int]:
        """How many of each report came how far."""
        with self._database.reading() as connection:
            rows = connection.execute(_COUNTS, {"since": since})
            return {(row.report, DeliveryState(row.state)): row.number for row in rows}

    def _one(self, statement: TextClause, **values: object) -> Delivery | None:
        return next(iter(self._all(statement, **values)), None)

    def _all(self, statement: TextClause, **values: object) -> tuple[Delivery, ...]:
        with self._database.changing() as connection:
            return tuple(map(_delivery, connection.execute(statement, values)))


def _delivery(row: Any) -> Delivery:  # Any: a row
    tried = tuple((channel, reason) for channel, reason in row.tried)
    return Delivery(
        row.id, row.report, row.team_ref, row.period, DeliveryState(row.state), row.due_at, row.claimed_at, tried,
        row.channel, row.ts, row.told, row.closed_at, row.note,
    )  # fmt: skip
