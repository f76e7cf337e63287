"""How things are doing, asked in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from catalog_store.entities import Known
from catalog_store.errors import DatabaseAwayError
from catalog_store.refs import EntityRef
from commands import kit, reach
from commands.ask import Answer, Ask, Person, Surface
from commands.command import Example
from commands.condition.view import PATIENCE, View, views_of
from commands.services import Services
from commands.sight import reader_of
from commands.status.card import status_card
from commands.status.entitled import is_for_everybody, visible
from commands.status.frame import Frame
from commands.status.remedies import remedies
from commands.status.subject import Subject, subject_of
from commands.status.table import status_table

#: How long a message keeps itself current.
LIVES = timedelta(hours=1)
#: Where only the asker sees the answer, so that there is something to post. The command line shows what they would see.
_PRIVATE = (Surface.SLASH, Surface.SHORTCUT, Surface.COMMAND_LINE)
_CONVERSATIONS = (Surface.MENTION, Surface.DIRECT)
_CONNECT = (
    "No cluster is connected, so I cannot see what runs. Whoever runs me names one under"
    " `kubernetes.clusterLocatorMethods` in `app-config.yaml`, or sets `KUBECONFIG`; an account that may read is enough."
)


def answer(words: str, ask: Ask, services: Services) -> Answer:
    """How the things are doing that the words, or the channel, mean."""
    found = subject_of(words, ask, services)
    if isinstance(found, Answer):
        return found
    is_private = ask.surface in _PRIVATE
    found = visible(found, reader_of(ask), services)
    if isinstance(found, Answer):
        return found
    frame = frame_of(found, services, can_post=is_private, reader=ask.person if is_private else None)
    is_live = ask.surface in _CONVERSATIONS and services.operations.is_configured
    if is_live and is_for_everybody(found, services):
        return live(drawn(found, services, replace(frame, until=services.clock() + LIVES)), frame)
    return drawn(found, services, frame)


def frame_of(subject: Subject, services: Services, *, can_post: bool = False, reader: Person | None = None) -> Frame:
    """The frame of a new answer. `reader` is who alone reads it, if anybody does."""
    whole = (subject.whole.ref,) if subject.whole else tuple(known.ref for known in subject.things)
    return Frame(
        refs=whole,
        notes=subject.notes,
        others=subject.others,
        can_post=can_post and services.operations.is_configured,
        is_for_all=is_for_everybody(subject, services),
        can_page=services.paging.is_possible,
        remedies=() if subject.whole or len(subject.things) != 1 else remedies(subject.things[0], reader, services),
        announces=_announced(subject, services),
    )


def _announced(subject: Subject, services: Services) -> EntityRef | None:
    """Of what a channel can be told: of nothing that not everybody may know of."""
    if subject.whole is None or not services.operations.is_configured or services.sight.is_private(subject.whole):
        return None
    return subject.whole.ref


def drawn(
    subject: Subject, services: Services, frame: Frame, *, patience: float = PATIENCE, is_fresh: bool = False
) -> Answer:
    """The answer as it is now."""
    return shown(subject, views_of(subject.things, services, patience=patience, is_fresh=is_fresh), services, frame)


def shown(subject: Subject, views: Sequence[View], services: Services, frame: Frame) -> Answer:
    """The answer about what was looked at."""
    frame = replace(frame, incident_at=frame.incident_at or incident_at(subject, views))
    if subject.whole is not None or len(views) != 1:
        answered = status_table(subject, views, frame)
    else:
        known = views[0].known
        answered = status_card(
            views[0], frame, on_call=_on_call(known, services), has_runbook=_has_runbook(known, services)
        )
    return answered if services.operations.is_configured else _advised(answered)


def incident_at(subject: Subject, views: Sequence[View]) -> datetime | None:
    """When the incident began: the one of the channel's number, else the oldest open one."""
    incidents = sorted((each for view in views for each in view.incidents), key=lambda each: each.began_at)
    numbered = [each for each in incidents if each.number == subject.incident]
    return next((each.began_at for each in numbered or incidents), None)


def live(answered: Answer, frame: Frame) -> Answer:
    """The same, to be kept current once it is posted."""
    return replace(answered, follows=frame.refs) if answered.blocks and frame.refs else answered


def examples(services: Services) -> Iterator[Example]:
    """Real questions, with names from the catalog."""
    known = services.catalog.examples(limit=1)
    name = known[0].entity.name if known else "payments-api"
    yield Example(f"status {kit.tidy(name, 40)}", "what runs where, since when, and is it well")
    yield Example("status", "the same for what this channel is about")


def _on_call(known: Known, services: Services) -> str | None:
    """Who is on call as far as the catalog says."""
    try:
        facts = services.catalog.ownership_facts(known.ref)
    except DatabaseAwayError:
        return None
    return reach.on_call(facts) if facts else None


def _has_runbook(known: Known, services: Services) -> bool:
    try:
        return bool(services.documents.of(known.ref))
    except DatabaseAwayError:
        return False


def _advised(answered: Answer) -> Answer:
    """Where nothing is connected, how that is done."""
    return replace(
        answered, text=f"{answered.text} {_CONNECT}", blocks=(kit.section(f":warning: {_CONNECT}"), *answered.blocks)
    )
