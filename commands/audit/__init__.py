"""`audit`: who did what, and who was refused."""

from dataclasses import replace

from catalog_store.audit import AuditFilter, AuditOutcome, span_of
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer, Ask, Outcome, Press, Reaction
from commands.audit.card import PAGE, PAGE_SIZE, page
from commands.command import Command, Example
from commands.services import Services
from commands.slash import typed

_FURTHEST = 1_000_000


class _UnreadableError(Exception):
    """A word of the filter means nothing."""


def _answer(words: str, ask: Ask, services: Services) -> Answer:
    try:
        wanted = _filter(words, ask, services)
    except _UnreadableError as word:
        return _usage(str(word), services)
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
        return replace(wanted, user=_ref(value, "user"))
    if name == "on" and value:
        found = services.resolver.resolve(value)
        return replace(wanted, target=str(found.candidates[0].ref) if found.is_clear else value)
    raise _UnreadableError(word)


def _ref(value: str, kind: str) -> str:
    try:
        return str(EntityRef.parse(value, default_kind=kind))
    except InvalidRefError:
        return value


def _usage(word: str, services: Services) -> Answer:
    example = kit.quoted(typed("audit user:ana deed:golden-path/* since:7d refused", services))
    sentence = f"{kit.quoted(word)} narrows nothing. Write for example {example}."
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


COMMAND = Command(
    words=("audit",),
    summary="who did what, and who was refused",
    answer=_answer,
    examples=lambda _services: (Example("audit since:7d", "who changed what in the last week"),),
    presses={PAGE: _turn},
)
