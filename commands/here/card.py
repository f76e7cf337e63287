"""How a channel's binding looks in Slack."""

from collections.abc import Sequence

from catalog_store.entities import Known
from catalog_store.slack.announcements import Announcement
from catalog_store.slack.bindings import Binding, Place
from commands import kit
from commands.announcing import can_be_announced, origin
from commands.ask import Answer, Outcome, Person
from commands.channel import implied
from commands.naming import kind_word, label_of
from commands.services import Services
from commands.slash import typed
from commands.who import who

BIND, CLEAR, FORGET, CHOOSE = "here.bind", "here.clear", "here.forget", "here.choose"
ANNOUNCE, QUIET = "here.announce", "here.quiet"

_MOST_CHOICES = 3


def state(place: Place, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    """What the channel is bound to and why, with the ways to change it."""
    chosen = services.bindings.find(place)
    named_by = services.bindings.named_by(place)
    bound = implied(named_by, services)
    announced = services.announcements.find(place)
    notes = (*notes, origin(announced, services)) if announced else notes
    if chosen and chosen.known:
        because = f"that was {_chosen_by(chosen, place, services)}"
        buttons = [_clear(), *_forget(named_by), *_announcing(chosen.known, announced, services)]
        return _bound(chosen.known, because, buttons, services, notes)
    if bound and not chosen:
        buttons = [_clear(), *_announcing(bound.known, announced, services)]
        return _bound(bound.known, bound.because, buttons, services, notes)
    return _unbound(chosen, named_by, place, services, notes, _announcing(None, announced, services))


def offer(known: Known, place: Place, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    """Bind the channel to this? A click says yes."""
    current = services.bindings.find(place)
    if current and current.known and current.known.ref == known.ref:
        return state(place, services, ("that is what it is bound to already",))
    sentence = (
        f"Bind this channel to {_name(known)}? Questions that name nothing are then about it, for everybody here."
    )
    buttons = [kit.button("Bind", BIND, str(known.ref), primary=True)]
    small = [kit.context(kit.capitalized(" · ".join(notes)))] if notes else []
    return Answer(_spoken(sentence), (kit.section(sentence), *kit.row(buttons), *small))


def told(sentence: str) -> Answer:
    """What somebody did, for all in the channel."""
    return Answer(_spoken(sentence), (kit.section(sentence),), is_public=True)


def no_channel() -> Answer:
    """There is nothing to bind where only two read."""
    sentence = "Only a channel can be bound to a team or a service. Ask me there."
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


def _bound(
    known: Known, because: str, buttons: Sequence[kit.Element], services: Services, notes: tuple[str, ...]
) -> Answer:
    sentence = f"This channel is bound to {_name(known)}, because {because}."
    return Answer(
        text=_spoken(sentence),
        blocks=(
            kit.section(sentence),
            *kit.row([kit.button("Owner", kit.numbered(kit.ASK_ACTION, 0), f"owner {known.ref}"), _choose(), *buttons]),
            kit.context(kit.capitalized(" · ".join([*notes, _usage(services)]))),
        ),
        subject=known.ref,
    )


def _unbound(
    chosen: Binding | None,
    named_by: Sequence[Known],
    place: Place,
    services: Services,
    notes: tuple[str, ...],
    more: Sequence[kit.Element],
) -> Answer:
    by = _chosen_by(chosen, place, services) if chosen else ""
    why = f", because that was {by}" if by else ""
    sentence = f"This channel is bound to nothing{why}."
    choices = [
        kit.button(
            known.entity.label, kit.numbered(BIND, number), str(known.ref), spoken=f"Bind to {known.entity.label}"
        )
        for number, known in enumerate(named_by[:_MOST_CHOICES])
    ]
    several = f" {len(named_by)} things name it as theirs; which one is it about?" if named_by and not chosen else ""
    return Answer(
        text=sentence + several,
        blocks=(
            kit.section(sentence + several),
            *kit.row([*choices, _choose(), *(_forget(named_by) if chosen else []), *more]),
            kit.context(kit.capitalized(" · ".join([*notes, _usage(services)]))),
        ),
    )


def _choose() -> kit.Element:
    """Opens a form."""
    return kit.button("Choose …", CHOOSE, "-")


def _announcing(bound: Known | None, announced: Announcement | None, services: Services) -> list[kit.Element]:
    """Have changes of its state announced here, or none any more."""
    stop = [kit.button("Stop announcing", QUIET, "-")] if announced else []
    is_new = bound is not None and (announced is None or announced.known.ref != bound.ref)
    if bound is None or not is_new or not can_be_announced(bound.ref, services):
        return stop
    spoken = f"Announce here when the state of {bound.entity.label} changes"
    return [kit.button("Announce changes", ANNOUNCE, str(bound.ref), spoken=spoken), *stop]


def _clear() -> kit.Element:
    return kit.button("Unbind", CLEAR, "-")


def _forget(named_by: Sequence[Known]) -> list[kit.Element]:
    """Back to what annotations say, where they say something."""
    return [kit.button("Go by the annotations", FORGET, "-")] if named_by else []


def _chosen_by(chosen: Binding, place: Place, services: Services) -> str:
    name = who(Person(chosen.by, place.team), services)
    return f"chosen by {name} ({kit.moment(chosen.at)})"


def _name(known: Known) -> str:
    return f"the {kit.shown(kind_word(known.ref.kind))} *{label_of(known)}*"


def _spoken(sentence: str) -> str:
    """For phones and screen readers, without what only looks good."""
    return kit.unlinked(sentence).replace("*", "")


def _usage(services: Services) -> str:
    return f"{kit.quoted(typed('here NAME', services))} binds it to that team or thing; anybody here may"
