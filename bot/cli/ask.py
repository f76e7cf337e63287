"""`callboard ask`: the same questions and the same answers as in Slack, as plain text."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import wiring
from bot.cli import session
from bot.cli.channel_names import ChannelNames
from bot.cli.stated_people import StatedPeople
from bot.sender.payloads import message
from catalog_store.entities import Entity
from catalog_store.operations import Told
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from commands import kit
from commands.ask import Ask, Person, Surface
from commands.dispatch import answer
from commands.operations import Operations


def run(options: argparse.Namespace) -> int:
    """Ask and print: 0 when there is an answer, also when it is that nothing was found."""
    settings = session.settings()
    with session.database(settings, migrate=not options.no_migrate) as database:
        channels = ChannelNames.known(database, settings.channels)
        people = StatedPeople(Catalog(database))
        if options.person and not people.knows(options.person):
            session.complain(
                f"nobody in the catalog is called {options.person}, so the answer is a stranger's."
                " --as wants an e-mail address or a user of it."
            )
        services = wiring.services(settings, database, people)
        patient = replace(services, operations=_Patient(services.operations, options.wait))
        given = answer(_ask(options, channels), patient)
    if options.json:
        session.say_json({"type": "message", "payload": message(given)})
    else:
        session.say(channels.spelled(kit.plain(given)))
    return 0


@dataclass(frozen=True, slots=True)
class _Patient:
    """The same systems, waited for as long as was said: nobody can be told later here."""

    systems: Operations
    wait: float

    @property
    def is_configured(self) -> bool:
        """There is a system to be asked."""
        return self.systems.is_configured

    def warm(self) -> None:
        """Be ready to be asked."""
        self.systems.warm()

    def look(
        self, things: Sequence[Entity], *, patience: float, is_fresh: bool = False
    ) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What every system tells of each thing in that time."""
        return self.systems.look(things, patience=max(patience, self.wait), is_fresh=is_fresh)

    def remembered(self, things: Sequence[Entity]) -> Mapping[EntityRef, tuple[Told, ...]]:
        """What is known without asking."""
        return self.systems.remembered(things)


def _ask(options: argparse.Namespace, channels: ChannelNames) -> Ask:
    person = Person(options.person) if options.person else Person("operator", is_operator=True)
    channel = channels.meant(options.channel) if options.channel else None
    return Ask(" ".join(options.words), person, Surface.COMMAND_LINE, wiring.now(), channel)
