"""One form on its way: which path, whose draft, which page. Its window carries ids only; the answers are in Postgres."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from catalog_store.refs import EntityRef
from catalog_store.runs.drafts import Draft
from commands.ask import Ask, Channel, Person, Surface
from commands.create.prefill import prefilled
from commands.naming import read_ref
from commands.services import Services
from golden_paths.form import Answers, Form, Page, form_of
from golden_paths.template import Template


class LostError(Exception):
    """The form cannot go on; the text says why, to the person."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A form, its answers so far, and the page that is open. `notes` are sentences to be shown above the fields.

    `is_kept`: it was saved before, so that a draft that is gone was sent or discarded. `plan` is the digest of the preview
    that is open, if one is. `target` is what it was begun for, where that was said.
    """

    draft: Draft
    template: Template
    form: Form
    is_kept: bool = False
    plan: str = ""
    notes: tuple[str, ...] = ()
    target: EntityRef | None = None

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.form.pages(self.draft.answers)

    @property
    def page(self) -> Page:
        """The open page; where its conditions hide it by now, the nearest one before it."""
        pages = self.pages
        return next((each for each in reversed(pages) if each.number <= self.draft.page), pages[0])

    @property
    def next_page(self) -> Page | None:
        """The page after the open one."""
        return next((each for each in self.pages if each.number > self.page.number), None)

    @property
    def page_before(self) -> Page | None:
        """The page before the open one."""
        return next((each for each in reversed(self.pages) if each.number < self.page.number), None)

    @property
    def metadata(self) -> str:
        """What the window carries."""
        return self.carrying(plan=None)

    def carrying(self, *, plan: str | None) -> str:
        """The same with the digest of the preview that the window shows."""
        draft = self.draft
        carried = {
            "draft": draft.id,
            "path": draft.template,
            "version": draft.digest,
            "page": draft.page,
            "channel": draft.channel,
            "kept": self.is_kept,
            "plan": plan,
            "on": str(self.target) if self.target else None,
        }
        return json.dumps({key: value for key, value in carried.items() if value is not None})

    def with_answers(self, answers: Answers) -> "Sitting":
        return replace(self, draft=replace(self.draft, answers=dict(answers)))

    def at(self, page: Page) -> "Sitting":
        return replace(self, draft=replace(self.draft, page=page.number))

    def noting(self, *notes: str) -> "Sitting":
        return replace(self, notes=(*self.notes, *notes))

    def afresh(self, services: Services) -> "Sitting":
        """The same answers as a form of its own, in the place of this one: what comes of it is another run.

        Raises:
            LostError: it is somebody else's.
        """
        anew = replace(self.draft, id=secrets.token_hex(8), plan_digest=None, fixed=None)
        kept = replace(self, draft=anew).saved(services)
        services.drafts.remove(self.draft.id)
        return kept

    def saved(self, services: Services) -> "Sitting":
        """The same, kept in Postgres as it is now.

        Raises:
            LostError: it is somebody else's.
        """
        draft = replace(self.draft, saved_at=services.clock())
        if not services.drafts.save(draft):
            raise LostError("This form is somebody else's. Begin one of your own.")
        return replace(self, draft=draft, is_kept=True)


def new_sitting(template: Template, ask: Ask, services: Services, target: EntityRef | None = None) -> Sitting:
    """A form that nobody has touched yet. Nothing is kept before its first page is turned."""
    form = form_of(template)
    draft = Draft(
        id=secrets.token_hex(8),
        template=template.ref,
        digest=template.digest,
        answers=dict(prefilled(form, ask, services, target)),
        page=0,
        user_id=ask.person.user_id,
        team_id=ask.person.team_id,
        channel=ask.channel.id if ask.channel else None,
        saved_at=ask.asked_at,
    )
    return Sitting(draft, template, form, target=target)


def sitting_of(metadata: str, person: Person, at: datetime, services: Services) -> Sitting:
    """The form that a window carries, with all answers that were kept.

    Raises:
        LostError: it was sent or discarded, is somebody else's, or its path is gone.
    """
    carried = _carried(metadata)
    draft = services.drafts.find(str(carried.get("draft")))
    if draft is not None:
        return _resumed(draft, carried, person, services)
    if carried.get("kept"):
        raise LostError("This form was sent or discarded already, perhaps in another window.")
    template = _version(str(carried.get("version")), str(carried.get("path")), services)
    channel = carried.get("channel")
    ask = Ask("", person, Surface.FORM, at, Channel(channel) if isinstance(channel, str) else None)
    sitting = new_sitting(template, ask, services, read_ref(str(carried.get("on") or "")))
    return replace(sitting, draft=replace(sitting.draft, id=str(carried.get("draft"))))


def resumed(draft_id: str, person: Person, services: Services) -> Sitting:
    """The form of a draft, on the page where it was left.

    Raises:
        LostError: it was sent or discarded, is somebody else's, or its path is gone.
    """
    draft = services.drafts.find(draft_id)
    if draft is None:
        raise LostError("There is nothing to go on with: it was sent or discarded.")
    return renewed(_resumed(draft, {}, person, services), services)


def renewed(sitting: Sitting, services: Services) -> Sitting:
    """The same on the newest version of its path; if that is another one, it says so."""
    listed = services.golden.find(sitting.draft.template)
    template = listed.template if listed else None
    if template is None or template.digest == sitting.draft.digest:
        return sitting
    draft = replace(sitting.draft, digest=template.digest)
    newer = replace(sitting, draft=draft, template=template, form=form_of(template))
    return newer.noting("This path has changed since you began. Your answers are kept: please look at them again.")


def _resumed(draft: Draft, carried: Mapping[str, Any], person: Person, services: Services) -> Sitting:  # Any: JSON
    if (draft.team_id, draft.user_id) != (person.team_id, person.user_id):
        raise LostError("This form is somebody else's. Begin one of your own.")
    template = _version(draft.digest, draft.template, services)
    page = carried.get("page")
    here = replace(draft, page=page) if isinstance(page, int) else draft
    plan = str(carried.get("plan") or "")
    return Sitting(replace(here, digest=template.digest), template, form_of(template), is_kept=True, plan=plan)


def _version(digest: str, ref: str, services: Services) -> Template:
    """That version of the path, else the one that there is now."""
    template = services.golden.version(digest)
    if template is None:
        listed = services.golden.find(ref)
        template = listed.template if listed else None
    if template is None:
        raise LostError("This golden path is gone, or cannot run here any more.")
    return template


def _carried(metadata: str) -> Mapping[str, Any]:  # Any: JSON
    try:
        found = json.loads(metadata)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise LostError("This form comes from an older version of me. Please open it again.")
    return found
