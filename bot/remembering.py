"""Keeps what people asked about, for their Home tab, without anybody having to wait for it."""

import threading
from datetime import datetime

import structlog

from catalog_store.errors import CatalogError
from catalog_store.refs import EntityRef
from catalog_store.slack.answers import Asked, RecentAnswers
from commands.ask import Person

_log = structlog.get_logger()

_MOST_WAITING = 1_000
#: So long questions gather, to be written in one go.
_PAUSE = 0.5


class AnswerMemory:
    """Writes from a thread of its own. What it still holds when the process is killed is lost, and nobody minds."""

    def __init__(self, answers: RecentAnswers) -> None:
        self._answers = answers
        self._waiting: dict[tuple[str, str, EntityRef], datetime] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="answer-memory", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._stopped.set()
        self._thread.join(5.0)

    def remember(self, person: Person, ref: EntityRef, at: datetime) -> None:
        """This person was answered about this thing. Wakes nobody up: questions come by the hundred."""
        with self._lock:
            if len(self._waiting) < _MOST_WAITING:
                self._waiting[person.team_id, person.user_id, ref] = at

    def _work(self) -> None:
        while not self._stopped.wait(_PAUSE):
            self._save_all()
        self._save_all()

    def _save_all(self) -> None:
        with self._lock:
            gathered, self._waiting = self._waiting, {}
        if not gathered:
            return
        try:
            self._answers.save_all([Asked(team, user, ref, at) for (team, user, ref), at in gathered.items()])
        except CatalogError as away:
            _log.info("answers-not-kept", reason=str(away), count=len(gathered))
        except Exception as bug:  # noqa: BLE001  # the edge of a job: what comes next is kept all the same
            _log.error("answers-not-kept", exc_info=bug)
