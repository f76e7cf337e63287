"""What came of all checks, as it is kept: each entity's standing, how it changed, and how each owner's things stood day by day."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.scorecards import Exemption, Result, Standing
from catalog_store.scorecards.campaigns import Tally, tally

_KEPT_RESULTS = (Result.PASSED, Result.FAILED, Result.UNKNOWN, Result.EXEMPT)
#: Beside the results by their names stands what came of campaigns.
_CAMPAIGNS = "campaigns"
_BEFORE = text("SELECT entity_id, level, results FROM standings WHERE entity_id = ANY(:ids)")
_SAVE = text(
    """
    INSERT INTO standings (entity_id, level, results, judged_at)
    SELECT r.entity_id, r.level, r.results, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (entity_id bigint, level smallint, results jsonb)
    JOIN entities e ON e.id = r.entity_id ORDER BY r.entity_id
    ON CONFLICT (entity_id) DO UPDATE SET level = excluded.level, results = excluded.results, judged_at = excluded.judged_at
    """
)
_SAVE_CHANGES = text(
    """
    INSERT INTO standing_changes (entity_id, check_id, before, after, changed_at)
    SELECT r.entity_id, r.check_id, r.before, r.after, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (entity_id bigint, check_id text, before text, after text)
    JOIN entities e ON e.id = r.entity_id
    """
)
_COLUMNS = "e.id, e.ref, e.label, e.owner_ref, s.level, s.results, s.judged_at"
_OF = f"""
    SELECT {_COLUMNS} FROM standings s JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL
"""  # noqa: S608  # constants
_OF_OWNERS = text(f"{_OF} WHERE e.owner_ref = ANY(:owners) ORDER BY e.ref LIMIT 2000")
_SUMMARY = text(
    """
    SELECT e.owner_ref, o.label AS owner, s.level, count(*) AS things
    FROM standings s JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL
    LEFT JOIN entities o ON o.ref = e.owner_ref AND o.removed_at IS NULL
    WHERE e.kind = 'component' GROUP BY 1, 2, 3
    """
)
_FAILING = text(
    """
    SELECT check_id, count(*) AS things FROM standings s
    JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL,
    jsonb_array_elements_text(s.results -> 'failed') AS check_id GROUP BY 1 ORDER BY 2 DESC, 1
    """
)
_SHARES = text(
    """
    SELECT check_id, count(*) FILTER (WHERE result = 'passed') AS passed, count(*) AS judged FROM standings s
    JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL,
    LATERAL (
        SELECT 'passed' AS result, jsonb_array_elements_text(coalesce(s.results -> 'passed', '[]')) AS check_id
        UNION ALL SELECT 'failed', jsonb_array_elements_text(coalesce(s.results -> 'failed', '[]'))
    ) told WHERE check_id = ANY(:checks) GROUP BY 1
    """
)
_COMPLETE = text(
    """
    SELECT count(*) FILTER (WHERE NOT coalesce(s.results -> 'failed', '[]') ?| :checks) AS passed, count(*) AS judged
    FROM standings s JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL
    WHERE (coalesce(s.results -> 'passed', '[]') || coalesce(s.results -> 'failed', '[]')) ?| :checks
    """
)
_CHANGES = text(
    """
    SELECT c.entity_id, e.label, c.check_id, c.before, c.after, c.changed_at FROM standing_changes c
    JOIN entities e ON e.id = c.entity_id AND e.removed_at IS NULL
    WHERE e.owner_ref = ANY(:owners) AND c.changed_at > :since ORDER BY c.id DESC LIMIT 2000
    """
)
_WORSE = text(
    """
    SELECT DISTINCT e.owner_ref FROM standing_changes c JOIN entities e ON e.id = c.entity_id AND e.removed_at IS NULL
    WHERE c.changed_at > :since AND c.changed_at <= :until AND c.before = 'passed' AND c.after = 'failed'
        AND e.owner_ref IS NOT NULL AND NOT EXISTS (
            SELECT FROM deliveries d WHERE d.report = :report AND d.team_ref = e.owner_ref
                AND d.claimed_at - CAST(:settled AS interval) >= c.changed_at
        )
    """
)
_CHANGES_OF = text(
    """
    SELECT c.entity_id, e.label, c.check_id, c.before, c.after, c.changed_at FROM standing_changes c
    JOIN entities e ON e.id = c.entity_id
    WHERE c.entity_id = :id AND c.changed_at > :since ORDER BY c.id DESC LIMIT 200
    """
)
_PROGRESS = text(
    """
    SELECT e.owner_ref, o.label AS owner, told.key AS campaign, told.value AS result, count(*) AS things
    FROM standings s JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL
    LEFT JOIN entities o ON o.ref = e.owner_ref AND o.removed_at IS NULL,
    jsonb_each_text(s.results -> 'campaigns') AS told GROUP BY 1, 2, 3, 4
    """
)
_LEFT = text(
    f"{_OF} WHERE s.results -> 'campaigns' ->> :campaign = :result AND (:owner = '' OR e.owner_ref = :owner)"
    " ORDER BY e.ref LIMIT :limit"
)
_CLOSE_DAY = text(
    """
    INSERT INTO standing_days (day, owner_ref, levels, passed, failed)
    SELECT :day, owner_ref, jsonb_object_agg(level, things), sum(passed), sum(failed) FROM (
        SELECT coalesce(e.owner_ref, '') AS owner_ref, s.level, count(*) AS things,
            sum(jsonb_array_length(coalesce(s.results -> 'passed', '[]'))) AS passed,
            sum(jsonb_array_length(coalesce(s.results -> 'failed', '[]'))) AS failed
        FROM standings s JOIN entities e ON e.id = s.entity_id AND e.removed_at IS NULL
        WHERE e.kind = 'component' GROUP BY 1, 2
    ) counted GROUP BY owner_ref ORDER BY owner_ref
    ON CONFLICT (day, owner_ref) DO UPDATE SET levels = excluded.levels, passed = excluded.passed, failed = excluded.failed
    """
)
_DAYS = text(
    "SELECT day, levels, passed, failed FROM standing_days"
    " WHERE owner_ref = ANY(:owners) AND day >= :since ORDER BY day"
)
_EXEMPT = text(
    """
    SELECT entity_id, check_id, reason, until, asked_by, approved_by FROM exemptions
    WHERE ended_at IS NULL AND approved_by IS NOT NULL AND until >= :today AND entity_id = ANY(:ids)
    """
)


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A result, or with an empty `check_id` a level, that is not what it was."""

    entity_id: int
    label: str
    check_id: str
    before: str
    after: str
    at: datetime

    @property
    def is_regression(self) -> bool:
        """Something was passed and now fails."""
        return bool(self.check_id) and self.before == Result.PASSED and self.after == Result.FAILED


@dataclass(frozen=True, slots=True)
class Day:
    """How things stood at the end of a day: how many at each level."""

    day: date
    levels: Mapping[int, int]
    passed: int
    failed: int


@dataclass(frozen=True, slots=True)
class OwnerSummary:
    """How many components an owner has at each level."""

    owner_ref: str | None
    owner: str | None
    levels: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign has come with the things of one owner."""

    campaign: str
    owner_ref: str | None
    owner: str | None
    tally: Tally


class Standings:
    """What came of the checks. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, standings: Sequence[Standing], *, now: datetime) -> int:
        """Keep these; what differs from before becomes history. How many differ."""
        with self._database.changing() as connection:
            before = {
                row.entity_id: row for row in connection.execute(_BEFORE, {"ids": [s.entity_id for s in standings]})
            }
            rows: list[object] = []
            changes: list[object] = []
            for standing in standings:
                old, results = before.get(standing.entity_id), _stored(standing)
                if old and old.level == standing.level and old.results == results:
                    continue
                rows.append({"entity_id": standing.entity_id, "level": standing.level, "results": results})
                changes.extend(_changes(standing, old) if old else ())
            _write(connection, rows, changes, now)
        return len(rows)

    def of_owners(self, owners: Collection[EntityRef]) -> tuple[Standing, ...]:
        """The standings of all that these own."""
        with self._database.reading() as connection:
            rows = connection.execute(_OF_OWNERS, {"owners": [str(ref) for ref in owners]})
            return tuple(map(_standing, rows))

    def by_owner(self) -> tuple[OwnerSummary, ...]:
        """How the components of each owner stand."""
        with self._database.reading() as connection:
            rows = connection.execute(_SUMMARY).all()
        found: dict[str | None, tuple[str | None, dict[int, int]]] = {}
        for row in rows:
            found.setdefault(row.owner_ref, (row.owner, {}))[1][row.level] = row.things
        return tuple(OwnerSummary(ref, owner, levels) for ref, (owner, levels) in found.items())

    def failing(self) -> tuple[tuple[str, int], ...]:
        """The checks that fail anywhere, and for how many things, the most first."""
        with self._database.reading() as connection:
            return tuple((row.check_id, row.things) for row in connection.execute(_FAILING))

    def shares(self, checks: Collection[str]) -> dict[str, int]:
        """Of all that could be judged, how many per cent pass each of these checks."""
        with self._database.reading() as connection:
            rows = connection.execute(_SHARES, {"checks": list(checks)})
            return {row.check_id: 100 * row.passed // row.judged for row in rows}

    def complete(self, checks: Collection[str]) -> int | None:
        """Of all of which any of these could be judged, how many per cent fail none; None where there is nothing."""
        with self._database.reading() as connection:
            row = connection.execute(_COMPLETE, {"checks": list(checks)}).one()
        return 100 * row.passed // row.judged if row.judged else None

    def progress(self) -> tuple[CampaignProgress, ...]:
        """How far each campaign has come with each owner."""
        with self._database.reading() as connection:
            rows = connection.execute(_PROGRESS).all()
        found: dict[tuple[str, str | None, str | None], dict[Result, int]] = {}
        for row in rows:
            found.setdefault((row.campaign, row.owner_ref, row.owner), {})[Result(row.result)] = row.things
        return tuple(CampaignProgress(*whose, tally(results)) for whose, results in found.items())

    def in_campaign(
        self, campaign: str, result: Result, *, owner: EntityRef | None = None, limit: int = 20
    ) -> tuple[Standing, ...]:
        """Things of which this came in a campaign: of everybody, or of one owner."""
        values = {"campaign": campaign, "result": result.value, "owner": str(owner or ""), "limit": limit}
        with self._database.reading() as connection:
            return tuple(map(_standing, connection.execute(_LEFT, values)))

    def changes(self, owners: Collection[EntityRef], *, since: datetime) -> tuple[StandingChange, ...]:
        """What changed since then for the things of these owners, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_CHANGES, {"owners": [str(ref) for ref in owners], "since": since})
            return tuple(StandingChange(*row) for row in rows)

    def owners_of_worse(self, *, since: datetime, now: datetime, settled: timedelta, untold_by: str) -> frozenset[str]:
        """Whose things have failed a check since then that they passed, and did so for as long as `settled`.

        What had settled when the report `untold_by` was last made for its owner is left out.
        """
        values = {"since": since, "until": now - settled, "settled": settled, "report": untold_by}
        with self._database.reading() as connection:
            return frozenset(connection.execute(_WORSE, values).scalars())

    def changes_of(self, entity_id: int, *, since: datetime) -> tuple[StandingChange, ...]:
        """The same for one thing."""
        with self._database.reading() as connection:
            rows = connection.execute(_CHANGES_OF, {"id": entity_id, "since": since})
            return tuple(StandingChange(*row) for row in rows)

    def close_day(self, day: date) -> None:
        """Keep how things stand at the end of this day. Once more does no harm."""
        with self._database.changing() as connection:
            connection.execute(_CLOSE_DAY, {"day": day})

    def days(self, owners: Collection[EntityRef], *, since: date) -> tuple[Day, ...]:
        """How the things of these owners, taken together, stood day by day."""
        with self._database.reading() as connection:
            rows = connection.execute(_DAYS, {"owners": [str(ref) for ref in owners], "since": since}).all()
        found: dict[date, list[Any]] = {}
        for row in rows:
            found.setdefault(row.day, []).append(row)
        return tuple(_day(day, each) for day, each in found.items())

    def exemptions(self, ids: Collection[int], *, today: date) -> dict[int, dict[str, Exemption]]:
        """What these are exempt from today."""
        with self._database.reading() as connection:
            rows = connection.execute(_EXEMPT, {"ids": list(ids), "today": today}).all()
        found: dict[int, dict[str, Exemption]] = {}
        for row in rows:
            exemption = Exemption(row.check_id, row.reason, row.until, row.asked_by, row.approved_by)
            found.setdefault(row.entity_id, {})[row.check_id] = exemption
        return found


def _stored(standing: Standing) -> dict[str, Any]:  # Any: JSON
    found: dict[str, Any] = {}
    for check, result in standing.results.items():
        if result in _KEPT_RESULTS:
            found.setdefault(result.value, []).append(check)
    campaigns = {name: result.value for name, result in standing.campaigns.items() if result in _KEPT_RESULTS}
    return found | ({_CAMPAIGNS: campaigns} if campaigns else {})


def _by_check(results: Mapping[str, Any]) -> dict[str, str]:  # Any: JSON
    """The result of each check, out of the checks of each result."""
    return {check: result for result, checks in results.items() if result != _CAMPAIGNS for check in checks}


def _changes(standing: Standing, old: Any) -> list[dict[str, object]]:  # Any: a row
    before = _by_check(old.results)
    after = {check: result.value for check, result in standing.results.items() if result in _KEPT_RESULTS}
    nothing = Result.DOES_NOT_APPLY.value
    changed = [
        (check, before.get(check, nothing), after.get(check, nothing))
        for check in dict.fromkeys((*before, *after))
        if before.get(check) != after.get(check)
    ]
    level = [("", str(old.level), str(standing.level))] if old.level != standing.level else []
    return [
        {"entity_id": standing.entity_id, "check_id": check, "before": was, "after": now}
        for check, was, now in (*level, *changed)
    ]


def _write(connection: Connection, rows: Sequence[object], changes: Sequence[object], now: datetime) -> None:
    if rows:
        connection.execute(_SAVE, {"rows": json.dumps(rows), "now": now})
    if changes:
        connection.execute(_SAVE_CHANGES, {"rows": json.dumps(changes), "now": now})


def _standing(row: Any) -> Standing:  # Any: a row
    results = {check: Result(result) for check, result in _by_check(row.results).items()}
    campaigns = {name: Result(result) for name, result in row.results.get(_CAMPAIGNS, {}).items()}
    owner = EntityRef.parse(row.owner_ref) if row.owner_ref else None
    return Standing(
        row.id, EntityRef.parse(row.ref), row.label, owner, row.level, results, row.judged_at, campaigns=campaigns
    )


def _day(day: date, rows: Sequence[Any]) -> Day:  # Any: a row
    levels: dict[int, int] = {}
    for row in rows:
        for level, things in row.levels.items():
            levels[int(level)] = levels.get(int(level), 0) + things
    return Day(day, levels, sum(row.passed for row in rows), sum(row.failed for row in rows))
