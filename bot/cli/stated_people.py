"""Who somebody is on the command line: whoever they say they are."""

from collections.abc import Callable

from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from commands.ask import Person


class StatedPeople:
    """An e-mail address stands for itself; anything else is the name of a user in the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def find_email(self, person: Person) -> str | None:
        """The e-mail address of the one whom `--as` names."""
        if "@" in person.user_id:
            return person.user_id
        try:
            known = self._catalog.find(EntityRef.parse(person.user_id, default_kind="user"))
        except InvalidRefError:
            return None
        return known.entity.email if known else None

    def find_name(self, person: Person) -> str | None:
        """As they were named."""
        return person.user_id or None

    def is_awaited(self, person: Person) -> bool:  # noqa: ARG002  # the port's signature
        """Nobody needs to be asked."""
        return False

    def when_told(self, person: Person, then: Callable[[], None]) -> None:
        """Nobody needs to be asked."""
