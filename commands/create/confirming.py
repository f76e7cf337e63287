"""Confirming a preview: exactly what it showed begins, or waits for approval."""

from catalog_store.runs.model import Run, RunState
from commands import kit
from commands.ask import Block, Modal, Submission, Submitted
from commands.create.preview_window import CHANNEL
from commands.create.previewing import keep_out_of_bounds, preview_window, target_of
from commands.create.sitting import LostError, Sitting, renewed, sitting_of
from commands.create.turns import finished
from commands.create.windows import refusal, window
from commands.golden import PlanChangedError
from commands.keeping import GOLDEN_PATH, keep_deed, keep_refusal
from commands.permits import objection
from commands.run_states import headline, short_id
from commands.services import Services
from commands.slash import typed
from golden_paths.errors import GoldenPathError
from golden_paths.form import FormRefusedError

#: What was asked for and did not come about; asking for the same again is a new run.
_OVER_BEFORE_IT_BEGAN = (RunState.REJECTED, RunState.EXPIRED, RunState.CANCELLED)
_ASKED_BEFORE = "You asked for exactly this before, and it did not come about. Confirm again to ask anew."


def confirmed(submission: Submission, services: Services) -> Submitted:
    """Begin it. Pressed twice, it is one run."""
    try:
        sitting = sitting_of(submission.metadata, submission.person, submission.submitted_at, services)
        current = renewed(sitting, services)
    except (LostError, FormRefusedError) as error:
        return Submitted(shows=_lost(error, services))
    if current.draft.digest != sitting.draft.digest:
        return Submitted(shows=finished(current.saved(services), services))
    return Submitted(shows=_begun(sitting, submission, services))


def _begun(sitting: Sitting, submission: Submission, services: Services) -> Modal:
    channel = _chosen(submission) or submission.person.user_id
    deed, target = f"{GOLDEN_PATH}/{sitting.template.name}", target_of(sitting)
    if refused := objection(deed, target, submission.person, services):
        keep_refusal(deed, submission.person, services, because=refused, on=str(target or ""))
        return preview_window(sitting.noting(f":no_entry: {refused}"), services)
    try:
        run = services.golden.start(sitting.draft, sitting.plan, channel=channel, title=sitting.template.title)
    except PlanChangedError as error:
        return preview_window(sitting.noting(kit.shown(str(error), 300)), services)
    except GoldenPathError as error:
        keep_out_of_bounds(error, sitting, services)
        return refusal(error)
    if run.state in _OVER_BEFORE_IT_BEGAN:
        return preview_window(sitting.afresh(services).noting(_ASKED_BEFORE), services)
    keep_deed(deed, submission.person, services, on=str(target or ""), detail=f"run {short_id(run.id)}")
    if run.state is not RunState.WAITING:
        services.drafts.remove(sitting.draft.id)
    return _done(run, channel, submission.person.user_id, services)


def _done(run: Run, channel: str, person: str, services: Services) -> Modal:
    """Where it goes on."""
    place = "in our direct messages" if channel == person else f"in {kit.channel(channel)}"
    runs = kit.quoted(typed("runs", services))
    small: Block = kit.context(f"Run {kit.quoted(short_id(run.id))}. {runs} shows it, too.")
    if run.state is RunState.WAITING:
        approve = "Those who have to approve it are being asked; you hear of it in a direct message."
        return window(
            run.title, f":raised_hand: *{headline(run)}* waits for approval. {approve} Follow it {place}.", small
        )
    return window(run.title, f":hourglass_flowing_sand: *{headline(run)}* has begun. Follow it {place}.", small)


def _lost(error: Exception, services: Services) -> Modal:
    runs = kit.quoted(typed("runs", services))
    return window("Golden path", f"{kit.shown(str(error), 400)} {runs} shows what has begun.")


def _chosen(submission: Submission) -> str | None:
    chosen = submission.values.get(CHANNEL, {}).get(CHANNEL, {}).get("selected_conversation")
    return chosen if isinstance(chosen, str) and chosen else None
