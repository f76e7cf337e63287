"""What people can say, and how the answers look."""

from commands import help as explanations
from commands import owner, sources
from commands.home import home_tab
from commands.slash import SHORTCUTS, SLASH

_COMMANDS = (owner.COMMAND, sources.COMMAND)

#: Every command, in the order in which help tells of them.
ALL = (*_COMMANDS, explanations.explaining(_COMMANDS))

__all__ = ["ALL", "SHORTCUTS", "SLASH", "home_tab"]
