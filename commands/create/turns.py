"""Turning the pages of a form: forth when a page is right, back at any time, and anew where an answer shows other fields."""

from collections.abc import Sequence

from catalog_store.refs import EntityRef
from commands import form_view, kit
from commands.ask import Ask, Modal, Option, Press, Reaction, Submission, Submitted, Typing, Values
from commands.create.files import with_contents
from commands.create.prefill import with_name
from commands.create.previewing import preview_window
from commands.create.sitting import LostError, Sitting, new_sitting, renewed, resumed, sitting_of
from commands.create.windows import refusal, window
from commands.naming import title_of_ref
from commands.paths import hostless_form
from commands.services import Services
from golden_paths.form import PART, FormRefusedError
from golden_paths.template import Template

#: The form's pages by callback id; after the last one comes the preview, which may take a while.
PAGE, LAST = "create.page", "create.last-page"
BACK = "create.back"


def opened(template: Template, ask: Ask, services: Services, target: EntityRef | None = None) -> Modal:
    """The first page; of a path that asks nothing, the preview. `target` is what it is to act on."""
    try:
        sitting = new_sitting(template, ask, services, target)
        return _shown(sitting, services)
    except FormRefusedError as error:
        return window(template.title, f"This path cannot be asked in Slack. {kit.shown(str(error), 400)}")


def continued(draft_id: str, press: Press, services: Services) -> Modal:
    """The page where somebody left."""
    try:
        return _shown(resumed(draft_id, press.person, services), services)
    except (LostError, FormRefusedError) as error:
        return refusal(error)


def turned(submission: Submission, services: Services) -> Submitted:
    """The next page, the preview after the last one, or what is wrong with this one."""
    try:
        sitting = sitting_of(submission.metadata, submission.person, submission.submitted_at, services)
        return _turned(_with_page(sitting, submission.values), services)
    except (LostError, FormRefusedError) as error:
        return Submitted(shows=refusal(error))


def back(press: Press, services: Services) -> Reaction:
    """The page before. What stands on this one is kept, right or wrong."""
    try:
        sitting = sitting_of(press.metadata, press.person, press.pressed_at, services)
        if press.callback_id in (PAGE, LAST):
            sitting = _with_page(sitting, press.values)
            sitting = sitting.at(sitting.page_before or sitting.page)
        return Reaction(modal=_shown(sitting.saved(services), services))
    except (LostError, FormRefusedError) as error:
        return Reaction(modal=refusal(error))


def redrawn(press: Press, services: Services) -> Reaction:
    """The same page with the fields that its answers ask for now."""
    try:
        sitting = sitting_of(press.metadata, press.person, press.pressed_at, services)
        return Reaction(modal=page_window(_with_page(sitting, press.values).saved(services), services))
    except (LostError, FormRefusedError) as error:
        return Reaction(modal=refusal(error))


def suggested(typing: Typing, services: Services) -> Sequence[Option]:
    """What a menu of the open page offers while somebody types."""
    try:
        sitting = sitting_of(typing.metadata, typing.person, services.clock(), services)
    except (LostError, FormRefusedError):
        return ()
    return form_view.suggestions(_with_page(sitting, typing.values).page, typing, services)


def finished(sitting: Sitting, services: Services) -> Modal:
    """The preview of a form that is filled in; of one that is not, as its path has changed, the page that is not right."""
    faults = sitting.form.faults(None, sitting.draft.answers)
    if not faults:
        return preview_window(sitting, services)
    wrong = {name.partition(PART)[0] for name in faults}
    page = next((page for page in sitting.pages if any(field.name in wrong for field in page.fields)), sitting.page)
    said = kit.shown(" ".join(faults.values()), 400)
    return page_window(sitting.at(page).noting(f":warning: {said}"), services)


def page_window(sitting: Sitting, services: Services) -> Modal:
    """The open page."""
    page, pages = sitting.page, sitting.pages
    is_last = sitting.next_page is None
    return form_view.modal_page(
        sitting.form,
        page,
        sitting.draft.answers,
        metadata=sitting.metadata,
        position=f"Page {page.index + 1} of {len(pages)}" if len(pages) > 1 else "",
        callback_id=LAST if is_last else PAGE,
        submit="Preview" if is_last else "Next",
        notes=(*_missing(sitting, services), *sitting.notes),
        actions=_back(sitting),
        called=lambda ref: title_of_ref(ref, services.catalog),
    )


def _missing(sitting: Sitting, services: Services) -> tuple[str, ...]:
    """Said on the first page, before anybody fills in the others for nothing."""
    said = hostless_form(sitting.template, services) if sitting.page_before is None else ""
    return (f":electric_plug: {said}",) if said else ()


def _turned(sitting: Sitting, services: Services) -> Submitted:
    faults = sitting.form.faults(sitting.page, sitting.draft.answers)
    if faults:
        sitting.saved(services)
        return Submitted(errors=form_view.errors_of(sitting.page, faults))
    answers, unread = with_contents(sitting.page, sitting.draft.answers, services.sent_files)
    if unread:
        return Submitted(errors=form_view.errors_of(sitting.page, unread))
    sitting = sitting.with_answers(answers)
    following = sitting.next_page
    if following is not None:
        sitting = sitting.with_answers(with_name(following, answers)).at(following)
        return Submitted(shows=page_window(sitting.saved(services), services))
    return Submitted(shows=finished(renewed(sitting, services).saved(services), services))


def _shown(sitting: Sitting, services: Services) -> Modal:
    return page_window(sitting, services) if sitting.pages else finished(sitting.saved(services), services)


def _with_page(sitting: Sitting, values: Values) -> Sitting:
    return sitting.with_answers(form_view.answers_of(sitting.page, values, sitting.draft.answers))


def _back(sitting: Sitting) -> tuple[kit.Element, ...]:
    if sitting.page_before is None:
        return ()
    return (kit.button("Back", BACK, "-", spoken="Back to the page before"),)
