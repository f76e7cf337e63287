"""How fast all replicas together may call Slack: one row for each limit, and whoever takes from it moves it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from catalog_store.database import Database

# A row holds the time up to which its limit is used up. A call uses up `spacing` more of it; it may go as long as no
# more than `slack` lies ahead of the present. The rows are locked in one order, so no two takers wait for one another.
_TAKE = """
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::text[], %(spacings)s::float8[], %(slacks)s::float8[])
            AS each (key, spacing, slack)
    ), held AS (
        SELECT bucket.key, greatest(bucket.used_until, statement_timestamp()) AS used_until, bucket.paused_until
        FROM send_buckets AS bucket WHERE bucket.key = ANY (%(keys)s::text[]) ORDER BY bucket.key FOR UPDATE
    ), verdict AS (
        SELECT count(*) AS known, coalesce(max(extract(epoch FROM greatest(
            held.used_until - asked.slack * interval '1 second', held.paused_until) - statement_timestamp())), 0) AS wait
        FROM held JOIN asked USING (key)
    ), taken AS (
        UPDATE send_buckets AS bucket SET used_until = held.used_until + asked.spacing * interval '1 second'
        FROM held JOIN asked USING (key), verdict, (SELECT set_config('synchronous_commit', 'off', true)) AS quickly
        WHERE bucket.key = held.key AND verdict.wait <= 0 AND verdict.known = cardinality(%(keys)s::text[])
    )
    SELECT known = cardinality(%(keys)s::text[]) AS is_known, greatest(wait, 0)::float8 AS wait FROM verdict
"""
_MAKE = text(
    "INSERT INTO send_buckets (key, used_until) SELECT key, now() FROM unnest(CAST(:keys AS text[])) AS each (key)"
    " ORDER BY key ON CONFLICT DO NOTHING"
)
_PAUSE = text(
    """
    INSERT INTO send_buckets (key, used_until, paused_until) VALUES (:key, now(), now() + :seconds * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET paused_until = greatest(send_buckets.paused_until, excluded.paused_until)
    """
)
_FORGET = text("DELETE FROM send_buckets WHERE used_until < :before AND coalesce(paused_until, used_until) < :before")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that a call must keep to: a call each `spacing` seconds, of which those of `slack` seconds may go at once."""

    key: str
    spacing: float
    slack: float = 0.0


class Buckets:
    """The limits that all replicas share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, limits: Sequence[Limit]) -> float:
        """Use one call of each limit, or none of them. Gives 0, or the seconds after which to try again.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        values = {
            "keys": [limit.key for limit in limits],
            "spacings": [limit.spacing for limit in limits],
            "slacks": [limit.slack for limit in limits],
        }
        (verdict,) = self._database.ask(_TAKE, values)
        if not verdict.is_known:
            with self._database.changing() as connection:
                connection.execute(_MAKE, {"keys": values["keys"]})
            (verdict,) = self._database.ask(_TAKE, values)
        return float(verdict.wait)

    def pause(self, key: str, *, seconds: float) -> None:
        """Nobody takes from this limit for so long."""
        with self._database.changing() as connection:
            connection.execute(_PAUSE, {"key": key, "seconds": seconds})

    def forget(self, *, before: datetime) -> int:
        """Drop the limits that nobody used since. Gives their number."""
        with self._database.changing() as connection:
            return connection.execute(_FORGET, {"before": before}).rowcount
