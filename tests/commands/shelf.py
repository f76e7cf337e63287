"""A shelf with golden paths: real templates, and plans that are as long as their answers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog_store.refs import EntityRef
from catalog_store.runs.drafts import Draft, Drafts
from catalog_store.runs.model import NewRun, NewStep, Run
from catalog_store.runs.store import NewApproval, Runs
from commands.golden import PlanChangedError
from golden_paths.approval_rules import approval_rules
from golden_paths.engine.fixing import Fixed
from golden_paths.engine.plan import Diff, PlannedFile, PlannedStep, Preview
from golden_paths.errors import GoldenPathError
from golden_paths.form import form_of
from golden_paths.library import Listed
from golden_paths.template import Template, read_template


@dataclass
class Shelf:
    """Paths read from a folder. What they would do is made up from their steps and the answers."""

    folder: Path
    drafts: Drafts
    runs: Runs
    versions: dict[str, Template] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failing: str = ""
    obstacles: tuple[str, ...] = ()
    diffs: tuple[Diff, ...] = ()
    hostless: tuple[str, ...] = ()
    describes: tuple[EntityRef, ...] = ()

    def put(self, name: str, text: str) -> Template:
        """Put a path there, or another version of it."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "template.yaml").write_text(text, encoding="utf-8")
        template = read_template(folder)
        self.versions[template.digest] = template
        return template

    def listed(self) -> Sequence[Listed]:
        found = [read_template(each) for each in sorted(self.folder.iterdir())]
        good = [Listed(each.ref, each.name, each.title, each) for each in found]
        bad = [Listed(f"template:default/{name}", name, name, None, why) for name, why in self.refused.items()]
        return [*good, *bad]

    def find(self, name_or_ref: str) -> Listed | None:
        wanted = name_or_ref.lower()
        return next((each for each in self.listed() if wanted in (each.ref, each.name)), None)

    def version(self, digest: str) -> Template | None:
        return self.versions.get(digest)

    def lacks_host(self, template: Template) -> bool:
        return template.name in self.hostless

    def preview(self, draft: Draft) -> Preview:
        if self.failing:
            raise GoldenPathError(self.failing)
        template = self.versions[draft.digest]
        values = form_of(template).values(draft.answers)
        digest = hashlib.sha256(json.dumps([draft.digest, values], sort_keys=True).encode()).hexdigest()
        self.drafts.plan(draft, digest, {"task": draft.id})
        steps = tuple(
            PlannedStep(step.id, step.name, step.action, step.input, effects=_effects(step.action))
            for step in template.steps
        )
        files = tuple(
            PlannedFile(path, 1_200, False, path) for path in ("app/main.py", "app/tests/test_main.py", "README.md")
        )
        fixed = Fixed(now=draft.saved_at, task_id=draft.id)
        return Preview(steps, files, self.diffs, {}, (), fixed, digest, self.obstacles, self.describes)

    def start(self, draft: Draft, plan_digest: str, *, channel: str, title: str) -> Run:
        now = self.drafts.find(draft.id)
        if now is None or now.plan_digest != plan_digest:
            raise PlanChangedError
        template = self.versions[draft.digest]
        values = form_of(template).values(draft.answers)
        rules = [NewApproval(each.asked, each.needed, each.within) for each in approval_rules(template.own)]
        steps = tuple(NewStep(step.id, step.name, step.action) for step in template.steps)
        new = NewRun(
            id=f"run-{draft.id}", template=draft.template, title=title, digest=draft.digest, plan_digest=plan_digest,
            values=values, fixed={}, team_id=draft.team_id, user_id=draft.user_id, requester="user:default/ana",
            channel=channel, steps=steps, target=values.get("entity"),
        )  # fmt: skip
        return self.runs.start(new, rules, draft_id=draft.id)


def _effects(action: str) -> tuple[str, ...]:
    return ("creates the repository orchard/orders-api on github.com, private",) if action.startswith("publish") else ()
