"""A database that may come late: it is looked for until it is there, and told about in words until then."""

import threading

import structlog

from catalog_store.database import Database
from catalog_store.errors import CatalogError
from catalog_store.store import Catalog

_log = structlog.get_logger()

_DATABASE_TRIED_EVERY = 2.0
#: Seconds that a last look for the database may take when we stop.
_LAST_TRY = 4.0


class ReadyDatabase:
    """Brings the database up to date, trying again for as long as that fails."""

    def __init__(self, database: Database, *, migrate: bool) -> None:
        self._database = database
        self._bring_up = database.migrate if migrate else database.check_version
        self._is_ready = False
        self._is_stopped = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="database", daemon=True)
        self._fault = "The catalog's database is being looked for."
        self._bug = ""

    def start(self) -> None:
        """Try until it is there."""
        self._thread.start()

    def stop(self) -> None:
        """Try no more, and let nobody wait for it any longer."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._thread.join(_LAST_TRY)

    def wait(self) -> bool:
        """Whether it became ready; False when we stop before that."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_ready or self._is_stopped)
            return self._is_ready and not self._is_stopped

    def is_ready(self) -> bool:
        """Whether its tables are as we need them."""
        return self._is_ready

    def is_stopped(self) -> bool:
        """Whether everything is about to end."""
        return self._is_stopped

    def fault(self) -> str | None:
        """Why the catalog cannot answer, in words; None when it can."""
        if not self._is_ready:
            return self._fault
        try:
            Catalog(self._database).is_empty()
        except CatalogError as error:
            return str(error)
        return None

    def _work(self) -> None:
        while not self._is_stopped and not self._try():
            with self._changed:
                self._changed.wait_for(lambda: self._is_stopped, timeout=_DATABASE_TRIED_EVERY)

    def _try(self) -> bool:
        try:
            self._bring_up()
        except CatalogError as error:
            self._tell(str(error))
            return False
        except Exception as bug:  # noqa: BLE001  # the edge of a job: whoever asks /readyz must learn of it
            self._tell_bug(bug)
            return False
        with self._changed:
            self._is_ready = True
            self._changed.notify_all()
        _log.info("database-ready")
        return True

    def _tell_bug(self, bug: Exception) -> None:
        """Once with everything about it, then again only when it is another one."""
        self._fault = f"The catalog's database could not be brought up to date ({type(bug).__name__}, see the log)."
        said = f"{type(bug).__name__}: {str(bug).partition(chr(10))[0]}"
        if said != self._bug:
            _log.error("database-not-ready", next_try_in=_DATABASE_TRIED_EVERY, exc_info=bug)
        self._bug = said

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            _log.warning("database-not-ready", reason=fault, next_try_in=_DATABASE_TRIED_EVERY)
        self._fault = fault
