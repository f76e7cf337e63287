"""Keeps the index up with the catalog in the background, for as long as the process runs."""

import threading
from collections.abc import Callable

from catalog_store.errors import CatalogError
from catalog_store.search.search import Search

#: A look costs one short question, and a change is found this much later.
_EVERY = 0.5
#: After a failure the next try can wait.
_AFTER_FAILURE = 5.0


class Following:
    """A thread that looks for changes. Its first look builds what is missing; nobody waits for it."""

    def __init__(
        self, search: Search, *, ready: Callable[[], bool], tell: Callable[[Exception], None], every: float = _EVERY
    ) -> None:
        """`ready` waits until the database can be asked, False to give up. `tell` learns of failures, each kind once."""
        self._search = search
        self._ready = ready
        self._tell = tell
        self._every = every
        self._told = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="search", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present look; a build that is under way is left unfinished, to be begun anew."""
        self._stopped.set()
        self._thread.join(2.0)

    def _work(self) -> None:
        if self._ready():
            while not self._stopped.wait(self._every if self._look() else _AFTER_FAILURE):
                pass

    def _look(self) -> bool:
        try:
            self._search.follow()
        except CatalogError as error:
            self._say(error)
            return False
        except Exception as bug:  # noqa: BLE001  # the edge of a thread: it must live on, and somebody must learn of it
            self._say(bug)
            return False
        self._told = ""
        return True

    def _say(self, error: Exception) -> None:
        if self._told != str(error) and not self._stopped.is_set():
            self._tell(error)
        self._told = str(error)
