"""Who somebody is on the command line: whoever they say they are."""

from catalog_store.database import Database
from catalog_store.people import StoredPeople
from commands.ask import Person


class StatedPeople:
    """An e-mail address stands for itself; a Slack id for whom Slack said it is when last asked."""

    def __init__(self, database: Database) -> None:
        self._stored = StoredPeople(database)

    def find_email(self, person: Person) -> str | None:
        """The address given by `--as`, or the one last known for that id."""
        return person.user_id if "@" in person.user_id else None
