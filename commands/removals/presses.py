"""What the buttons about removals do. They are pressed in the platform channel, by those whom a rule lets; it is kept who did."""

from collections.abc import Callable
from datetime import datetime

from catalog_store.sync.removals import Settled, Waiting
from commands import kit
from commands.ask import Answer, Outcome, Press, Reaction
from commands.command import Pressing
from commands.removals.card import APPLY, KEEP, SHOW, UNDO, listing, outcome, question, refused, said
from commands.services import Services
from commands.who import who

_Deciding = Callable[[Waiting, Press, Services], Answer]


def _deciding(decide: _Deciding) -> Pressing:
    """A decision about exactly the set that the button was made for."""

    def pressing(press: Press, services: Services) -> Reaction:
        if not _is_allowed(press, services):
            return Reaction(reply=refused(services))
        waiting = services.removals.find(press.value)
        if waiting is None:
            return Reaction(replace=_overtaken(press, services))
        return Reaction(replace=decide(waiting, press, services))

    return pressing


def _apply(waiting: Waiting, press: Press, services: Services) -> Answer:
    by, at = press.person.user_id, press.pressed_at
    done = services.removals.apply(waiting.source, waiting.digest, by=by, at=at)
    return _overtaken(press, services) if done is None else _settled(press, services)


def _keep(waiting: Waiting, press: Press, services: Services) -> Answer:
    services.removals.keep(waiting, by=press.person.user_id, at=press.pressed_at)
    return _settled(press, services)


def show(press: Press, services: Services) -> Reaction:
    """The list, for the presser alone."""
    waiting = services.removals.find(press.value)
    return Reaction(reply=listing(waiting) if waiting else _overtaken(press, services))


def undo(press: Press, services: Services) -> Reaction:
    """Bring back what was removed at one moment."""
    if not _is_allowed(press, services):
        return Reaction(reply=refused(services))
    try:
        removed_at = datetime.fromisoformat(press.value)
    except ValueError:
        return Reaction(reply=said("I do not know that removal.", Outcome.NOT_FOUND))
    count = services.removals.undo(removed_at, by=press.person.user_id, at=press.pressed_at)
    if not count:
        return Reaction(
            replace=said("There is nothing left to bring back: that was undone, or it is over 14 days ago.")
        )
    back = f"{kit.counted(count, 'thing')} {'is' if count == 1 else 'are'} back in the catalog"
    stays = "They stay until a file says otherwise."
    return Reaction(replace=said(f"{back}. Undone by {who(press.person, services)}. {stays}"))


PRESSES = {APPLY: _deciding(_apply), KEEP: _deciding(_keep), SHOW: show, UNDO: undo}


def _is_allowed(press: Press, services: Services) -> bool:
    """Until there are roles, being in the platform channel is what counts."""
    channel = press.channel
    if channel is None or services.platform_channel is None:
        return False
    names = {channel.id, f"#{channel.name}", channel.name}
    return services.platform_channel in names or services.removals.asks_in(channel.id)


def _settled(press: Press, services: Services) -> Answer:
    card = services.removals.card(press.value)
    assert card is not None, "it was settled just now"
    return outcome(card, press.person.team_id, services)


def _overtaken(press: Press, services: Services) -> Answer:
    """What the button was about is no longer what would be removed."""
    card = services.removals.card(press.value)
    if card and card.outcome in (Settled.APPLIED, Settled.UNDONE):
        return outcome(card, press.person.team_id, services)
    source = card.source if card else None
    now = next((each for each in services.removals.waiting() if source in (None, each.source)), None)
    changed = "this has changed since the message was written"
    return question(now, (changed,)) if now else said(f"{kit.capitalized(changed)}: nothing would be removed any more.")
