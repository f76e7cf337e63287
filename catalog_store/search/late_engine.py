"""A search engine that is loaded when it is first needed: not before somebody searches, or there is something to be found."""

from collections.abc import Callable
from threading import Lock

from catalog_store.database import Database
from catalog_store.search.changes import newest_change
from catalog_store.search.engine import Engine, Found, Wanted


class LateEngine:
    """Another engine, which `make` loads. Safe to use from several threads."""

    def __init__(self, database: Database, make: Callable[[], Engine]) -> None:
        self._database = database
        self._make = make
        self._made: Engine | None = None
        self._making = Lock()

    def follow(self, *, most: int | None = None) -> bool:
        """Take in what changed. Whether everything is in now, as nothing is where nothing was ever read.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            IndexUnusableError: there is no place for an index.
        """
        return (self._made is None and self._has_nothing()) or self._engine.follow(most=most)

    def look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What fits; None while nothing can be said.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._engine.look_up(wanted, limit)

    @property
    def _engine(self) -> Engine:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _has_nothing(self) -> bool:
        with self._database.reading() as connection:
            return newest_change(connection) == 0
