"""What the buttons of a run do. Each press is checked again: who presses, and how the run stands now."""

from collections.abc import Callable

from catalog_store.errors import CatalogError
from catalog_store.runs.model import Run
from catalog_store.runs.store import By, RunError, UnknownRunError
from commands import kit
from commands.ask import Answer, Outcome, Person, Press, Reaction
from commands.command import Pressing
from commands.naming import read_ref
from commands.permits import objection
from commands.run_rows import SHOW, may_be_told
from commands.run_states import steps_without_names, without_names
from commands.runs.card import CANCEL, CLEAN_UP, LOG, RETRY, SKIP, run_card
from commands.runs.log import log_of
from commands.runs.rights import may_steer, who_may
from commands.services import Services
from commands.who import name_of_person

#: Makes the change; the number is the step's.
_Change = Callable[[Services, str, int, By], None]
_NOT_YOURS = "You are none of those who may go on with this run."


def show(press: Press, services: Services) -> Reaction:
    """The card as it is now, for the presser alone."""
    run = services.runs.find(press.value)
    if run is None:
        return Reaction(reply=_unknown(press.value))
    return Reaction(reply=_card(run, press.person, services))


def show_log(press: Press, services: Services) -> Reaction:
    """The end of its log, for the presser alone."""
    run = services.runs.find(press.value)
    if run is None:
        return Reaction(reply=_unknown(press.value))
    if not may_be_told(run, services.seen_by(press.person), press.person):
        return Reaction(reply=said("What this run acts on is private, so its log is for those who may know of it."))
    return Reaction(reply=log_of(run, services.runs.log_lines(run.id)))


def _steering(change: _Change, done: str) -> Pressing:
    """A change of the run. Its own card follows by itself; one that only the presser sees is drawn anew here."""

    def pressing(press: Press, services: Services) -> Reaction:
        run_id, _, step = press.value.partition(" ")
        run = services.runs.find(run_id)
        if run is None:
            return Reaction(reply=_unknown(run_id))
        if not may_steer(run, press.person, services):
            return Reaction(reply=said(who_may(run, services), Outcome.REFUSED))
        try:
            change(services, run.id, _number(step), By(press.person.user_id, name_of_person(press.person, services)))
        except (RunError, UnknownRunError) as error:
            return _too_late(error, run, press, services)
        return _changed(run, done, press, services)

    return pressing


def _going_on(change: _Change, done: str) -> Pressing:
    """The same for what makes steps run: whoever may not begin the path may not go on with it either."""
    steering = _steering(change, done)

    def pressing(press: Press, services: Services) -> Reaction:
        run = services.runs.find(press.value.partition(" ")[0])
        template = read_ref(run.template) if run else None
        if run is None or template is None:
            return steering(press, services)
        deed, target = f"golden-path/{template.name}", read_ref(run.target or "")
        refused = objection(deed, target, press.person, services)
        if refused is None:
            return steering(press, services)
        if not may_be_told(run, services.seen_by(press.person), press.person):
            refused = _NOT_YOURS  # who may would tell what it acts on, and whose that is
        return Reaction(reply=said(refused, Outcome.REFUSED))

    return pressing


def _cancel(services: Services, run_id: str, _step: int, by: By) -> None:
    services.runs.cancel(run_id, by)


def _retry(services: Services, run_id: str, step: int, by: By) -> None:
    services.runs.retry(run_id, step, by)


def _skip(services: Services, run_id: str, step: int, by: By) -> None:
    services.runs.skip(run_id, step, by)


def _clean_up(services: Services, run_id: str, _step: int, by: By) -> None:
    services.runs.clean_up(run_id, by)


PRESSES = {
    SHOW: show,
    LOG: show_log,
    CANCEL: _steering(_cancel, "The run is being cancelled."),
    RETRY: _going_on(_retry, "The run goes on."),
    SKIP: _going_on(_skip, "The run goes on without that step."),
    CLEAN_UP: _steering(_clean_up, "What the run has made is being removed."),
}


def said(sentence: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    """One sentence."""
    return Answer(sentence, (kit.section(sentence),), outcome)


def _changed(run: Run, done: str, press: Press, services: Services) -> Reaction:
    now = services.runs.find(run.id)
    if press.is_ephemeral and now is not None:
        return Reaction(replace=_card(now, press.person, services))
    return Reaction(reply=said(done))


def _too_late(error: CatalogError, run: Run, press: Press, services: Services) -> Reaction:
    """Somebody else was quicker, or it was pressed twice: how it stands now is the answer."""
    now = services.runs.find(run.id)
    if now is None:
        return Reaction(reply=_unknown(run.id))
    sentence = said(str(error), Outcome.USAGE)
    if press.is_ephemeral:
        return Reaction(replace=_card(now, press.person, services), reply=sentence)
    return Reaction(reply=sentence)


def _card(run: Run, presser: Person, services: Services) -> Answer:
    """As the presser may know of it."""
    steps = services.runs.steps(run.id)
    if may_be_told(run, services.seen_by(presser), presser):
        return run_card(run, steps)
    return run_card(without_names(run), steps_without_names(steps))


def _unknown(run_id: str) -> Answer:
    return said(str(UnknownRunError(kit.tidy(run_id, 40))), Outcome.NOT_FOUND)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else -1
