"""Which thing a command's words mean: one that is clear, else a question back with buttons that ask again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from catalog_store.candidates import Candidate, Certainty, Resolution
from catalog_store.entities import Known
from catalog_store.ownership import owner_ref
from commands import arguments, kit
from commands.ask import Answer, Ask, Block, Outcome
from commands.channel import Bound, bound_to, place_of
from commands.channel_words import named_in
from commands.naming import kind_word
from commands.services import Services
from commands.slash import typed
from commands.who import find_user

#: Words that point at what the channel is about.
_POINTING = frozenset({"", "?", "this", "that", "it", "here", "us", "we", "our team", "my team"})
_MOST = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """The thing, and sentence parts, ready to be shown, on how the words led to it."""

    known: Known
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which command asks, for the buttons that ask again, and the kinds that it can tell about."""

    command: str
    kinds: Collection[str] | None = None
    example: str = "payments-api"


def what_is_meant(words: str, ask: Ask, wanted: Wanted, services: Services) -> Meant | Answer:
    """The one thing that the words, or the channel where there are none, stand for; or what to ask back."""
    subject = arguments.subject(words)
    if subject.lower() in _POINTING:
        return (
            _of_channel(ask, wanted, services)
            or _of_person(ask, wanted, services)
            or _of_words(ask, wanted, services)
            or _nothing_said(wanted, services)
        )
    resolution = services.resolver.resolve(subject, kinds=wanted.kinds)
    if not resolution.is_clear:
        return _ask_back(resolution, wanted, services)
    found = resolution.candidates[0]
    known = services.catalog.find(found.ref)
    if known is None:  # it went away between the two questions
        return _ask_back(Resolution(subject), wanted, services)
    exact = found.certainty is Certainty.EXACT
    return Meant(known, () if exact else (f"likely match: {kit.shown(found.because, 160)}",))


def what_is_here(ask: Ask, services: Services) -> Meant | None:
    """What the channel is bound to, else the one thing that it is said to be about."""
    bound = bound_to(ask, services)
    return Meant(bound.known, (_from_here(bound),)) if bound else _of_words(ask, Wanted(""), services)


def _of_channel(ask: Ask, wanted: Wanted, services: Services) -> Meant | None:
    bound = bound_to(ask, services)
    if bound is None:
        return None
    known: Known | None = bound.known
    if wanted.kinds is not None and bound.known.ref.kind not in wanted.kinds:
        owner = owner_ref(bound.known.entity)
        known = services.catalog.find(owner) if owner and owner.kind in wanted.kinds else None
    return Meant(known, (_from_here(bound),)) if known else None


def _from_here(bound: Bound) -> str:
    return f"from this channel: {bound.because}"


def _of_person(ask: Ask, wanted: Wanted, services: Services) -> Meant | None:
    """Where only a team can be meant, the one that they are in."""
    user = find_user(ask.person, services) if wanted.kinds == ("group",) else None
    groups = services.catalog.groups_of(user.ref) if user else ()
    return Meant(groups[0], ("the one team that you are in",)) if len(groups) == 1 else None


def _of_words(ask: Ask, wanted: Wanted, services: Services) -> Meant | None:
    """In a channel that nobody bound, the one thing that it is said to be about."""
    place = place_of(ask)
    facts = services.channels.find(ask.channel, ask.person) if place and ask.channel else None
    named = named_in(facts, services) if facts else None
    if named is None or len(named.things) > 1 or (wanted.kinds and named.things[0].ref.kind not in wanted.kinds):
        return None
    return Meant(named.things[0], (named.because,))


def _nothing_said(wanted: Wanted, services: Services) -> Answer:
    example = kit.quoted(typed(f"{wanted.command} {wanted.example}", services))
    bind = kit.quoted(typed("here payments", services))
    sentence = f"Say which one, for example {example}."
    advice = f"{bind} binds a channel to a team or a service; then you need not say it there."
    return Answer(f"{sentence} {advice}", (kit.section(sentence), kit.context(advice)), Outcome.USAGE)


def _ask_back(resolution: Resolution, wanted: Wanted, services: Services) -> Answer:
    several = resolution.candidates[:_MOST]
    choices = several or resolution.suggestions[:_MOST]
    asked = kit.quoted(resolution.asked)
    labels = [f"{each.label} ({kind_word(each.ref.kind)})" for each in choices]
    spoken = kit.listed([kit.shown(label) for label in labels], "or")
    if several:
        sentence, question = f"{asked} may mean several things.", "Which one?"
    else:
        kinds = kit.listed([kind_word(kind) for kind in wanted.kinds or ()], "or")
        what = f" {kinds}" if kinds else "thing"
        seen = f" that {services.seen_by_whom} may see" if services.seen_by_whom else ""
        sentence = f"I know no{what} called {asked}{seen}."
        question = "Did you mean one of these?" if choices else _look_everywhere(resolution, services)
    return Answer(
        text=f"{sentence} {question} {spoken}".strip(),
        blocks=(kit.section(f"{sentence} {question}".strip()), *_picks(choices, labels, wanted)),
        outcome=Outcome.AMBIGUOUS if several else Outcome.NOT_FOUND,
    )


def _look_everywhere(resolution: Resolution, services: Services) -> str:
    return f"{kit.quoted(typed(f'find {resolution.asked}', services))} looks everywhere."


def _picks(choices: Sequence[Candidate], labels: Sequence[str], wanted: Wanted) -> tuple[Block, ...]:
    return kit.row(
        [
            kit.button(label, kit.numbered(kit.ASK_INSTEAD_ACTION, number), f"{wanted.command} {each.ref}")
            for number, (label, each) in enumerate(zip(labels, choices, strict=True))
        ]
    )
