"""The dry run, as Backstage does it: what only touches the workspace happens, everything else gives an example."""

from collections.abc import Mapping

from golden_paths.action import example_of
from golden_paths.actions import Actions, AnyAction
from golden_paths.engine.context import Scene
from golden_paths.engine.outcome import Outcome, Outputs, StepResult
from golden_paths.engine.stepping import Carried, rendered_output, runs_after_failure, stepped
from golden_paths.engine.stubs import stub_action
from golden_paths.engine.values import value_faults
from golden_paths.errors import ActionError
from golden_paths.ports import JsonObject
from golden_paths.template import Step, Template
from golden_paths.workshop import Workshop


def dry_run(
    template: Template, values: JsonObject, workshop: Workshop, actions: Actions, *, stubs_unknown: bool = False
) -> Outcome:
    """What the template would do with these values. Nothing outside of the workspace changes.

    `stubs_unknown`: actions that Callboard does not have give what Backstage's dry run gives for them.
    """
    if faults := value_faults(template, values):
        return Outcome((), {}, (), (), error=" ".join(faults))
    workshop.log.say(f"Starting up task with {len(template.steps) + 1} steps")  # one more, as Backstage counts
    return _Rehearsal(Scene.of(template, values, workshop, Outputs()), actions, stubs_unknown).outcome()


class _Rehearsal:
    def __init__(self, scene: Scene, actions: Actions, stubs_unknown: bool) -> None:
        self._scene = scene
        self._actions = actions
        self._stubs_unknown = stubs_unknown
        self._results: list[StepResult] = []
        self._given: dict[str, JsonObject] = {}
        self._error = ""

    def outcome(self) -> Outcome:
        for step in self._scene.template.steps:
            if not self._error or runs_after_failure(step):
                self._take(step)
        log = self._scene.workshop.log
        if self._error:
            return Outcome(tuple(self._results), {}, log.lines, (), error=self._error)
        try:
            files = tuple(self._scene.workshop.workspace.files())
            output = log.masked(rendered_output(self._now()))
        except ActionError as error:
            return Outcome(tuple(self._results), {}, log.lines, (), error=log.masked_text(str(error)))
        return Outcome(tuple(self._results), output, log.lines, files)

    def _now(self) -> Scene:
        return self._scene.after(Outputs(self._given, has_failed=bool(self._error)))

    def _take(self, step: Step) -> None:
        log = self._scene.workshop.log
        log.say(f"Beginning step {step.name}")
        try:
            result = self._stub(step) if self._is_stub(step) else stepped(step, self._now(), self._actions, _rehearsed)
        except ActionError as error:
            text = log.masked_text(str(error))
            log.say(f"Step {step.id} failed: {text}")
            self._results.append(StepResult(step.id, step.name, step.action, {}, None, error=text))
            self._error = self._error or f"Step `{step.id}`: {text}"
            return
        log.say(f"Finished step {step.name}")
        self._results.append(result)
        if result.output is not None:
            self._given[step.id] = result.output

    def _is_stub(self, step: Step) -> bool:
        return self._stubs_unknown and self._actions.find(step.action) is None

    def _stub(self, step: Step) -> StepResult:
        return stepped(step, self._now(), Actions((stub_action(step.action),)), _rehearsed)


def _rehearsed(action: AnyAction, given: JsonObject, workshop: Workshop) -> Carried:
    if action.stays_inside:
        return Carried(action.perform(action.parsed(given), workshop))
    if action.rehearse is not None:
        return Carried(action.rehearse(action.parsed(given), workshop))
    why = f"Skipping because {action.id} does not support dry-run"
    workshop.log.say(why)
    example = example_of(action.outputs) if action.gives_example else {}
    return Carried(dict(example) if isinstance(example, Mapping) else {}, why)
