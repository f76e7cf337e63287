"""From words to the command that answers them, and from a press to the command whose button it is."""

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import ALL, arguments, home_tab, kit
from commands.ask import Answer, Ask, HomeView, Outcome, Person, Press, Reaction, Surface
from commands.command import Command, Pressing
from commands.did_you_mean import did_you_mean
from commands.services import Services

#: As long as Slack lets the value of a button be.
_VALUE_LIMIT = 2000
#: Zero bytes, and bytes of a command line that are no UTF-8: nothing in the catalog has them, and Postgres refuses to look.
_UNASKABLE = re.compile("[\\x00\\ud800-\\udfff]")


def answer(ask: Ask, services: Services) -> Answer:
    """The answer to a question, whichever way it was asked."""
    ask = replace(ask, words=_UNASKABLE.sub("\N{REPLACEMENT CHARACTER}", ask.words))
    if ask.surface is Surface.SHORTCUT:
        return _in_message(ask, services)
    words = arguments.without_politeness(ask.words)
    if heard := _heard(words):
        command, rest = heard
        return command.answer(rest, ask, services)
    return _unknown(words, ask, services)


def takes_long(ask: Ask) -> bool:
    """Whether the answer may take longer than our own database does."""
    heard = None if ask.surface is Surface.SHORTCUT else _heard(arguments.without_politeness(ask.words))
    return heard is not None and heard[0].takes_long


def react(press: Press, services: Services) -> Reaction:
    """What a press leads to. A button that nobody knows any more says so."""
    pressing = _PRESSES.get(kit.action_of(press.action_id), _outdated)
    return pressing(replace(press, value=kit.tidy(press.value, _VALUE_LIMIT)), services)


def home(person: Person, services: Services) -> HomeView:
    """Somebody's Home tab."""
    return home_tab(person, services)


def _heard(words: str) -> tuple[Command, str] | None:
    heard = _as_word(words) or _as_phrase(words)
    return (_as_phrase(words) or heard) if heard and heard[0].yields else heard


def _as_phrase(words: str) -> tuple[Command, str] | None:
    found = ((command, command.heard_as_phrase(words)) for command in ALL)
    return next(((command, subject) for command, subject in found if subject is not None), None)


def _as_word(words: str) -> tuple[Command, str] | None:
    found = ((command, command.heard_as_word(words)) for command in ALL)
    return next(((command, rest) for command, rest in found if rest is not None), None)


def _in_message(ask: Ask, services: Services) -> Answer:
    reading = next(command.in_message for command in ALL if command.in_message)
    return reading(ask, services)


def _unknown(words: str, ask: Ask, services: Services) -> Answer:
    guesses = [command.guess(words, ask, services) for command in ALL if command.guess]
    clear = next((guess.answer for guess in guesses if guess.answer), None)
    offers = [offer for guess in guesses for offer in guess.offers]
    return clear or did_you_mean(words, ALL, offers, services)


def _ask(press: Press, services: Services) -> Reaction:
    return Reaction(reply=_asked_by(press, services))


def _ask_instead(press: Press, services: Services) -> Reaction:
    found = _asked_by(press, services)
    return Reaction(reply=found) if press.surface is Surface.HOME else Reaction(replace=found)


def _asked_by(press: Press, services: Services) -> Answer:
    surface = Surface.SLASH if press.is_ephemeral else press.surface
    ask = Ask(press.value, press.person, surface, press.pressed_at, press.channel, press.thread_ts)
    return answer(ask if surface is not Surface.SHORTCUT else replace(ask, surface=Surface.SLASH), services)


def _open(_press: Press, _services: Services) -> Reaction:
    return Reaction()


def _outdated(_press: Press, _services: Services) -> Reaction:
    sentence = "This button comes from an older version of me and does nothing any more. Please ask again."
    return Reaction(reply=Answer(sentence, (kit.section(sentence),), Outcome.USAGE))


_PRESSES: Mapping[str, Pressing] = {
    kit.ASK_ACTION: _ask,
    kit.ASK_INSTEAD_ACTION: _ask_instead,
    kit.OPEN_ACTION: _open,
    **{action: pressing for command in ALL for action, pressing in command.presses.items()},
}
