"""Who somebody is on the command line: whoever they say they are."""

from collections.abc import Callable

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from commands.ask import Person


class StatedPeople:
    """An e-mail address stands for itself; anything else is the name of a user in the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def knows(self, named: str) -> bool:
        """Whether the catalog has somebody of this name or e-mail address."""
        return self._find(named) is not None

    def find_email(self, person: Person) -> str | None:
        """The e-mail address of the one whom `--as` names."""
        if "@" in person.user_id:
            return person.user_id
        known = self._find(person.user_id)
        return known.entity.email if known else None

    def _find(self, named: str) -> Known | None:
        if "@" in named:
            return self._catalog.find_by_email(named)
        try:
            return self._catalog.find(EntityRef.parse(named, default_kind="user"))
        except InvalidRefError:
            return None

    def find_name(self, person: Person) -> str | None:
        """As they were named."""
        return person.user_id or None

    def is_awaited(self, person: Person) -> bool:  # noqa: ARG002  # the port's signature
        """Nobody needs to be asked."""
        return False

    def when_told(self, person: Person, then: Callable[[], None]) -> None:
        """Nobody needs to be asked."""
