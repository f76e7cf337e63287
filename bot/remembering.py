"""Keeps what people asked about, for their Home tab, without anybody having to wait for it."""

import threading
from datetime import datetime

import structlog

from catalog_store.answers import RecentAnswers
from catalog_store.errors import CatalogError
from catalog_store.refs import EntityRef
from commands.ask import Person

_log = structlog.get_logger()

_MOST_WAITING = 1_000
#: So long questions gather, so that many about one thing are written once.
_PAUSE = 0.5


class AnswerMemory:
    """Writes from a thread of its own. What it still holds when the process is killed is lost, and nobody minds."""

    def __init__(self, answers: RecentAnswers) -> None:
        self._answers = answers
        self._waiting: dict[tuple[str, str, EntityRef], datetime] = {}
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="answer-memory", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join(5.0)

    def remember(self, person: Person, ref: EntityRef, at: datetime) -> None:
        """This person was answered about this thing."""
        with self._changed:
            if len(self._waiting) < _MOST_WAITING:
                self._waiting[person.team_id, person.user_id, ref] = at
                self._changed.notify()

    def _work(self) -> None:
        while self._save(self._gather()):
            pass

    def _gather(self) -> dict[tuple[str, str, EntityRef], datetime]:
        """What waits, once something does; nothing when it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            self._changed.wait_for(lambda: self._is_closed, timeout=_PAUSE)
            gathered, self._waiting = self._waiting, {}
        return gathered

    def _save(self, gathered: dict[tuple[str, str, EntityRef], datetime]) -> bool:
        """Whether there may be more to come."""
        for (team, user, ref), at in gathered.items():
            try:
                self._answers.save(team=team, user=user, ref=ref, at=at)
            except CatalogError as away:
                _log.info("answers-not-kept", reason=str(away), count=len(gathered))
                break
            except Exception as bug:  # noqa: BLE001  # the edge of a job: what comes next is kept all the same
                _log.error("answer-not-kept", exc_info=bug)
        return bool(gathered) or not self._is_closed
