"""From words to the command that answers them, and from a press or a form to the command whose it is."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from catalog_store.policies import Deed
from commands import ALL, arguments, home_tab, kit
from commands.ask import (
    Answer,
    Ask,
    Closing,
    HomeView,
    Modal,
    Option,
    Outcome,
    Person,
    Press,
    Reaction,
    Submission,
    Submitted,
    Surface,
    Typing,
)
from commands.changes import CHANGES
from commands.command import Command, Pressing
from commands.did_you_mean import did_you_mean
from commands.keeping import keep_deed, keep_refusal
from commands.permits import objection
from commands.services import Services
from commands.sight import reader_of
from commands.slash import typed

T = TypeVar("T")

#: Answers the one who pressed, with what is not for everybody who reads the message.
SHOW_ME = "private.show"

#: A press only asks for these: the log has what was said then, and what comes of it has a line of its own.
_ASKED_FOR = frozenset(("scorecard.fix",))

#: As long as Slack lets the value of a button be.
_VALUE_LIMIT = 2000
#: Zero bytes, and bytes of a command line that are no UTF-8: nothing in the catalog has them, and Postgres refuses to look.
_UNASKABLE = re.compile("[\\x00\\ud800-\\udfff]")


class Switchboard:
    """Knows which command everything is for. It keeps nothing and may be used from many threads."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._commands = commands
        self._presses: Mapping[str, Pressing] = {
            kit.ASK_ACTION: self._ask,
            kit.ASK_INSTEAD_ACTION: self._ask_instead,
            kit.OPEN_ACTION: _open,
            kit.FORM_ACTION: self._open_form,
            SHOW_ME: self._show_alone,
            **_table(command.presses for command in commands),
        }
        self._commands_of = {name: command for command in commands for name in (*command.presses, *command.submissions)}
        self._openers = frozenset((kit.FORM_ACTION, *(each for command in commands for each in command.openers)))
        self._submissions = _table(command.submissions for command in commands)
        self._closings = _table(command.closings for command in commands)
        self._typings = _table(command.typings for command in commands)
        self._slow = frozenset(each for command in commands for each in command.slow)

    def answer(self, ask: Ask, services: Services) -> Answer:
        """The answer to a question, whichever way it was asked, with what its readers may know of."""
        answer = self._answer(ask, services.seen_by(reader_of(ask)))
        if answer.outcome is Outcome.NOT_FOUND and reader_of(ask) is None and self._has_more(ask, services):
            return _not_for_all(ask)
        return answer

    def _has_more(self, ask: Ask, services: Services) -> bool:
        """Whether the asker may know of what not everybody may who reads the answer."""
        if services.seen_by(None).unveiled is None:
            return False
        alone = self._answer(replace(ask, surface=Surface.SLASH), services.seen_by(ask.person))
        return alone.outcome is not Outcome.NOT_FOUND

    def _answer(self, ask: Ask, services: Services) -> Answer:
        ask = replace(ask, words=_UNASKABLE.sub("\N{REPLACEMENT CHARACTER}", ask.words))
        if ask.surface is Surface.SHORTCUT:
            return self._in_message(ask, services)
        words = arguments.without_politeness(ask.words)
        if heard := self._heard(words):
            command, rest = heard
            if refusal := self._refused(f"command/{command.name}", ask.person, services):
                return _not_allowed(refusal)
            is_form = command.opening is not None and command.opening.opens(rest)
            return _form_offer(words, ask, services) if is_form else command.answer(rest, ask, services)
        return self._unknown(words, ask, services)

    def name_of(self, ask: Ask) -> str:
        """What the command that answers is called; empty for words that name none."""
        heard = None if ask.surface is Surface.SHORTCUT else self._heard(arguments.without_politeness(ask.words))
        return heard[0].name if heard else ""

    def takes_long(self, ask: Ask) -> bool:
        """Whether the answer may take longer than our own database does."""
        heard = None if ask.surface is Surface.SHORTCUT else self._heard(arguments.without_politeness(ask.words))
        return heard is not None and heard[0].takes_long

    def opens_form(self, ask: Ask) -> bool:
        """Whether these words open a form, if they are said where one can be opened. Asks nobody."""
        heard = self._heard(arguments.without_politeness(ask.words))
        return heard is not None and heard[0].opening is not None and heard[0].opening.opens(heard[1])

    def form(self, ask: Ask, services: Services) -> Modal | Answer:
        """The form that these words open, or why there is none."""
        ask = replace(ask, words=_UNASKABLE.sub("\N{REPLACEMENT CHARACTER}", ask.words))
        heard = self._heard(arguments.without_politeness(ask.words))
        if heard is None or heard[0].opening is None or not heard[0].opening.opens(heard[1]):
            return self.answer(ask, services)
        if refusal := self._refused(f"command/{heard[0].name}", ask.person, services):
            return _not_allowed(refusal)
        return heard[0].opening.modal(heard[1], ask, services.seen_by(ask.person))

    def react(self, press: Press, services: Services) -> Reaction:
        """What a press leads to. A button that nobody knows any more says so."""
        action = kit.action_of(press.action_id)
        if refusal := self._refused(self._deed("press", action, services), press.person, services):
            return Reaction(reply=_not_allowed(refusal))
        pressing = self._presses.get(action, _outdated)
        reader = press.person if self.opens(action) else reader_of(press)
        seen = services.seen_by(reader)
        reaction = pressing(replace(press, value=kit.tidy(press.value, _VALUE_LIMIT)), seen)
        _keep_outcome(action, press, reaction.reply, services)
        return reaction

    def opens(self, action_id: str) -> bool:
        """Whether a press of this opens a form, when it is not pressed in one."""
        return kit.action_of(action_id) in self._openers

    def is_slow(self, action_id: str) -> bool:
        """Whether a press of this may take longer than our own database does."""
        return kit.action_of(action_id) in self._slow

    def submit(self, submission: Submission, services: Services) -> Submitted:
        """What a submitted form leads to. A form that nobody knows any more says so."""
        form = kit.action_of(submission.callback_id)
        if refusal := self._refused(self._deed("form", form, services), submission.person, services):
            return Submitted(
                shows=Modal("Not allowed", (kit.section(f":no_entry: {refusal}"),), submission.callback_id)
            )
        submitted = self._submissions.get(form, _outdated_form)(submission, services.seen_by(submission.person))
        if not submitted.errors:
            keep_deed(f"form/{form}", submission.person, services, on=submission.metadata)
        return submitted

    def close(self, closing: Closing, services: Services) -> None:
        """Somebody left a form."""
        leaving = self._closings.get(kit.action_of(closing.callback_id))
        if leaving is not None:
            leaving(closing, services.seen_by(closing.person))

    def options(self, typing: Typing, services: Services) -> Sequence[Option]:
        """What a menu that searches offers."""
        suggesting = self._typings.get(kit.action_of(typing.action_id))
        words = kit.tidy(_UNASKABLE.sub("\N{REPLACEMENT CHARACTER}", typing.typed), _VALUE_LIMIT)
        return suggesting(replace(typing, typed=words), services.seen_by(typing.person)) if suggesting else ()

    def home(self, person: Person, services: Services) -> HomeView:
        """Somebody's Home tab."""
        return home_tab(person, services.seen_by(person))

    def _refused(self, name: str, person: Person, services: Services) -> str | None:
        """Why this person may not do that; it is kept that they tried."""
        refusal = objection(name, None, person, services)
        if refusal is not None:
            keep_refusal(name, person, services, because=refusal)
        return refusal

    def _deed(self, kind: str, name: str, services: Services) -> str:
        """What rules call it. Where none is about a button or a form itself, who may not ask may not press either."""
        deed = f"{kind}/{name}"
        command = self._commands_of.get(name)
        return deed if command is None or services.policies.find(Deed(deed)) else f"command/{command.name}"

    def _may_ask(self, command: Command, person: Person, services: Services) -> bool:
        return objection(f"command/{command.name}", None, person, services) is None

    def _heard(self, words: str) -> tuple[Command, str] | None:
        heard = self._as(Command.heard_as_word, words) or self._as(Command.heard_as_phrase, words)
        return (self._as(Command.heard_as_phrase, words) or heard) if heard and heard[0].yields else heard

    def _as(self, hear: Callable[[Command, str], str | None], words: str) -> tuple[Command, str] | None:
        found = ((command, hear(command, words)) for command in self._commands)
        return next(((command, rest) for command, rest in found if rest is not None), None)

    def _in_message(self, ask: Ask, services: Services) -> Answer:
        command, reading = next((each, each.in_message) for each in self._commands if each.in_message)
        if refusal := self._refused(f"command/{command.name}", ask.person, services):
            return _not_allowed(refusal)
        return reading(ask, services)

    def _unknown(self, words: str, ask: Ask, services: Services) -> Answer:
        """What commands make of words that name none, as far as this person may ask them."""
        asked = (each for each in self._commands if each.guess and self._may_ask(each, ask.person, services))
        guesses = [command.guess(words, ask, services) for command in asked if command.guess]
        clear = next((guess.answer for guess in guesses if guess.answer), None)
        offers = [offer for guess in guesses for offer in guess.offers]
        return clear or did_you_mean(words, self._commands, offers, services)

    def _ask(self, press: Press, services: Services) -> Reaction:
        return Reaction(reply=self._asked_by(press, services))

    def _ask_instead(self, press: Press, services: Services) -> Reaction:
        found = self._asked_by(press, services)
        return Reaction(reply=found) if press.surface is Surface.HOME else Reaction(replace=found)

    def _show_alone(self, press: Press, services: Services) -> Reaction:
        alone = replace(_ask_of(press), surface=Surface.SLASH)
        return Reaction(reply=self.answer(alone, services))

    def _open_form(self, press: Press, services: Services) -> Reaction:
        found = self.form(_ask_of(press), services)
        return Reaction(modal=found) if isinstance(found, Modal) else Reaction(reply=found)

    def _asked_by(self, press: Press, services: Services) -> Answer:
        return self.answer(_ask_of(press), services)


def _keep_outcome(action: str, press: Press, told: Answer | None, services: Services) -> None:
    """Keep what came of a press: what was refused by a rule, and what could not be done, is not done."""
    name = f"press/{action}"
    is_undone = action in CHANGES and told is not None and told.outcome is not Outcome.ANSWERED
    if told is not None and (is_undone or told.outcome is Outcome.REFUSED):
        keep_refusal(name, press.person, services, because=kit.unescape(told.text), on=press.value)
    else:
        said = kit.unescape(told.text) if told is not None and action in _ASKED_FOR else ""
        keep_deed(name, press.person, services, on=press.value, detail=said)


def _table(tables: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: found for table in tables for name, found in table.items()}


def _ask_of(press: Press) -> Ask:
    """The question that a button's value is."""
    surface = Surface.SLASH if press.is_ephemeral or press.surface is Surface.SHORTCUT else press.surface
    return Ask(press.value, press.person, surface, press.pressed_at, press.channel, press.thread_ts)


def _form_offer(words: str, ask: Ask, services: Services) -> Answer:
    """Where no window can be opened, a button opens it: nothing but a click or a slash command may."""
    if ask.surface is Surface.COMMAND_LINE:
        sentence = f"This takes a form, which opens in Slack: type {kit.quoted(typed(words, services), 200)} there."
        return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)
    return kit.form_offer("This takes a form.", kit.FORM_ACTION, kit.tidy(words, _VALUE_LIMIT))


def _not_for_all(ask: Ask) -> Answer:
    """The asker may know of it, and those who read the answer may not."""
    sentence = "What you ask about is private, so I don't tell it where others read along."
    button = kit.button("Show it to me alone", SHOW_ME, kit.tidy(ask.words, _VALUE_LIMIT))
    return Answer(sentence, (kit.section(f":lock: {sentence}"), *kit.row([button])), Outcome.REFUSED)


def _open(_press: Press, _services: Services) -> Reaction:
    return Reaction()


def _not_allowed(refusal: str) -> Answer:
    return Answer(refusal, (kit.section(f":no_entry: {refusal}"),), Outcome.REFUSED)


def _outdated(_press: Press, _services: Services) -> Reaction:
    sentence = "This button comes from an older version of me and does nothing any more. Please ask again."
    return Reaction(reply=Answer(sentence, (kit.section(sentence),), Outcome.USAGE))


def _outdated_form(_submission: Submission, _services: Services) -> Submitted:
    sentence = "This form comes from an older version of me, so nothing was done. Please open it again."
    return Submitted(shows=Modal("Callboard", (kit.section(sentence),), close="Close"))


#: The switchboard of all our commands, and its lines by themselves.
EVERYTHING = Switchboard(ALL)
answer = EVERYTHING.answer
takes_long = EVERYTHING.takes_long
react = EVERYTHING.react
home = EVERYTHING.home
submit = EVERYTHING.submit
close = EVERYTHING.close
options = EVERYTHING.options
form = EVERYTHING.form
