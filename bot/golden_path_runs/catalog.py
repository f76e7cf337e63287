"""The catalog as golden paths see it: what it knows, and what it shall read from now on."""

from collections.abc import Callable

from bot.catalog_sources import CatalogSources
from catalog_store.entities import Severity
from catalog_store.errors import CatalogError, DatabaseAwayError, InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.registered_places import RegisteredPlaces
from catalog_store.store import Catalog
from catalog_store.sync import Outcome
from golden_paths.ports import JsonObject, Mark, OutsideError, Registered

#: What places say where there is nothing, and trying again would not help.
_MISSING = ("GitHub has no", "nothing is there", "no such file")


class RunCatalog:
    """Looks up and registers."""

    def __init__(self, catalog: Catalog, sources: Callable[[], CatalogSources], places: RegisteredPlaces) -> None:
        """`sources` are asked for when something is registered, as they load what reads them."""
        self._catalog = catalog
        self._sources = sources
        self._places = places

    def find(self, ref: str) -> JsonObject | None:
        """The entity as its descriptor has it."""
        try:
            wanted = EntityRef.parse(ref)
        except InvalidRefError:
            return None
        try:
            known = self._catalog.find(wanted)
        except DatabaseAwayError as away:
            raise OutsideError(str(away), is_retryable=True) from away
        return known.entity.document if known else None

    def register(self, location: str, mark: Mark) -> Registered:
        """Have the catalog read the file: with its repository where that is read anyway, else as a place of its own."""
        source = f"url:{location.removeprefix('url:')}"
        try:
            return self._with_its_repository(source) or self._by_itself(source, mark)
        except CatalogError as away:
            raise OutsideError(str(away), is_retryable=True) from away

    def _with_its_repository(self, source: str) -> Registered | None:
        hosts = self._sources().hosts
        read = hosts.refresh_at(source) if hosts else ()
        found = self._places.entities_at(source, sources=read) if read else ()
        return Registered(source.removeprefix("url:"), found[0]) if found else None

    def _by_itself(self, source: str, mark: Mark) -> Registered:
        _check(self._sources().find(source).read(), source)
        self._places.save(source, run_id=mark.run_id)
        found = self._places.entities_at(source, sources=[source])
        return Registered(source.removeprefix("url:"), found[0] if found else None)


def _check(outcome: Outcome, location: str) -> None:
    """See that the file came in.

    Raises:
        OutsideError: it cannot be read, or is no descriptor.
    """
    shown = location.removeprefix("url:")
    for reason in outcome.unreadable.values():
        is_missing = any(words in reason for words in _MISSING)
        raise OutsideError(f"{shown} cannot be registered: {reason}.", is_retryable=not is_missing)
    for faults in outcome.faults.values():
        for fault in faults:
            if fault.severity is Severity.ERROR:
                raise OutsideError(f"{shown} cannot be registered, line {fault.line}: {fault.message}")
