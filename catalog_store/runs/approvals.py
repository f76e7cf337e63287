"""What others have to say yes to before a run begins: counted in one place, so that two who press at once are two."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, text

from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.runs.store import queue_run
from catalog_store.storable import kept_text

#: A replica that took a card to post it, and died, has so long before another one does.
_LEASE = timedelta(minutes=5)

_COLUMNS = (
    "id, run_id, plan_digest, rule, approvers, needed, requester_may, expires_at, state, opened_at, settled_at, version,"
    " channel, ts"
)
_FIND = text(f"SELECT {_COLUMNS} FROM approvals WHERE id = :id")  # noqa: S608  # constants
_OF_RUN = text(f"SELECT {_COLUMNS} FROM approvals WHERE run_id = :id ORDER BY opened_at, id")  # noqa: S608  # constants
_OPEN = text(
    f"SELECT {_COLUMNS} FROM approvals WHERE settled_at IS NULL ORDER BY opened_at, id LIMIT :limit"  # noqa: S608  # constants
)
_VOTES = text("SELECT * FROM approval_votes WHERE approval_id = ANY(:ids) ORDER BY at, slack_user")
# The run's row is locked first, by everybody who settles one of its approvals: so no two see each other's as open.
_LOCK_RUN = text(
    "SELECT r.id, r.state, r.plan_digest FROM golden_path_runs r JOIN approvals a ON a.run_id = r.id"
    " WHERE a.id = :id FOR UPDATE OF r"
)
_VOTE = text(
    """
    INSERT INTO approval_votes (approval_id, slack_team, slack_user, name, is_yes, reason, at)
    VALUES (:id, :team, :user, :name, :is_yes, :reason, :at) ON CONFLICT DO NOTHING
    """
)
_SETTLE = text(
    "UPDATE approvals SET state = :state, settled_at = :at, version = version + 1 WHERE id = :id AND settled_at IS NULL"
)
_CHANGED = text("UPDATE approvals SET version = version + 1 WHERE id = :id")
_YES = text("SELECT count(*) FROM approval_votes WHERE approval_id = :id AND is_yes")
_ALL_SAID_YES = text("SELECT bool_and(state = 'yes') FROM approvals WHERE run_id = :id")
_QUEUED = text(
    "UPDATE golden_path_runs SET state = 'queued', version = version + 1 WHERE id = :id AND state = 'waiting'"
)
_ENDED = text(
    """
    UPDATE golden_path_runs SET state = :state, note = :note, ended_at = :at, version = version + 1
    WHERE id = :id AND state = 'waiting'
    """
)
_VOID_OTHERS = text(
    "UPDATE approvals SET state = 'void', settled_at = :at, version = version + 1"
    " WHERE run_id = :id AND settled_at IS NULL"
)
_LAPSED = text("SELECT id FROM approvals WHERE settled_at IS NULL AND expires_at <= :now ORDER BY id LIMIT 100")
_TAKE = text(
    f"""
    UPDATE approvals SET taken_at = :now WHERE id IN (
        SELECT id FROM approvals WHERE ts IS NULL AND settled_at IS NULL
            AND (taken_at IS NULL OR taken_at < CAST(:now AS timestamptz) - :lease)
        ORDER BY opened_at, id LIMIT 20 FOR UPDATE SKIP LOCKED
    ) RETURNING {_COLUMNS}
    """  # noqa: S608  # constants
)
_POSTED = text("UPDATE approvals SET channel = :channel, ts = :ts, drawn = :version WHERE id = :id")
_TO_DRAW = text(
    f"SELECT {_COLUMNS} FROM approvals WHERE drawn < version AND ts IS NOT NULL ORDER BY id LIMIT 100"  # noqa: S608  # constants
)
_DRAWN = text("UPDATE approvals SET drawn = :version WHERE id = :id AND drawn < :version")


class ApprovalState(StrEnum):
    """What came of it. Void: the plan changed, the run was cancelled, or another rule's approvers said no."""

    OPEN = "open"
    YES = "yes"
    NO = "no"
    EXPIRED = "expired"
    VOID = "void"


class Decision(StrEnum):
    """What a press on Approve or Reject did."""

    COUNTED = "counted"
    SETTLED_YES = "settled-yes"
    SETTLED_NO = "settled-no"
    ALREADY = "already"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Voter:
    """Who presses: their Slack ids, and the name to be shown."""

    team_id: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody said."""

    user_id: str
    name: str
    is_yes: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """One rule of one run, and how far it is met. `channel` and `ts` are its card's, once that is posted."""

    id: str
    run_id: str
    plan_digest: str
    rule: str
    approvers: tuple[str, ...]
    needed: int
    requester_may: bool
    expires_at: datetime
    state: ApprovalState
    decisions: tuple[Vote, ...]
    channel: str | None
    ts: str | None
    version: int


class UnknownApprovalError(CatalogError):
    """There is no such approval any more."""

    def __init__(self) -> None:
        super().__init__("This approval is gone: its run was removed. Ask whoever wanted it to begin anew.")


class Approvals:
    """All approvals. Every method may raise `DatabaseAwayError`. Whether somebody may decide is asked before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, approval_id: str) -> Approval | None:
        """The one with this id."""
        with self._database.reading() as connection:
            return next(iter(_whole(connection, connection.execute(_FIND, {"id": approval_id}).all())), None)

    def of_run(self, run_id: str) -> tuple[Approval, ...]:
        """All that a run needs, one for each rule."""
        with self._database.reading() as connection:
            return _whole(connection, connection.execute(_OF_RUN, {"id": run_id}).all())

    def open_ones(self, *, limit: int = 50) -> tuple[Approval, ...]:
        """Those that wait for somebody, the oldest first."""
        with self._database.reading() as connection:
            return _whole(connection, connection.execute(_OPEN, {"limit": limit}).all())

    def decide(self, approval_id: str, voter: Voter, *, is_yes: bool, reason: str, at: datetime) -> Decision:
        """Count it. The last yes that was missing lets the run begin; one no ends it.

        Raises:
            UnknownApprovalError: it is gone.
        """
        with self._database.changing() as connection:
            approval = _to_be_decided(connection, approval_id)
            if approval.state is not ApprovalState.OPEN:
                return Decision.EXPIRED if approval.state is ApprovalState.EXPIRED else Decision.ALREADY
            if approval.expires_at <= at:
                _expire(connection, approval, at)
                return Decision.EXPIRED
            return _count(connection, approval, voter, is_yes, reason, at)

    def expire(self, *, now: datetime) -> tuple[Approval, ...]:
        """End what nobody decided in time, and its runs. Gives those that ended."""
        with self._database.reading() as connection:
            lapsed = connection.execute(_LAPSED, {"now": now}).scalars().all()
        ended = []
        for each in lapsed:
            with self._database.changing() as connection:
                approval = _to_be_decided(connection, each)
                if approval.state is ApprovalState.OPEN:
                    _expire(connection, approval, now)
                    ended.append(each)
        return tuple(found for each in ended if (found := self.find(each)))

    def take(self, *, now: datetime) -> tuple[Approval, ...]:
        """Those that nobody was asked about yet; for five minutes no other replica posts their cards."""
        with self._database.changing() as connection:
            return _whole(connection, connection.execute(_TAKE, {"now": now, "lease": _LEASE}).all())

    def posted(self, approval: Approval, *, channel: str, ts: str) -> None:
        """Note where its card stands."""
        self._note(_POSTED, approval, channel=channel, ts=ts)

    def to_draw(self) -> tuple[Approval, ...]:
        """Those whose cards show something older."""
        with self._database.reading() as connection:
            return _whole(connection, connection.execute(_TO_DRAW).all())

    def drawn(self, approval: Approval) -> bool:
        """Note that its card shows it as it is here; False when another replica has noted that before."""
        return self._note(_DRAWN, approval)

    def _note(self, statement: Any, approval: Approval, **values: object) -> bool:  # Any: SQLAlchemy's statement
        with self._database.changing() as connection:
            changed = connection.execute(statement, {"id": approval.id, "version": approval.version, **values})
            return bool(changed.rowcount)


def _to_be_decided(connection: Connection, approval_id: str) -> Approval:
    if connection.execute(_LOCK_RUN, {"id": approval_id}).first() is None:
        raise UnknownApprovalError
    (approval,) = _whole(connection, connection.execute(_FIND, {"id": approval_id}).all())
    return approval


def _count(
    connection: Connection, approval: Approval, voter: Voter, is_yes: bool, reason: str, at: datetime
) -> Decision:
    vote = {"id": approval.id, "team": voter.team_id, "user": voter.user_id, "name": voter.name, "is_yes": is_yes}
    if not connection.execute(_VOTE, {**vote, "reason": kept_text(reason), "at": at}).rowcount:
        return Decision.ALREADY
    if not is_yes:
        _end(connection, approval, ApprovalState.NO, "rejected", f"{voter.name} said no.", at)
        return Decision.SETTLED_NO
    if connection.execute(_YES, {"id": approval.id}).scalar_one() < approval.needed:
        connection.execute(_CHANGED, {"id": approval.id})
        return Decision.COUNTED
    connection.execute(_SETTLE, {"id": approval.id, "state": ApprovalState.YES, "at": at})
    if connection.execute(_ALL_SAID_YES, {"id": approval.run_id}).scalar_one():
        connection.execute(_QUEUED, {"id": approval.run_id})
        queue_run(connection, approval.run_id)
    return Decision.SETTLED_YES


def _expire(connection: Connection, approval: Approval, at: datetime) -> None:
    _end(connection, approval, ApprovalState.EXPIRED, "expired", "Nobody decided in time.", at)


def _end(
    connection: Connection, approval: Approval, state: ApprovalState, run_state: str, note: str, at: datetime
) -> None:
    connection.execute(_SETTLE, {"id": approval.id, "state": state, "at": at})
    connection.execute(_VOID_OTHERS, {"id": approval.run_id, "at": at})
    connection.execute(_ENDED, {"id": approval.run_id, "state": run_state, "note": note, "at": at})


def _whole(connection: Connection, rows: "list[Row[Any]] | Any") -> tuple[Approval, ...]:  # Any: the columns' types
    votes: dict[str, list[Vote]] = {row.id: [] for row in rows}
    for vote in connection.execute(_VOTES, {"ids": list(votes)}):
        votes[vote.approval_id].append(Vote(vote.slack_user, vote.name, vote.is_yes, vote.reason, vote.at))
    return tuple(_approval(row, tuple(votes[row.id])) for row in rows)


def _approval(row: Row[Any], decisions: tuple[Vote, ...]) -> Approval:  # Any: the columns' types
    return Approval(
        id=row.id,
        run_id=row.run_id,
        plan_digest=row.plan_digest,
        rule=row.rule,
        approvers=tuple(row.approvers),
        needed=row.needed,
        requester_may=row.requester_may,
        expires_at=row.expires_at,
        state=ApprovalState(row.state),
        decisions=decisions,
        channel=row.channel,
        ts=row.ts,
        version=row.version,
    )
