"""Where people ask: each surface turns what Slack sends into one question, and brings the answer back the same way."""

from bot.surfaces import direct as direct
from bot.surfaces import home, mention, modal, options, press, shortcut, slash, strangers

#: In the order in which Bolt tries them, each of which costs: the most used first.
ALL = (slash, press, options, mention, direct, modal, shortcut, home)

#: Slack's events and what each needs to be allowed.
EVENTS: dict[str, tuple[str, ...]] = dict((mention.EVENT, direct.EVENT, home.EVENT, *strangers.EVENTS))
