"""From a filled-in form to a run: what it would do, and its beginning."""

import json
import re
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.golden_path_runs.bounds import Bounds, UnseenTargetError, target_of
from bot.golden_path_runs.catalog import asked_by
from bot.golden_path_runs.library import GoldenPathLibrary
from bot.golden_path_runs.secrets import SecretStore
from catalog_store.refs import EntityRef
from catalog_store.runs.drafts import Draft, Drafts
from catalog_store.runs.model import Json, NewRun, NewStep, Run
from catalog_store.runs.store import NewApproval, Runs
from commands.ask import Person
from commands.golden import PlanChangedError
from commands.services import Services
from commands.who import find_user
from golden_paths.actions import Actions
from golden_paths.approval_rules import approval_rules
from golden_paths.engine import Fixed, Preview, preview
from golden_paths.errors import GoldenPathError
from golden_paths.form import form_of
from golden_paths.library import Listed
from golden_paths.ports import Mark, OutsideError
from golden_paths.repo_url import RepoUrl
from golden_paths.template import Step, Template
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace


class GonePathError(GoldenPathError):
    """This version of the path is gone."""

    def __init__(self, template: str) -> None:
        super().__init__(f"{template} is not there any more in the version that this form began with. Begin anew.")


class GoldenPathDesk:
    """Takes in what people want to begin. It changes nothing outside; workers do."""

    def __init__(
        self,
        library: GoldenPathLibrary,
        services: Services,
        *,
        outside: Callable[[], Outside],
        actions: Callable[[], Actions],
        secrets: SecretStore,
        bounds: Bounds,
        clock: Callable[[], datetime],
        has_host: bool,
    ) -> None:
        """`outside` is asked for when somebody wants a preview: it takes long to load. `has_host`: a code host is connected."""
        self._library = library
        self._services = services
        self._outside = outside
        self._actions = actions
        self._secrets = secrets
        self._bounds = bounds
        self._clock = clock
        self._has_host = has_host

    def listed(self) -> Sequence[Listed]:
        """Every path, those that cannot run here with the reason."""
        return self._library.listed()

    def find(self, name_or_ref: str) -> Listed | None:
        """The path of this name or reference."""
        return self._library.find(name_or_ref)

    def version(self, digest: str) -> Template | None:
        """Exactly this version."""
        return self._library.version(digest)

    def lacks_host(self, template: Template) -> bool:
        """Whether it cannot begin because it works at a code host and none is connected."""
        return not self._has_host and self._actions().need_host(template.steps)

    def preview(self, draft: Draft) -> Preview:
        """What these answers would do. Looked at twice, it comes out the same.

        Raises:
            GoldenPathError: it cannot be done.
            DatabaseAwayError: Postgres does not answer.
        """
        template = self._template(draft)
        fixed = Fixed.from_json(draft.fixed) if draft.fixed else Fixed(self._clock(), str(uuid.uuid4()))
        user, fixed = _as_seen_first(self._user(draft), fixed)
        values, mark = _values(template, draft), Mark(fixed.task_id, "", fixed.now)
        outside = self._bounds.around(self._outside(), template, self._seen_target(template, values, draft), mark)
        with tempfile.TemporaryDirectory(prefix="callboard-preview-", ignore_cleanup_errors=True) as folder:
            workshop = Workshop(
                workspace=Workspace(Path(folder)),
                template_folder=template.folder,
                mark=mark,
                now=fixed.now,
                outside=asked_by(user.get("ref"), outside),
                user=user,
                secrets=self._secrets.of(template),
                template_ref=template.ref,
            )
            found = preview(template, values, workshop, self._actions(), fixed)
        self._drafts.plan(draft, found.digest, found.fixed.to_json())
        return found

    def start(self, draft: Draft, plan_digest: str, *, channel: str, title: str) -> Run:
        """Begin exactly what was previewed, or have it wait for approval. The same draft twice gives the same run.

        Raises:
            PlanChangedError: that digest is not the draft's last preview.
            GoldenPathError: it cannot begin.
            DatabaseAwayError: Postgres does not answer.
        """
        known = self._drafts.find(draft.id) or draft
        if known.fixed is None or known.plan_digest != plan_digest:
            raise PlanChangedError
        template = self._template(known)
        self._secrets.of(template)
        self._look_at_repositories(template, known, Fixed.from_json(known.fixed))
        self._library.keep(template)
        new = self._new(known, template, channel, title)
        return self._runs.start(new, tuple(_approvals(template)), draft_id=known.id)

    def _seen_target(self, template: Template, values: Json, draft: Draft) -> str | None:
        """What it acts on. Who may not know of a thing may neither act on it nor learn from a refusal that it is there.

        Raises:
            GoldenPathError: there is no such thing for them.
        """
        target = target_of(template, values)
        seen = self._services.seen_by(Person(draft.user_id, draft.team_id)).catalog
        if target is not None and seen.find(EntityRef.parse(target)) is None:
            raise UnseenTargetError(target)
        return target

    def _look_at_repositories(self, template: Template, draft: Draft, fixed: Fixed) -> None:
        """Since the preview a token may have been taken away, or a descriptor changed.

        Raises:
            GoldenPathError: there is a repository in which the run could or may do nothing.
        """
        if not fixed.acts_on:
            return
        target, mark = target_of(template, _values(template, draft)), Mark(fixed.task_id, "", fixed.now)
        host = self._bounds.around(self._outside(), template, target, mark).host
        if said := next(filter(None, (host.absence(RepoUrl.parse(each)) for each in fixed.acts_on)), None):
            raise OutsideError(said)

    def _new(self, draft: Draft, template: Template, channel: str, title: str) -> NewRun:
        assert draft.fixed is not None  # `start` has looked
        assert draft.plan_digest is not None
        values = _values(template, draft)
        requester, target = self._user(draft).get("ref"), self._seen_target(template, values, draft)
        return NewRun(
            id=Fixed.from_json(draft.fixed).task_id,
            template=template.ref,
            title=title,
            digest=template.digest,
            plan_digest=draft.plan_digest,
            values=values,
            fixed=draft.fixed,
            team_id=draft.team_id,
            user_id=draft.user_id,
            requester=requester,
            channel=channel,
            steps=tuple(_steps(template, self._actions())),
            team=self._team(values, requester),
            target=target,
            is_private=self._is_private(target),
        )

    def _is_private(self, target: str | None) -> bool:
        known = self._services.catalog.find(EntityRef.parse(target)) if target else None
        return known is not None and self._services.sight.is_private(known)

    def _template(self, draft: Draft) -> Template:
        template = self._library.version(draft.digest)
        if template is None:
            raise GonePathError(draft.template)
        return template

    def _user(self, draft: Draft) -> Json:
        known = find_user(Person(draft.user_id, draft.team_id), self._services)
        return {"ref": str(known.ref), "entity": known.entity.document} if known else {}

    def _team(self, values: Json, requester: str | None) -> str | None:
        """Whom it is done for: the group that the form names as owner, else the requester's first one."""
        owner = values.get("owner")
        if isinstance(owner, str) and owner.startswith("group:"):
            return owner
        groups = self._services.catalog.groups_of(EntityRef.parse(requester)) if requester else ()
        return str(groups[0].ref) if groups else None

    @property
    def _drafts(self) -> Drafts:
        return self._services.drafts

    @property
    def _runs(self) -> Runs:
        return self._services.runs


def _as_seen_first(user: Json, fixed: Fixed) -> tuple[Json, Fixed]:
    """Whoever asks as the first preview saw them, and what is fixed with that."""
    if not user:
        return user, fixed
    entity = fixed.catalog.get(user["ref"]) or user["entity"]
    return {**user, "entity": entity}, replace(fixed, catalog={**fixed.catalog, user["ref"]: entity})


def _values(template: Template, draft: Draft) -> dict[str, Any]:  # Any: JSON
    return dict(form_of(template).values(draft.answers))


def _steps(template: Template, actions: Actions) -> Iterator[NewStep]:
    for number, step in enumerate(template.steps):
        later = template.steps[number + 1 :]
        yield NewStep(step.id, step.name, step.action, _is_skippable(step, later, template, actions))


def _is_skippable(step: Step, later: Sequence[Step], template: Template, actions: Actions) -> bool:
    """Whether the run can do without: nothing is made by it that others need, or that would be left half-made."""
    action = actions.find(step.action)
    if action is None or action.stays_inside or action.clean_up is not None:
        return False
    rest = [(each.input, each.condition, each.each) for each in later]
    named = re.escape(step.id)
    needs = rf"""steps\s*(?:\.\s*{named}|\[\s*\\?["']{named}\\?["'])"""  # JSON writes a quotation mark as \"
    return re.search(needs, json.dumps([*rest, template.output], default=str)) is None


def _approvals(template: Template) -> Iterator[NewApproval]:
    for rule in approval_rules(template.own):
        yield NewApproval(rule.asked, rule.needed, rule.within, rule.requester_may)
