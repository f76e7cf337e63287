"""Where a golden path begins: the list, a name, a menu, or a form that was left half filled in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from commands import arguments, kit
from commands.ask import Answer, Ask, Channel, Modal, Outcome, Press, Reaction, Surface
from commands.create.acting import begun_for
from commands.create.listing import NOT_RUNNABLE, found_list, missing, path_list, refused_list
from commands.create.turns import continued, opened
from commands.create.windows import window
from commands.paths import Offered, fitting, offered_to, path_line
from commands.services import Services
from golden_paths.template import Template

BEGIN = "create.begin"

_FIND = ("find", "search", "list", "for")
_ALL = ("", "all", "list", "paths", "golden path", "golden paths", "a golden path", "help", "?")
_LITTLE = re.compile(r"^(?:(?:an?|the|some|new|another)\s+)+", re.IGNORECASE)
_MOST = 8


def answer(words: str, ask: Ask, services: Services) -> Answer:
    """The list of all paths, of those that fit some words, or of those that cannot run here."""
    wanted = _wanted(words)
    if wanted.lower() == NOT_RUNNABLE:
        return refused_list(ask, services)
    searched = _searched(wanted)
    return found_list(searched, ask, services) if searched else path_list(ask, services)


def names_one(words: str) -> bool:
    """Whether the words name a path, rather than asking for a list."""
    wanted = _wanted(words)
    return wanted.lower() not in (*_ALL, NOT_RUNNABLE) and arguments.split(wanted)[0] not in _FIND


def form(words: str, ask: Ask, services: Services) -> Modal | Answer:
    """The form of the path that the words name; or those that they may mean."""
    wanted = _wanted(words)
    if begun := begun_for(wanted, ask, services):
        return begun
    listed = services.golden.find(wanted)
    if listed is not None:
        return _opened(listed.template, listed.title, listed.reason, ask, services)
    found = fitting((each for each in offered_to(ask.person, services) if each.is_runnable), wanted)
    if len(found) == 1:
        return _opened(found[0].template, found[0].title, found[0].reason, ask, services)
    return _choice(wanted, found, ask, services) if found else found_list(wanted, ask, services)


def pick(press: Press, services: Services) -> Reaction:
    """The form of the path that was chosen from the menu."""
    return _form_of(press.value, _ask(press, press.channel), services)


def begin(press: Press, services: Services) -> Reaction:
    """The form of the path that was chosen in a window; its metadata is the channel where that was opened."""
    return _form_of(press.value, _ask(press, Channel(press.metadata) if press.metadata else None), services)


def go_on(press: Press, services: Services) -> Reaction:
    """The form where it was left."""
    return Reaction(modal=continued(press.value, press, services))


def discard(press: Press, services: Services) -> Reaction:
    """Forget what was begun, and show the list without it."""
    draft = services.drafts.find(press.value)
    if draft is not None and (draft.team_id, draft.user_id) != (press.person.team_id, press.person.user_id):
        sentence = "This form is somebody else's."
        return Reaction(reply=Answer(sentence, (kit.section(sentence),), Outcome.USAGE))
    services.drafts.remove(press.value)
    return Reaction(replace=path_list(_ask(press, press.channel), services))


def _wanted(words: str) -> str:
    """The words without those that name nothing: `a new python service`."""
    return _LITTLE.sub("", arguments.subject(words))


def _searched(wanted: str) -> str:
    first, rest = arguments.split(wanted)
    return rest if first in _FIND else ""


def _form_of(ref: str, ask: Ask, services: Services) -> Reaction:
    found = form(ref, ask, services)
    return Reaction(modal=found) if isinstance(found, Modal) else Reaction(reply=found)


def _opened(template: Template | None, title: str, reason: str, ask: Ask, services: Services) -> Modal:
    if template is None:
        return window(title, f":no_entry_sign: *{kit.shown(title)}* cannot run here: {kit.shown(reason, 800)}")
    return opened(template, ask, services)


def _choice(wanted: str, found: Sequence[Offered], ask: Ask, services: Services) -> Modal:
    """Several paths fit: which one?"""
    rows = [
        kit.section(
            path_line(each),
            accessory=kit.button("Start", kit.numbered(BEGIN, number), each.ref, spoken=f"Start {each.title}"),
        )
        for number, each in enumerate(found[:_MOST])
    ]
    sentence = f"{kit.counted(len(found), 'golden path')} fit {kit.quoted(wanted)}. Which one?"
    modal = window("Golden paths", sentence, *missing(found, services), *rows)
    return replace(modal, metadata=ask.channel.id if ask.channel else "")


def _ask(press: Press, channel: Channel | None) -> Ask:
    return Ask("", press.person, Surface.FORM if press.view_id else press.surface, press.pressed_at, channel)
