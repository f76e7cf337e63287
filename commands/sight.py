"""Who reads an answer, and the catalog as they may see it: everything that a command is given has gone through here."""

from collections.abc import Collection
from dataclasses import replace

from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.names import NameIndex
from catalog_store.privacy import Privacy
from catalog_store.refs import EntityRef
from catalog_store.veil import Veil
from commands.ask import Ask, Person, Press, Surface
from commands.services import Services
from commands.user_groups import user_groups_of
from commands.who import find_user

#: Where nobody but the asker reads the answer.
_ALONE = (Surface.SLASH, Surface.SHORTCUT, Surface.DIRECT, Surface.HOME, Surface.FORM, Surface.COMMAND_LINE)


def reader_of(asked: Ask | Press) -> Person | None:
    """Who alone reads what is answered; None where others do, too."""
    if isinstance(asked, Ask):
        return asked.person if asked.surface in _ALONE else None
    is_direct = asked.channel is not None and asked.channel.id.startswith("D")
    return asked.person if asked.is_ephemeral or is_direct or asked.surface in _ALONE else None


class CatalogSight:
    """Sees private things for those who may know of them. What is hidden is in no answer of any store that is given."""

    def __init__(self, database: Database, names: NameIndex, privacy: Privacy) -> None:
        self._database = database
        self._names = names
        self._privacy = privacy

    def of(self, reader: Person | None, services: Services) -> Services:
        """The services as this person sees the catalog; without one, as everybody may."""
        if reader is not None and reader.is_operator:
            return services
        veil = self._privacy.veil(lambda: _refs(reader, services) if reader else ())
        return self._through(veil, services, reader) if veil else services

    def is_private(self, known: Known) -> bool:
        """Whether only some may know of it."""
        return self._privacy.find(known.id) is not None

    def _through(self, veil: Veil, services: Services, reader: Person | None) -> Services:
        seen = self._database.through(veil)
        whom = "you" if reader else "everybody here"
        return replace(services.through(seen, self._names), unveiled=services, seen_by_whom=whom)


def _refs(person: Person, services: Services) -> Collection[EntityRef | str]:
    """Themselves and their groups; where the catalog does not know them, those of Slack alone."""
    user = find_user(person, services)
    told = user_groups_of(person, user, services)
    return (user.ref, *(group.ref for group in services.catalog.groups_of(user.ref)), *told) if user else told
