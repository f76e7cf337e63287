"""The catalog as golden paths see it: what it knows, and what it shall read from now on."""

from collections.abc import Callable
from dataclasses import replace

from bot.catalog_sources import CatalogSources
from catalog_store.entities import Severity
from catalog_store.errors import CatalogError, DatabaseAwayError, InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.registered_places import RegisteredPlaces
from catalog_store.store import Catalog
from catalog_store.sync import Outcome
from golden_paths.ports import JsonObject, Mark, OutsideError, Registered
from golden_paths.workshop import Outside

#: What places say where there is nothing, and trying again would not help.
_MISSING = ("GitHub has no", "nothing is there", "no such file")


class RunCatalog:
    """Looks up and registers."""

    def __init__(
        self,
        seen_by: Callable[[str | None], Catalog],
        sources: Callable[[], CatalogSources],
        places: RegisteredPlaces,
        *,
        requester: str | None = None,
    ) -> None:
        """`seen_by` gives the catalog as whoever asked for the run may see it, and as everybody may where that is nobody known.

        `sources` are asked for when something is registered, as they load what reads them.
        """
        self._seen_by = seen_by
        self._sources = sources
        self._places = places
        self._requester = requester

    def asked_by(self, requester: str | None) -> "RunCatalog":
        """The same for a run of theirs."""
        return RunCatalog(self._seen_by, self._sources, self._places, requester=requester)

    def find(self, ref: str) -> JsonObject | None:
        """The entity as its descriptor has it."""
        try:
            wanted = EntityRef.parse(ref)
        except InvalidRefError:
            return None
        try:
            known = self._seen_by(self._requester).find(wanted)
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


def asked_by(requester: str | None, outside: Outside) -> Outside:
    """The same doors for a run of theirs: the catalog tells them no more there than anywhere."""
    catalog = outside.catalog
    return replace(outside, catalog=catalog.asked_by(requester)) if isinstance(catalog, RunCatalog) else outside


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
