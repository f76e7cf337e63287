"""Slack's people as a source: how many they are, when they were read, and reading them again."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from catalog_store.slack.people import PeopleReading
from commands import kit
from commands.ask import Answer, Block, Outcome, Person, Press, Reaction
from commands.services import Services

READ_AGAIN = "sources.read-people"

_FAULT_LIMIT = 200
#: They are read once a day; a little later nobody has to wonder yet.
_LATE = timedelta(hours=25)


def readings(person: Person, services: Services) -> Sequence[PeopleReading]:
    """Of the asker's workspace; at the command line of every one."""
    return [each for each in services.slack_people.readings() if person.team_id in ("", each.team)]


def people_row(reading: PeopleReading, now: datetime) -> Block:
    """A paragraph like every other source's."""
    button = kit.button("Read again", READ_AGAIN, reading.team, spoken="Read Slack's people again")
    return kit.section("\n".join([f"{_sign(reading, now)} Slack's people", *_lines(reading, now)]), accessory=button)


def people_sentence(reading: PeopleReading) -> str:
    """What is wrong with it, in a full sentence."""
    return f"Slack's people could not be read: {kit.shown(reading.fault or '', _FAULT_LIMIT)}"


def read_again(press: Press, services: Services) -> Reaction:
    """Have the people of the presser's own workspace read again."""
    is_new = services.slack_people.want_reading(team=press.person.team_id, at=services.clock())
    told = "will be read again within two minutes" if is_new else "were read, or are being read, just now"
    sentence = f"Slack's people {told}."
    return Reaction(reply=Answer(sentence, (kit.section(sentence),), Outcome.ANSWERED))


PRESSES = {READ_AGAIN: read_again}


def _sign(reading: PeopleReading, now: datetime) -> str:
    if reading.fault:
        return ":red_circle: *failing*"
    if reading.completed_at is None or now - reading.completed_at > _LATE:
        return ":large_yellow_circle: *late*"
    return ":large_green_circle: *well*"


def _lines(reading: PeopleReading, now: datetime) -> Iterator[str]:
    whole = reading.completed_at
    read = f"{kit.age(now - whole)} ({kit.moment(whole)})" if whole else "never"
    left = f", {reading.departed} more who left" if reading.departed else ""
    yield f"last read whole {read} · {kit.counted(reading.present, 'person', 'people')}{left}"
    if reading.fault:
        yield f":warning: {kit.shown(reading.fault, _FAULT_LIMIT)}"
