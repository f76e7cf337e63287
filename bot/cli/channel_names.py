"""Slack's channels in a terminal: by the names that the configuration tells, or that Slack told the bot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from catalog_store.database import Database
from catalog_store.slack.channel_names import ListedChannels
from commands.ask import Channel

_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_SHOWN_ID = re.compile(rf"#({_ID.pattern})\b")


@dataclass(frozen=True, slots=True)
class ChannelNames:
    """`names` are the channels' names by id; of two with one name the last is meant."""

    names: Mapping[str, str]

    @classmethod
    def known(cls, database: Database, stated: Mapping[str, str]) -> Self:
        """What Slack told, and above that what `callboard.channels` has stated, which are ids by name.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        own = {channel: name for name, channel in stated.items()}
        told = {channel: name for channel, name in ListedChannels(database).names().items() if channel not in own}
        return cls({**told, **own})

    def meant(self, typed: str) -> Channel:
        """The channel of this name, with or without `#`, or of this id."""
        text = typed.removeprefix("#")
        if _ID.fullmatch(text):
            return Channel(text, self.names.get(text))
        return Channel(self._ids().get(text, f"#{text}"), text)

    def spelled(self, text: str) -> str:
        """The text with names in place of ids; an id without a name says what it is."""
        return _SHOWN_ID.sub(lambda found: self.titled(found[1]), text)

    def titled(self, channel: str) -> str:
        """A channel, given by its id or its name, as people call it."""
        name = self.names.get(channel)
        if name:
            return f"#{name}"
        return f"Slack channel {channel}" if _ID.fullmatch(channel) else f"#{channel.removeprefix('#')}"

    def _ids(self) -> Mapping[str, str]:
        return {name: channel for channel, name in self.names.items()}
