"""Whom reports go to: teams that own something, where each can be reached, what time it is there, and what they chose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.ownership import SLACK_CHANNEL_ANNOTATION
from catalog_store.refs import EntityRef

TIME_ZONE_ANNOTATION = "callboard.io/time-zone"
_CHANNELS = (SLACK_CHANNEL_ANNOTATION, "callboard.io/slack-channel")
_MOST_ANCESTORS = 10

_SELECTED = """
    SELECT g.id, g.ref, g.label, g.document #> '{metadata,annotations}' AS annotations,
        (SELECT count(*) FROM entities e WHERE e.owner_ref = g.ref AND e.removed_at IS NULL
            AND e.kind NOT IN ('user', 'group', 'location', 'template')) AS owned,
        (SELECT min(r.target_ref) FROM relations r WHERE r.source_ref = g.ref AND r.type = 'childOf') AS parent,
        (SELECT b.channel FROM bindings b WHERE b.entity_id = g.id ORDER BY b.bound_at DESC LIMIT 1) AS bound
    FROM entities g WHERE g.kind = 'group' AND g.removed_at IS NULL
"""
_GROUPS = text(f"{_SELECTED} ORDER BY g.ref")
# A team with those above it, as far as they are looked at; teams that are each other's parents end it.
_LINEAGE = text(
    f"""
    WITH RECURSIVE lineage AS (
        SELECT CAST(:ref AS text) AS ref, 0 AS depth
        UNION
        SELECT r.target_ref, l.depth + 1 FROM lineage l JOIN relations r ON r.source_ref = l.ref AND r.type = 'childOf'
        WHERE l.depth < {_MOST_ANCESTORS}
    )
    {_SELECTED} AND g.ref IN (SELECT ref FROM lineage)
    """  # noqa: S608  # constants
)
# Where most of a team's people have set their clocks.
_ZONES_OF = """
    SELECT DISTINCT ON (group_ref) group_ref, time_zone FROM (
        SELECT r.target_ref AS group_ref, p.time_zone, count(*) AS people
        FROM relations r JOIN entities u ON u.ref = r.source_ref AND u.removed_at IS NULL
        JOIN aliases a ON a.entity_id = u.id AND starts_with(a.key, 'email:')
        JOIN people p ON lower(btrim(p.email)) = substr(a.key, 7) AND p.left_at IS NULL AND NOT p.is_bot
        WHERE r.type = 'memberOf' AND p.time_zone IS NOT NULL {only} GROUP BY 1, 2
    ) counted ORDER BY group_ref, people DESC, time_zone
"""
_ZONES = text(_ZONES_OF.format(only=""))
_ZONE = text(_ZONES_OF.format(only="AND r.target_ref = :ref"))
_CHOICES = text(
    "SELECT report, team_ref, weekday, hour, time_zone, snoozed_until, is_silent_when_well FROM report_choices"
)
_CHOOSE = text(
    """
    INSERT INTO report_choices (report, team_ref, weekday, hour, time_zone, snoozed_until, is_silent_when_well,
        chosen_by, chosen_at)
    VALUES (:report, :team, :weekday, :hour, :time_zone, :snoozed_until, :is_silent_when_well, :by, :at)
    ON CONFLICT (report, team_ref) DO UPDATE SET weekday = excluded.weekday, hour = excluded.hour,
        time_zone = excluded.time_zone, snoozed_until = excluded.snoozed_until,
        is_silent_when_well = excluded.is_silent_when_well, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at
    """
)


@dataclass(frozen=True, slots=True)
class ReportTeam:
    """A team that is told things. `channels` are those to try: its own, its parent's and so on, each with whose it is.

    `time_zone` is what its annotation says, else where most of its people are.
    """

    id: int
    ref: EntityRef
    label: str
    owned: int
    channels: tuple[tuple[str, str], ...]
    time_zone: str | None
    has_own_channel: bool
    parent: EntityRef | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a team chose for a report; None stands for what is usual."""

    weekday: int | None = None
    hour: int | None = None
    time_zone: str | None = None
    snoozed_until: date | None = None
    is_silent_when_well: bool | None = None


class ReportTeams:
    """The teams. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[ReportTeam, ...]:
        """Every team, whether or not it owns something."""
        with self._database.reading() as connection:
            groups = {row.ref: row for row in connection.execute(_GROUPS)}
            zones = {row.group_ref: row.time_zone for row in connection.execute(_ZONES)}
        return tuple(_team(row, groups, zones) for row in groups.values())

    def find(self, ref: str) -> ReportTeam | None:
        """The team of this reference."""
        with self._database.reading() as connection:
            groups = {row.ref: row for row in connection.execute(_LINEAGE, {"ref": ref})}
            zones = {row.group_ref: row.time_zone for row in connection.execute(_ZONE, {"ref": ref})}
        return _team(groups[ref], groups, zones) if ref in groups else None

    def choices(self) -> dict[tuple[str, str], Choice]:
        """What teams chose, by report and team."""
        with self._database.reading() as connection:
            rows = connection.execute(_CHOICES).all()
        return {
            (row.report, row.team_ref): Choice(
                row.weekday, row.hour, row.time_zone, row.snoozed_until, row.is_silent_when_well
            )
            for row in rows
        }

    def choice(self, report: str, team: str) -> Choice:
        """What one team chose."""
        return self.choices().get((report, team), Choice())

    def choose(self, report: str, team: str, *, by: str, at: datetime, **chosen: Any) -> Choice:  # Any: Choice's fields
        """Keep what a team chose, beside what it chose before."""
        made = replace(self.choice(report, team), **chosen)
        values = {
            "report": report,
            "team": team,
            "weekday": made.weekday,
            "hour": made.hour,
            "time_zone": made.time_zone,
            "snoozed_until": made.snoozed_until,
            "is_silent_when_well": made.is_silent_when_well,
            "by": by,
            "at": at,
        }
        with self._database.changing() as connection:
            connection.execute(_CHOOSE, values)
        return made


def _team(row: Any, groups: Mapping[str, Any], zones: Mapping[str, str]) -> ReportTeam:  # Any: rows
    lineage = _lineage(row, groups)
    channels = tuple((channel, each.label) for each in lineage if (channel := _channel(each)))
    zone = next((found for each in lineage if (found := _zone(each))), None)
    parent = EntityRef.parse(row.parent) if row.parent in groups else None
    return ReportTeam(
        row.id, EntityRef.parse(row.ref), row.label, row.owned, channels, zone or zones.get(row.ref),
        _channel(row) is not None, parent,
    )  # fmt: skip


def _lineage(row: Any, groups: Mapping[str, Any]) -> list[Any]:  # Any: rows
    """The team, its parent and so on; groups that are each other's parents end it."""
    found = [row]
    while len(found) < _MOST_ANCESTORS and (above := groups.get(found[-1].parent)) is not None and above not in found:
        found.append(above)
    return found


def _channel(row: Any) -> str | None:  # Any: a row
    """What somebody bound, else what its annotation says: the first of several."""
    annotations = row.annotations or {}
    written = (str(annotations.get(name) or "") for name in _CHANNELS)
    named = next((part.strip() for text in written for part in text.split(",") if part.strip()), None)
    return row.bound or named


def _zone(row: Any) -> str | None:  # Any: a row
    return str((row.annotations or {}).get(TIME_ZONE_ANNOTATION) or "").strip() or None
