"""`audit`: who did what, and who was refused."""

import re
from collections.abc import Sequence
from dataclasses import replace

from catalog_store.audit import AuditFilter, AuditOutcome, span_of
from catalog_store.candidates import Candidate
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer, Ask, Outcome, Press, Reaction
from commands.audit.card import PAGE, PAGE_SIZE, page
from commands.command import Command, Example
from commands.services import Services
from commands.slash import typed

_FURTHEST = 1_000_000
_MOST_PEOPLE = 5
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


class _UnreadableError(Exception):
    """A word of the filter means nothing that could be looked for. The text says so, ready to be shown."""


class _MeaninglessError(_UnreadableError):
    """It is no filter."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{kit.quoted(word)} narrows nothing.")


class _SeveralPeopleError(_UnreadableError):
    """More than one person is called so."""

    def __init__(self, written: str, named: Sequence[EntityRef]) -> None:
        shown = kit.listed([kit.quoted(f"user:{ref.name}") for ref in named[:_MOST_PEOPLE]], "or")
        super().__init__(f"{kit.quoted(written)} may be several people: say {shown}.")


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    try:
        wanted = _filter(words, ask, services)
    except _UnreadableError as why:
        return _usage(str(why), services)
    return page(*services.audit.page(wanted, limit=PAGE_SIZE), words, 0, services)


def _turn(press: Press, services: Services) -> Reaction:
    """Another page; the value is `offset filter`."""
    offset, _, words = press.value.partition(" ")
    start = min(int(offset), _FURTHEST) if offset.isdecimal() else 0
    ask = Ask(words, press.person, press.surface, press.pressed_at, press.channel)
    try:
        wanted = _filter(words, ask, services)
    except _UnreadableError:
        wanted, words = AuditFilter(), ""
    answer = page(*services.audit.page(wanted, limit=PAGE_SIZE, offset=start), words, start, services)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


def _filter(words: str, ask: Ask, services: Services) -> AuditFilter:
    wanted = AuditFilter()
    for word in words.split():
        wanted = _narrowed(wanted, word, ask, services)
    return wanted


def _narrowed(wanted: AuditFilter, word: str, ask: Ask, services: Services) -> AuditFilter:
    name, _, value = word.partition(":")
    if word.lower() in set(AuditOutcome):
        return replace(wanted, outcome=word.lower())
    if name == "since" and (ago := span_of(value)) is not None:
        return replace(wanted, since=ask.asked_at - ago)
    if name == "deed" and value:
        return replace(wanted, deed=value)
    if name == "user" and value:
        return replace(wanted, user=_user(value, services))
    if name == "on" and value:
        found = services.resolver.resolve(value)
        return replace(wanted, target=str(found.candidates[0].ref) if found.is_clear else value)
    raise _MeaninglessError(word)


def _user(written: str, services: Services) -> str:
    """Somebody by reference, by the beginning of a name, or mentioned; whoever is nobody any more, as they are written."""
    if mention := _MENTION.fullmatch(written):
        return mention[1]
    try:
        ref = EntityRef.parse(written, default_kind="user")
    except InvalidRefError:
        return written
    if services.catalog.find(ref):
        return str(ref)
    named = [each.ref for each in services.typeahead.options(written, kinds=("user",)) if _is_meant(each, written)]
    if len(named) > 1:
        raise _SeveralPeopleError(written, named)
    return str(named[0] if named else ref)


def _is_meant(candidate: Candidate, written: str) -> bool:
    begins = written.lower().removeprefix("user:")
    return any(name.lower().startswith(begins) for name in (candidate.ref.name, candidate.label))


def _usage(why: str, services: Services) -> Answer:
    example = kit.quoted(typed("audit user:ana deed:golden-path/* since:7d refused", services))
    sentence = f"{why} Write for example {example}."
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


COMMAND = Command(
    words=("audit",),
    summary="who did what, and who was refused",
    answer=_answer,
    examples=lambda _services: (Example("audit since:7d", "who changed what in the last week"),),
    presses={PAGE: _turn},
)
