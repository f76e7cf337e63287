"""How it all goes, in numbers: what waits, for how long, and how far behind the catalog is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.slack.outgoing import Outgoing

_WAITING = text(
    """
    SELECT 'approvals' AS what, count(*) AS number,
        coalesce(extract(epoch FROM now() - min(opened_at)), 0)::float8 AS oldest
    FROM approvals WHERE settled_at IS NULL
    UNION ALL
    SELECT 'removals', coalesce(sum(jsonb_array_length(waiting_removals)), 0), 0
    FROM sources WHERE jsonb_typeof(waiting_removals) = 'array'
    """
)
_FAILED = text(
    "SELECT task_name, count(*) AS number FROM procrastinate_jobs WHERE status = 'failed'"
    " GROUP BY task_name ORDER BY number DESC, task_name LIMIT 3"
)
_SET_ASIDE = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
_SOURCES = text(
    "SELECT id, extract(epoch FROM now() - coalesce(completed_at, attempted_at))::float8 AS behind FROM sources"
)
_ENTITIES = text("SELECT kind, count(*) AS number FROM entities WHERE removed_at IS NULL GROUP BY kind")
_RUNS = text("SELECT state, count(*) AS number FROM golden_path_runs GROUP BY state")
_DELIVERIES = text("SELECT report, state, count(*) AS number FROM deliveries GROUP BY report, state")


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many wait for their turn, the oldest for so many seconds."""

    number: int
    oldest: float


@dataclass(frozen=True, slots=True)
class OperatingState:
    """One moment. `behind` are the seconds since each source was last read whole; `unsure` messages are of the last day.

    `set_aside` are the kinds of jobs that failed for good, the most frequent first.
    """

    waiting: Mapping[str, Waiting]
    jobs_set_aside: int
    set_aside: Sequence[str]
    messages_unsure: int
    behind: Mapping[str, float]
    entities: Mapping[str, int]
    runs: Mapping[str, int]
    deliveries: Mapping[tuple[str, str], int]
    connections_in_use: int


class Operating:
    """Looks at all queues and sources. A few short questions; may raise `DatabaseAwayError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self) -> OperatingState:
        """As it is now."""
        in_use = self._database.connections_in_use
        jobs, messages = JobQueue(self._database).condition(), Outgoing(self._database, replica="").backlog()
        queues = {"jobs": Waiting(jobs.waiting, jobs.oldest), "messages": Waiting(messages.waiting, messages.oldest)}
        with self._database.reading() as connection:
            return OperatingState(
                waiting=queues | {row.what: Waiting(row.number, row.oldest) for row in connection.execute(_WAITING)},
                jobs_set_aside=connection.execute(_SET_ASIDE).scalar_one(),
                set_aside=[row.task_name for row in connection.execute(_FAILED)],
                messages_unsure=messages.unsure,
                behind={row.id: row.behind for row in connection.execute(_SOURCES)},
                entities={row.kind: row.number for row in connection.execute(_ENTITIES)},
                runs={row.state: row.number for row in connection.execute(_RUNS)},
                deliveries={(row.report, row.state): row.number for row in connection.execute(_DELIVERIES)},
                connections_in_use=in_use,
            )
