"""From a filled-in form to its preview: what would happen, who has to approve it, and where it would be followed."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Modal, Person, Press, Reaction
from commands.create.preview_file import preview_file
from commands.create.preview_window import BACK, Shown, changes_modal, preview_modal
from commands.create.sitting import LostError, Sitting, sitting_of
from commands.create.windows import refusal, window
from commands.deciders import Deciders, deciders
from commands.keeping import GOLDEN_PATH, keep_refusal
from commands.naming import kind_word, name_of, read_ref, title_of_ref
from commands.services import Services
from golden_paths.approval_rules import ApprovalRule, approval_rules
from golden_paths.engine.plan import Preview
from golden_paths.errors import GoldenPathError
from golden_paths.form import FormRefusedError
from golden_paths.territory import OutOfBoundsError

_UNITS = ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute"))


def preview_window(sitting: Sitting, services: Services) -> Modal:
    """The preview, or why there is none. `sitting` has been kept."""
    try:
        preview = services.golden.preview(sitting.draft)
    except GoldenPathError as error:
        keep_out_of_bounds(error, sitting, services)
        sentence = f":no_entry_sign: This would not work. {kit.shown(str(error), 800)}"
        back = kit.button("Back", BACK, "-", spoken="Back to the form")
        return window(sitting.template.title, sentence, metadata=sitting.metadata, buttons=(back,))
    return preview_modal(_shown(sitting, preview, services))


def show_changes(press: Press, services: Services) -> Reaction:
    """All changes of existing files, in the same window."""
    found = _previewed(press, services)
    if isinstance(found, Modal):
        return Reaction(modal=found)
    sitting, preview = found
    return Reaction(modal=changes_modal(sitting.template.title, preview, _metadata(sitting, preview)))


def send_file(press: Press, services: Services) -> Reaction:
    """The whole preview as a file, in a direct message."""
    found = _previewed(press, services)
    if isinstance(found, Modal):
        return Reaction(modal=found)
    sitting, preview = found
    told = _told(sitting, services)
    shown = _shown(sitting.noting("The file is on its way to our direct messages."), preview, services)
    return Reaction(picture=preview_file(sitting.template, preview, told), modal=preview_modal(shown))


def show_again(press: Press, services: Services) -> Reaction:
    """The preview, from the window of its changes."""
    found = _previewed(press, services)
    if isinstance(found, Modal):
        return Reaction(modal=found)
    return Reaction(modal=preview_modal(_shown(*found, services)))


def _previewed(press: Press, services: Services) -> tuple[Sitting, Preview] | Modal:
    try:
        sitting = sitting_of(press.metadata, press.person, press.pressed_at, services)
        return sitting, services.golden.preview(sitting.draft)
    except (LostError, FormRefusedError, GoldenPathError) as error:
        return refusal(error)


def _shown(sitting: Sitting, preview: Preview, services: Services) -> Shown:
    rules = list(_rules(sitting, services))
    return Shown(
        title=sitting.template.title,
        preview=preview,
        answers=_told(sitting, services),
        metadata=_metadata(sitting, preview),
        approvers=tuple(_asked(rule, asked) for rule, asked in rules),
        channel=_channel(sitting, services),
        obstacle=next(_obstacles(preview, rules), None),
        notes=(*sitting.notes, *_private(sitting, services), *_taken(preview, services)),
    )


def _private(sitting: Sitting, services: Services) -> Iterator[str]:
    """Whoever chooses a channel should know what is told there, and what is not."""
    target = target_of(sitting)
    known = services.catalog.find(target) if target else None
    if known is not None and services.sight.is_private(known):
        label = kit.shown(known.entity.label)
        yield f"{label} is private: a channel is told that something private is worked on, and neither its name nor the log."


def _taken(preview: Preview, services: Services) -> Iterator[str]:
    """What the catalog has already, as far as whoever asks may know of it."""
    for facts in filter(None, map(services.catalog.ownership_facts, preview.describes)):
        known = facts.subject.ref
        whose = f", which belongs to {kit.shown(facts.owner.entity.label)}" if facts.owner else ""
        yield (
            f"The catalog has the {kind_word(known.kind)} {name_of(known)} already{whose}: it keeps the first description"
            " and refuses this one, so better go back and choose another name."
        )


def _told(sitting: Sitting, services: Services) -> tuple[tuple[str, str], ...]:
    return sitting.form.told(sitting.draft.answers, lambda ref: title_of_ref(ref, services.catalog) or ref)


def _metadata(sitting: Sitting, preview: Preview) -> str:
    return sitting.carrying(plan=preview.digest)


def target_of(sitting: Sitting) -> EntityRef | None:
    """The entity that the path acts on, where it acts on one."""
    if sitting.template.own.get("target") != "entity":
        return None
    return read_ref(str(sitting.form.values(sitting.draft.answers).get("entity") or ""))


def keep_out_of_bounds(error: GoldenPathError, sitting: Sitting, services: Services) -> None:
    """Whoever reads the log knows who tried to act on what belongs to others."""
    if isinstance(error, OutOfBoundsError) or isinstance(error.__cause__, OutOfBoundsError):
        asker = Person(sitting.draft.user_id, sitting.draft.team_id)
        deed, on = f"{GOLDEN_PATH}/{sitting.template.name}", str(target_of(sitting) or "")
        keep_refusal(deed, asker, services, because=str(error), on=on)


def _rules(sitting: Sitting, services: Services) -> Iterator[tuple[ApprovalRule, Deciders]]:
    """What the path says of approvals, with those whom each rule means now."""
    target = read_ref(str(sitting.form.values(sitting.draft.answers).get("entity") or ""))
    for rule in approval_rules(sitting.template.own):
        yield rule, deciders(rule.asked, target, sitting.template.owner, services)


def _asked(rule: ApprovalRule, asked: Deciders) -> str:
    number = "One yes is" if rule.needed == 1 else f"{rule.needed} yes are"
    return f"{number} needed first, within {_spelled(rule.within)}. Asked are {asked.told.rstrip(',')}."


def _spelled(span: timedelta) -> str:
    """`2 days`, in the largest unit that it is a whole number of."""
    minutes = int(span.total_seconds() // 60)
    number, unit = next((minutes // size, unit) for size, unit in _UNITS if minutes % size == 0)
    return kit.counted(number, unit)


def _obstacles(preview: Preview, rules: Iterable[tuple[ApprovalRule, Deciders]]) -> Iterator[str]:
    """Why it cannot begin, ready to be shown."""
    yield from (kit.shown(each, 400) for each in preview.obstacles)
    yield from (_nobody(asked) for _, asked in rules if asked.is_nobody)


def _nobody(asked: Deciders) -> str:
    return (
        f"It has to be approved by {asked.told.rstrip(',')}, and the catalog names nobody for that. Nothing can begin."
    )


def _channel(sitting: Sitting, services: Services) -> str | None:
    """Where it would be followed: as the path wants, else where the form was opened, else in the asker's team's channel."""
    here = sitting.draft.channel if (sitting.draft.channel or "").startswith(("C", "G")) else None
    team = _team_channel(sitting, services)
    return (team or here) if sitting.template.own.get("channel") == "team" else (here or team)


def _team_channel(sitting: Sitting, services: Services) -> str | None:
    """The channel of the owner that was answered, where its entry names one by its id."""
    owner = read_ref(str(sitting.form.values(sitting.draft.answers).get("owner") or ""))
    known = services.catalog.find(owner) if owner else None
    channel = Deciders("", (known,)).channel if known else None
    return channel if channel and channel.isalnum() and channel.isupper() else None
