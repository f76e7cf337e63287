"""Who owns something, asked in words."""

import re
from collections.abc import Iterator, Sequence

from catalog_store.candidates import Candidate, Resolution
from catalog_store.entities import Known
from catalog_store.ownership import owner_ref
from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome, Person, Surface
from commands.command import Example, Guess
from commands.meant import what_is_here
from commands.owner.card import Frame, owner_card
from commands.owner.choices import MOST_CHOICES, nothing_found, which_of_message, which_one
from commands.owner.faulty import with_faulty_file
from commands.owner.phrases import POINTING, asked_in
from commands.owner.sheet import find_sheet
from commands.reach import source_url
from commands.services import Services
from commands.slash import typed
from commands.who import find_user

#: Somebody whom Slack named by id alone.
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
#: The same, where a whole name was typed and Slack took only its beginning for somebody: `<@U1> Rahimi`.
_HALF_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)>\s+(?P<rest>[^<>]+)")
#: A group of people in Slack, whose name it does not always give.
_GROUP = re.compile(r"<!subteam\^[A-Z0-9]+>")
#: Where only the asker sees the answer, so that there is something to share. The command line shows what they would see.
_PRIVATE = (Surface.SLASH, Surface.SHORTCUT, Surface.COMMAND_LINE)


def answer(words: str, ask: Ask, services: Services) -> Answer:
    """The owner of what the words mean; or which things they may mean; or that they mean nothing known."""
    asked = _whole_name(arguments.subject(asked_in(words)), ask, services)
    if asked.lower() in POINTING:
        return (None if asked == "help" else _of_channel(ask, services)) or _usage(services)
    return _of_mentioned(asked, ask, services) or _of(services.resolver.resolve(asked), ask, services)


def guess(words: str, ask: Ask, services: Services) -> Guess:
    """An answer, if words that name no command clearly are about something in the catalog."""
    asked = _whole_name(arguments.subject(words), ask, services)
    mentioned = _of_mentioned(asked, ask, services)
    if mentioned:
        return Guess(mentioned)
    resolution = services.resolver.resolve(asked)
    if resolution.candidates:
        meant = resolution.candidates[0].matched if resolution.is_clear else asked
        note = f"I took that as {kit.quoted(typed(f'owner {meant}', services))}"
        return Guess(_of(resolution, ask, services, (note,)))
    if services.faulty_files.find(asked):
        return Guess(_of(resolution, ask, services))
    return Guess(offers=[_offer(each) for each in resolution.suggestions[:MOST_CHOICES]])


def in_message(ask: Ask, services: Services) -> Answer:
    """The owners of the things that a message mentions."""
    if not ask.words.strip():
        return _said("This message has no text, so there is nothing to look for.", Outcome.USAGE)
    found = services.resolver.find_all(ask.words)
    if not found:
        return _nothing_in(ask, services)
    if len(found) == 1:
        return _one(found[0], ask, services)
    return which_of_message(found, services)


def examples(services: Services) -> Iterator[Example]:
    """Real questions, with names from the catalog."""
    known = services.catalog.examples(limit=3)
    names = [each.entity.name for each in known] or ["payments-api"]
    yield Example(f"owner {names[0]}", "by name, however you spell it")
    yield Example(f"owner {names[-1].lower()}-7d9f8b6c5-x2x9k", "by the name of a pod")
    yield Example(f"owner {_url(known, names)}", "by any address of it")
    yield Example(f"owner {_team(known)}", "a team: its people, its channel, what it owns")
    yield Example(f"who owns {names[len(names) // 2]}?", "in your own words")


def _of_channel(ask: Ask, services: Services) -> Answer | None:
    """The owner of what the channel is about, where the words name nothing."""
    here = what_is_here(ask, services)
    sheet = find_sheet(here.known.ref, services) if here else None
    if here is None or sheet is None:
        return None
    return owner_card(sheet, Frame(can_share=ask.surface in _PRIVATE, notes=here.notes))


def _whole_name(asked: str, ask: Ask, services: Services) -> str:
    """`@Full Name` as it was typed: the mention alone where that is who is called so, else the name without its sign."""
    half = _HALF_MENTION.fullmatch(asked)
    if half is None:
        name = asked.removeprefix("@")
        return name if name not in ("", asked) and services.resolver.resolve(name).is_clear else asked
    person = Person(half["id"], ask.person.team_id)
    known, told = find_user(person, services), services.people.find_name(person) or ""
    called = f"{known.entity.label if known else ''} {told}".casefold()
    if all(word in called for word in half["rest"].casefold().split()):
        return f"<@{half['id']}>"
    first = told.partition(" ")[0]
    return f"{first} {half['rest']}".strip()


def _of_mentioned(asked: str, ask: Ask, services: Services) -> Answer | None:
    """Somebody who was mentioned, found by the e-mail address that Slack tells; None when nobody was."""
    mention = _MENTION.fullmatch(asked)
    if _GROUP.fullmatch(asked):
        example = kit.quoted(typed(f"owner {_team(services.catalog.examples(limit=3))}", services))
        return _said(f"Slack does not tell me which group that is. Write its name, as in {example}.", Outcome.USAGE)
    if mention is None:
        return None
    person = Person(mention[1], ask.person.team_id)
    known = find_user(person, services)
    sheet = find_sheet(known.ref, services) if known else None
    if sheet is None:
        return _said(_stranger(person, services), Outcome.NOT_FOUND)
    return owner_card(sheet, Frame(can_share=ask.surface in _PRIVATE))


def _stranger(person: Person, services: Services) -> str:
    mail = services.people.find_email(person)
    if mail:
        return f"The catalog does not know this person: nobody in it has their e-mail address {kit.quoted(mail)}."
    if services.people.is_awaited(person):
        return "I am asking Slack who that is. Ask me again in a moment."
    return "The catalog does not know this person: Slack did not tell me their e-mail address."


def _of(resolution: Resolution, ask: Ask, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    if resolution.is_clear:
        return _one(resolution.candidates[0], ask, services, notes)
    if resolution.candidates:
        return which_one(resolution.asked, resolution.candidates, services, notes)
    return with_faulty_file(nothing_found(resolution, services, notes), resolution.asked, services)


def _one(candidate: Candidate, ask: Ask, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    sheet = find_sheet(candidate.ref, services, why=candidate)
    if sheet is None:  # it went away between the two questions
        return nothing_found(Resolution(asked=candidate.matched), services, notes)
    return owner_card(sheet, Frame(can_share=ask.surface in _PRIVATE, notes=notes))


def _nothing_in(ask: Ask, services: Services) -> Answer:
    looked = f"I found nothing from the catalog in {kit.quoted(ask.words)}."
    return _said(f"{looked} Try {kit.quoted(typed('owner', services))} with a name from it.", Outcome.NOT_FOUND)


def _usage(services: Services) -> Answer:
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples(services)]
    return kit.with_examples("Say what you want the owner of", samples)


def _said(sentence: str, outcome: Outcome) -> Answer:
    return Answer(text=sentence, blocks=(kit.section(sentence),), outcome=outcome)


def _offer(candidate: Candidate) -> Example:
    return Example(f"owner {candidate.ref}", candidate.label)


def _url(known: Sequence[Known], names: Sequence[str]) -> str:
    found = next(filter(None, map(source_url, known)), f"https://github.com/acme/{names[0]}")
    return found.partition("/tree/")[0]


def _team(known: Sequence[Known]) -> str:
    owners = (owner_ref(each.entity) for each in known)
    return next((ref.name for ref in owners if ref), "payments")
