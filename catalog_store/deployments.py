"""What came to which environment when, and by whom: kept, so that it is known when nobody can be asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.operations import Deployment, DeploymentOutcome
from catalog_store.refs import EntityRef

_SAVE = text(
    """
    INSERT INTO deployments (entity_id, source, key, environment, cluster, version, commit, commit_url, by, what, url,
        outcome, deployed_at, seen_at)
    SELECT e.id, told.source, told.key, told.environment, told.cluster, told.version, told.commit, told.commit_url,
        told.by, told.what, told.url, told.outcome, told.at, :now
    FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS told(ref text, source text, key text, environment text,
        cluster text, version text, commit text, commit_url text, by text, what text, url text, outcome text,
        at timestamptz)
    JOIN entities e ON e.ref = told.ref AND e.removed_at IS NULL
    ON CONFLICT (entity_id, source, key) DO UPDATE SET environment = excluded.environment, version = excluded.version,
        commit = excluded.commit, commit_url = excluded.commit_url, by = excluded.by, what = excluded.what,
        url = excluded.url, outcome = excluded.outcome, deployed_at = excluded.deployed_at, seen_at = excluded.seen_at
    WHERE (deployments.outcome, deployments.deployed_at, deployments.by, deployments.what, deployments.version)
        IS DISTINCT FROM (excluded.outcome, excluded.deployed_at, excluded.by, excluded.what, excluded.version)
    """
)
_RECENT = text(
    """
    SELECT e.ref, d.* FROM unnest(CAST(:refs AS text[])) AS asked(ref)
    JOIN entities e ON e.ref = asked.ref AND e.removed_at IS NULL
    CROSS JOIN LATERAL (
        SELECT * FROM deployments WHERE entity_id = e.id ORDER BY deployed_at DESC, id DESC LIMIT :limit
    ) d ORDER BY e.ref, d.deployed_at DESC, d.id DESC
    """
)
_FORGET = text("DELETE FROM deployments WHERE deployed_at < :before")


class Deployments:
    """The history of deployments. Every method may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, told: Mapping[EntityRef, Sequence[Deployment]], *, now: datetime) -> int:
        """Keep what is new, and how that which we know goes on. How many rows that changed."""
        rows = [_row(ref, each) for ref, deployments in told.items() for each in _latest(deployments)]
        if not rows:
            return 0
        with self._database.changing() as connection:
            return connection.execute(_SAVE, {"told": json.dumps(rows), "now": now}).rowcount

    def recent(self, refs: Sequence[EntityRef], *, limit: int = 5) -> dict[EntityRef, tuple[Deployment, ...]]:
        """The last ones of each thing, the newest first."""
        found: dict[EntityRef, tuple[Deployment, ...]] = dict.fromkeys(refs, ())
        with self._database.reading() as connection:
            for row in connection.execute(_RECENT, {"refs": [str(ref) for ref in refs], "limit": limit}):
                found[EntityRef.parse(row.ref)] += (_deployment(row),)
        return found

    def forget(self, *, before: datetime) -> int:
        """Drop what is older. How many."""
        with self._database.changing() as connection:
            return connection.execute(_FORGET, {"before": before}).rowcount


def _latest(deployments: Sequence[Deployment]) -> Sequence[Deployment]:
    """One for each key: Postgres takes a row only once in one statement."""
    return tuple({(each.source, each.key): each for each in deployments}.values())


def _row(ref: EntityRef, told: Deployment) -> dict[str, Any]:  # Any: JSON
    written = {name: _storable(value) for name, value in asdict(told).items()}
    return {"ref": str(ref), **written, "at": told.at.isoformat()}


def _storable(value: object) -> object:
    """Zero bytes are no text for Postgres; what others call their changes may be as long as they like."""
    return value.replace("\0", "")[:500] if isinstance(value, str) else value


def _deployment(row: Any) -> Deployment:  # Any: a row of SQLAlchemy's
    return Deployment(
        source=row.source,
        key=row.key,
        environment=row.environment,
        at=row.deployed_at,
        outcome=DeploymentOutcome(row.outcome),
        cluster=row.cluster,
        version=row.version,
        commit=row.commit,
        commit_url=row.commit_url,
        by=row.by,
        what=row.what,
        url=row.url,
    )
