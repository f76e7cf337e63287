"""Keeps the standings true: judges what changed, and everything when the rules did or a while has passed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.facts import Sheet
from catalog_store.refs import EntityRef
from catalog_store.scorecards import Check, Evaluation, Exemption, Judged, Result, Scorecard, Standing
from catalog_store.standings.facts import FactStore
from catalog_store.standings.store import Standings

#: Some facts change only by time passing, or at code hosts, which number no changes.
_EVERYTHING_EVERY = timedelta(hours=6)
_BATCH = 1_000

_PROGRESS = text(
    """
    SELECT coalesce(max(change), 0) AS change, max(facts_at) AS facts_at, max(rules) AS rules,
        max(complete_at) AS complete_at, (SELECT coalesce(max(change), 0) FROM entities) AS newest FROM judging
    """
)
_ADVANCE = text(
    """
    INSERT INTO judging (id, change, facts_at, rules, complete_at)
    VALUES (1, :change, :facts_at, :rules, :complete_at)
    ON CONFLICT (id) DO UPDATE SET change = excluded.change, facts_at = excluded.facts_at, rules = excluded.rules,
        complete_at = coalesce(excluded.complete_at, judging.complete_at)
    """
)
# What a change of one thing bears on: itself, what it owns, what refers to it, and through people what their teams own.
# As arrays, of which Postgres expects few: so it takes the indexes, also before it has counted what a first sync brought.
_AFFECTED = text(
    """
    WITH changed AS (SELECT id, ref, kind FROM entities WHERE change > :change),
    owners AS (
        SELECT ref FROM changed WHERE kind IN ('group', 'user')
        UNION SELECT r.target_ref FROM relations r JOIN changed c ON c.ref = r.source_ref AND c.kind = 'user'
            WHERE r.type = 'memberOf'
    )
    SELECT id FROM (
        SELECT id FROM changed
        UNION SELECT e.id FROM entities e WHERE e.owner_ref = ANY(ARRAY(SELECT ref FROM owners)) AND e.removed_at IS NULL
        UNION SELECT r.declared_by FROM relations r
            WHERE r.source_ref = ANY(ARRAY(SELECT ref FROM changed)) OR r.target_ref = ANY(ARRAY(SELECT ref FROM changed))
        UNION SELECT entity_id FROM facts WHERE changed_at >= :facts_at
        UNION SELECT entity_id FROM claims WHERE entity_id IS NOT NULL
            AND (claimed_at >= :facts_at OR settled_at >= :facts_at)
        UNION SELECT entity_id FROM exemptions WHERE made_at >= :facts_at OR ended_at >= :facts_at
            OR until BETWEEN CAST(:facts_at AS date) - 1 AND CAST(:now AS date)
    ) affected ORDER BY id
    """
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One entity with all its facts, its standing, and what each result rests on."""

    sheet: Sheet
    standing: Standing
    judged: tuple[Judged, ...]

    def find(self, check_id: str) -> Judged | None:
        """What came of one check."""
        return next((each for each in self.judged if each.check.id == check_id), None)


class Judging:
    """Judges by one scorecard. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database, scorecard: Scorecard, *, clock: Callable[[], datetime]) -> None:
        self.scorecard = scorecard
        self.standings = Standings(database)
        self._database = database
        self._facts = FactStore(database)
        self._evaluation = Evaluation(scorecard)
        self._clock = clock
        self._rules = _digest(scorecard)

    def through(self, database: Database) -> "Judging":
        """The same to somebody who sees less: `database` as they see it."""
        seen = copy(self)
        seen._database, seen._facts = database, FactStore(database)  # noqa: SLF001  # the same class
        seen.standings = Standings(database)
        return seen

    def keep_up(self, *, pause: Callable[[], None] = lambda: None) -> int:
        """Judge what needs it since the last time. How many standings changed; `pause` is called for each thing."""
        now = self._clock()
        with self._database.reading() as connection:
            progress = connection.execute(_PROGRESS).one()
        is_old = progress.complete_at is None or now - progress.complete_at > _EVERYTHING_EVERY
        is_whole = is_old or progress.rules != self._rules or progress.facts_at is None
        ids = self._facts.ids() if is_whole else self._affected(progress.change, progress.facts_at, now)
        changed = sum(len(self._judge(ids[at : at + _BATCH], now, pause)) for at in range(0, len(ids), _BATCH))
        values = {
            "change": progress.newest,
            # A change that was under way while we looked is told again; judging twice does no harm.
            "facts_at": now - timedelta(seconds=30),
            "rules": self._rules,
            "complete_at": now if is_whole else None,
        }
        with self._database.changing() as connection:
            connection.execute(_ADVANCE, values)
        if ids:
            self.standings.close_day(now.date())
        return changed

    def judge_owned(self, owners: Sequence[EntityRef]) -> tuple[Standing, ...]:
        """Judge all that these own, now."""
        return tuple(standing for _, standing in self.judge_with_facts(owners))

    def judge_with_facts(self, owners: Sequence[EntityRef]) -> tuple[tuple[Sheet, Standing], ...]:
        """The same, each beside the facts that it rests on."""
        now = self._clock()
        found = tuple(self._judged(self._facts.owned_by(owners), now))
        self.standings.save([standing for _, standing in found], now=now)
        return found

    def sheets_owned(self, owners: Sequence[EntityRef]) -> tuple[Sheet, ...]:
        """The facts of all that these own."""
        return tuple(self._facts.sheets(self._facts.owned_by(owners)))

    def explain(self, entity_id: int) -> Explained | None:
        """One entity, as it stands now; None where it is not judged, or gone."""
        now = self._clock()
        sheet = next(self._facts.sheets([entity_id]), None)
        if sheet is None:
            return None
        exempt = self._exempt([entity_id], now.date()).get(entity_id, {})
        standing = self._evaluation.judge(sheet, exempt, now=now)
        self.standings.save([standing], now=now)
        return Explained(sheet, standing, self._evaluation.explain(sheet, exempt, now=now))

    def _judge(self, ids: Sequence[int], now: datetime, pause: Callable[[], None]) -> Sequence[Standing]:
        standings = []
        for _, standing in self._judged(ids, now):
            pause()
            standings.append(standing)
        count = self.standings.save(standings, now=now)
        return standings[:count]

    def _judged(self, ids: Sequence[int], now: datetime) -> Iterator[tuple[Sheet, Standing]]:
        exempt = self._exempt(ids, now.date())
        for sheet in self._facts.sheets(ids):
            yield sheet, self._evaluation.judge(sheet, exempt.get(sheet.entity_id, {}), now=now)

    def _exempt(self, ids: Sequence[int], today: date) -> dict[int, dict[str, Exemption]]:
        return self.standings.exemptions(ids, today=today)

    def _affected(self, change: int, facts_at: datetime, now: datetime) -> Sequence[int]:
        with self._database.reading() as connection:
            rows = connection.execute(_AFFECTED, {"change": change, "facts_at": facts_at, "now": now})
            return tuple(rows.scalars())


def _digest(scorecard: Scorecard) -> str:
    """Another one whenever something else would come of it."""
    campaigns = (
        repr([(each.id, each.applies, _told(each.checks)) for each in scorecard.campaigns])
        if scorecard.campaigns
        else ""
    )
    return hashlib.sha256(f"{scorecard.levels}{_told(scorecard.checks)}{campaigns}{list(Result)}".encode()).hexdigest()


def _told(checks: Sequence[Check]) -> str:
    return repr([(check.id, check.level, check.rule, check.applies) for check in checks])
