"""What Slack tells of a channel, where somebody asks in it."""

from dataclasses import replace

from commands.ask import Channel, Person
from commands.operations import ChannelFacts
from tests.commands.asking import Somebody


class Slack:
    """What Slack tells of the channel."""

    def __init__(self, facts: ChannelFacts) -> None:
        self.facts = facts

    def find(self, channel: Channel, person: Person) -> ChannelFacts | None:
        assert channel.id
        assert person.user_id
        return self.facts


def in_channel(somebody: Somebody, facts: ChannelFacts) -> Somebody:
    """The same person, where the channel is called and described so."""
    return replace(somebody, services=replace(somebody.services, channels=Slack(facts)))
