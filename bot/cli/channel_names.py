"""Slack's channels in a terminal: by name where the configuration tells the names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commands.ask import Channel

_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_SHOWN_ID = re.compile(rf"#({_ID.pattern})\b")


@dataclass(frozen=True, slots=True)
class ChannelNames:
    """`ids` are the channels' ids by name, as `callboard.channels` says."""

    ids: Mapping[str, str]

    def meant(self, typed: str) -> Channel:
        """The channel of this name, with or without `#`, or of this id."""
        text = typed.removeprefix("#")
        if _ID.fullmatch(text):
            return Channel(text, self._names().get(text))
        return Channel(self.ids.get(text, f"#{text}"), text)

    def spelled(self, text: str) -> str:
        """The text with names in place of ids; an id without a name says what it is."""
        names = self._names()
        return _SHOWN_ID.sub(
            lambda found: f"#{names[found[1]]}" if found[1] in names else f"Slack channel {found[1]}", text
        )

    def _names(self) -> Mapping[str, str]:
        return {channel: name for name, channel in self.ids.items()}
