"""What the buttons under a status do."""

from collections.abc import Sequence
from dataclasses import replace

from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.slack.live_messages import LiveMessage
from commands import kit
from commands.ask import Answer, Outcome, Person, Press, Reaction, Surface
from commands.condition.view import view_of
from commands.operations import NotPagedError
from commands.services import Services
from commands.sight import reader_of
from commands.status.answers import LIVES, drawn, frame_of, live
from commands.status.card import gone
from commands.status.details import details_card
from commands.status.entitled import is_for_everybody, visible
from commands.status.frame import DETAILS, LIVE, PAGE, REFRESH, STOP, Frame
from commands.status.subject import Subject, behind
from commands.who import who


def refresh(press: Press, services: Services) -> Reaction:
    """The pressed message anew, from the systems themselves."""
    found = _found(press, reader_of(press), services)
    if isinstance(found, Answer):
        return Reaction(reply=found)
    frame = frame_of(found, services, can_post=press.is_ephemeral, reader=press.person if press.is_ephemeral else None)
    message = _live_message(press, services)
    if message:
        frame = framed(frame, message)
    elif not press.is_ephemeral and press.surface is not Surface.HOME:
        frame = replace(frame, notes=(*frame.notes, f"refreshed by {who(press.person, services)}"))
    return Reaction(replace=drawn(found, services, frame, is_fresh=True))


def framed(frame: Frame, message: LiveMessage) -> Frame:
    """The frame of a message that keeps itself current, or did."""
    is_over = message.stopped_at is not None
    ended = "no longer kept current" if is_over else ""
    return replace(frame, until=message.until, changes=message.changes, ended=ended, notes=(), others=())


def details(press: Press, services: Services) -> Reaction:
    """Pods, events and resources, for the one who pressed."""
    found = _found(press, press.person, services)
    if isinstance(found, Answer) or not found.things:
        return Reaction(reply=found if isinstance(found, Answer) else gone())
    return Reaction(reply=details_card(view_of(found.things[0], services, is_fresh=True)))


def stop(press: Press, services: Services) -> Reaction:
    """The message stays as it is."""
    message = _live_message(press, services)
    if message is None or press.channel is None or press.message_ts is None:
        return Reaction(reply=_said("This message does not keep itself current, so there is nothing to stop."))
    services.live_messages.stop(press.channel.id, press.message_ts, now=press.pressed_at, by=press.person.user_id)
    behind_it = behind(message.refs, services)
    found = visible(behind_it, reader_of(press), services) if behind_it else gone()
    if isinstance(found, Answer):
        return Reaction(reply=found)
    frame = replace(framed(frame_of(found, services), message), ended=f"stopped by {who(press.person, services)}")
    return Reaction(replace=drawn(found, services, frame))


def post_live(press: Press, services: Services) -> Reaction:
    """The same for all here, kept current. What not everybody may see stays as it is: each look at it takes a click."""
    found = _found(press, press.person, services)
    if isinstance(found, Answer):
        return Reaction(reply=found)
    is_for_all = is_for_everybody(found, services)
    frame, own = frame_of(found, services), frame_of(found, services, reader=press.person)
    until = press.pressed_at + LIVES if is_for_all else None
    by = f"posted by {who(press.person, services)}"
    posted = replace(drawn(found, services, replace(frame, until=until, notes=(*frame.notes, by))), is_public=True)
    here = drawn(found, services, replace(own, notes=("you posted this here",)))
    return Reaction(replace=here, reply=live(posted, frame) if is_for_all else posted)


def page(press: Press, services: Services) -> Reaction:
    """Call whoever is on call. Pressing twice calls them once."""
    found = behind(_refs(press.value), services)
    if found is None or not found.things:
        return Reaction(reply=gone())
    return Reaction(reply=_paged(found, press, services))


def _paged(found: Subject, press: Press, services: Services) -> Answer:
    known, person = found.things[0], who(press.person, services)
    name = kit.shown(known.entity.label)
    key = f"callboard/{known.ref}/{press.channel.id if press.channel else press.person.user_id}"
    body = f"{kit.unescape(person)} asks for help in Slack about {known.entity.label}."
    try:
        incident = services.paging.page(
            known.entity, title=f"{known.entity.label}: help is asked for in Slack", body=body, key=key
        )
    except NotPagedError as error:
        return _said(f"Nobody was paged for {name}: {kit.shown(str(error), 200)}.")
    link = kit.link(incident.url, f"incident {incident.number}")
    return Answer(
        f"{person} paged whoever is on call for {name}.",
        (kit.section(f":warning: {person} paged whoever is on call for *{name}*: {link}."),),
        is_public=not services.sight.is_private(known),
    )


def _found(press: Press, reader: Person | None, services: Services) -> Subject | Answer:
    """What the button is about, as far as this reader may see it."""
    found = behind(_refs(press.value), services)
    return visible(found, reader, services) if found else gone()


def _live_message(press: Press, services: Services) -> LiveMessage | None:
    if press.channel is None or press.message_ts is None or press.is_ephemeral:
        return None
    return services.live_messages.find(press.channel.id, press.message_ts)


def _refs(value: str) -> Sequence[EntityRef]:
    try:
        return [EntityRef.parse(part) for part in value.split()]
    except InvalidRefError:
        return []


def _said(sentence: str) -> Answer:
    return Answer(sentence, (kit.section(sentence),), Outcome.USAGE)


PRESSES = {REFRESH: refresh, DETAILS: details, STOP: stop, LIVE: post_live, PAGE: page}
