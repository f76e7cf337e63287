"""The preview: everything that a run will do, worked out without touching anything outside."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

from catalog_store.refs import EntityRef
from golden_paths.action import Change, Fault
from golden_paths.actions import Actions, AnyAction
from golden_paths.engine.context import Scene
from golden_paths.engine.described import described
from golden_paths.engine.diffs import diffs_of
from golden_paths.engine.files import planned_files
from golden_paths.engine.fixing import Fixed, Memory
from golden_paths.engine.markers import Markers, Unknown
from golden_paths.engine.outcome import Outputs, StepError
from golden_paths.engine.plan import Diff, PlannedFile, PlannedStep, Preview, digest_of
from golden_paths.engine.stepping import Carried, rendered_output, stepped
from golden_paths.engine.values import value_faults
from golden_paths.errors import ActionError, InvalidInputError
from golden_paths.github_inputs import RepoInputs
from golden_paths.log import Log
from golden_paths.ports import JsonObject, NotConnectedError, SourceHostError
from golden_paths.template import Step, Template
from golden_paths.workshop import Workshop
from golden_paths.workspace import Workspace

_STEP = re.compile(r"steps\s*(?:\.\s*([\w-]+)|\[\s*['\"]([^'\"]+)['\"]\s*\])")


def preview(
    template: Template, values: JsonObject, workshop: Workshop, actions: Actions, fixed: Fixed | None = None
) -> Preview:
    """What the run will do. With `fixed` of an earlier preview, it comes out the same if nothing changed.

    Raises:
        ActionError: the values do not fit, or a step cannot work; a `StepError` names the step.
    """
    if faults := value_faults(template, values):
        raise ActionError(" ".join(faults))
    memory = Memory(fixed or Fixed(workshop.now, workshop.mark.run_id))
    first = _Pass(template, values, memory.applied(workshop), actions)
    first.play()
    files = first.files()
    if first.has_guessed:
        files = tuple(_marked(files, _second_files(first, memory, workshop)))
    return first.preview(files, memory.fixed)


def _second_files(first: "_Pass", memory: Memory, workshop: Workshop) -> dict[str, str]:
    """The digests of the files where all stand-ins are different: what differs as well depends on what comes later."""
    with tempfile.TemporaryDirectory(prefix="callboard-preview-") as folder:
        aside = replace(workshop, workspace=Workspace(Path(folder), workshop.workspace.limits), log=Log())
        again = _Pass(first.template, first.values, memory.applied(aside), first.actions, is_second=True)
        again.play()
        return {file.path: file.digest for file in again.files()}


def _marked(files: tuple[PlannedFile, ...], others: dict[str, str]) -> Iterator[PlannedFile]:
    for file in files:
        if file.known_after or others.get(file.path) == file.digest:
            yield file
        else:
            yield replace(file, known_after=("known after an earlier step",))


@dataclass(slots=True)
class _Notes:
    """What a step turned out to do outside."""

    effects: list[str] = field(default_factory=list)
    files: tuple[PlannedFile, ...] = ()
    diffs: list[Diff] = field(default_factory=list)


class _Pass:
    """One way through the steps, with stand-ins of its own."""

    def __init__(
        self, template: Template, values: JsonObject, workshop: Workshop, actions: Actions, *, is_second: bool = False
    ) -> None:
        self.template, self.values, self.actions = template, values, actions
        self._markers = Markers(is_second=is_second)
        hidden = {**workshop.environment, "secrets": self._markers.secrets(workshop.environment.get("secrets", {}))}
        self._workshop = replace(
            workshop, secrets=self._markers.secrets(workshop.secrets), environment=hidden, template_ref=template.ref
        )
        self._steps: list[PlannedStep] = []
        self._inputs: list[object] = []
        self._diffs: list[Diff] = []
        self._obstacles: dict[str, None] = {}
        self._describes: dict[EntityRef, None] = {}
        self._repositories: dict[str, None] = {}
        self._given: dict[str, JsonObject] = {}
        self._unknown: dict[str, str] = {}
        self._step: Step | None = None
        self._notes = _Notes()
        self.has_guessed = False

    def play(self) -> None:
        """Go through all steps.

        Raises:
            StepError: one cannot work.
        """
        for step in self.template.steps:
            try:
                self._take(step)
            except ActionError as error:
                raise StepError(step.id, step.name, error, self._markers.shown(str(error))) from error

    def files(self) -> tuple[PlannedFile, ...]:
        """The workspace as the last step leaves it."""
        return planned_files(self._workshop.workspace, "", self._markers)

    def preview(self, files: tuple[PlannedFile, ...], fixed: Fixed) -> Preview:
        """Everything together."""
        fixed = replace(fixed, acts_on=tuple(self._repositories))
        scene = self._scene()
        output = rendered_output(scene)
        named = self._markers.named_in(output)
        listed = [(file.path, file.is_executable, file.digest) for file in files]
        digest = digest_of(self.template.digest, self.values, fixed.to_json(), self._inputs, listed, named)
        log = tuple(self._markers.shown(line) for line in self._workshop.log.lines)
        shown = self._markers.shown_in(output)
        obstacles, describes = tuple(self._obstacles), tuple(self._describes)
        return Preview(tuple(self._steps), files, tuple(self._diffs), shown, log, fixed, digest, obstacles, describes)

    def _scene(self) -> Scene:
        return Scene.of(self.template, self.values, self._workshop, Outputs(self._given))

    def _take(self, step: Step) -> None:
        self._step, self._notes = step, _Notes()
        decided = self._decided_after(step)
        if self._is_unknown(step.each):
            self._later(step, decided)
            return
        assumed = replace(step, condition=None) if decided else step
        result = stepped(assumed, self._scene(), self.actions, self._carry)
        is_left_out = result.output is None
        if result.output is not None:
            self._given[step.id] = result.output
        self._note(step, result.input, decided, result.swallowed, is_skipped=is_left_out)

    def _later(self, step: Step, decided: tuple[str, ...]) -> None:
        """A step for each of something that is not known yet."""
        action = self.actions.find(step.action)
        if action is not None:
            made = self._markers.output(step.id, step.name, action.outputs)
            self._given[step.id] = {name: [value] for name, value in made.items()}
            self._unknown[step.id] = step.name
        self._notes.effects.append(f"Runs {step.action} once for each item of a list that is not known yet.")
        self._note(step, step.input, decided, (), is_skipped=False)

    def _note(
        self, step: Step, given: object, decided: tuple[str, ...], swallowed: tuple[str, ...], *, is_skipped: bool
    ) -> None:
        shown = self._markers.shown_in(given)
        effects = tuple(self._markers.spoken(each) for each in self._notes.effects)
        self._diffs.extend(self._notes.diffs)
        self._inputs.append((step.id, step.action, is_skipped, self._markers.named_in(given), decided))
        self._steps.append(
            PlannedStep(
                step.id, step.name, step.action, shown, is_skipped, effects, self._notes.files, decided, swallowed
            )
        )

    def _decided_after(self, step: Step) -> tuple[str, ...]:
        """What its `if` and its `each` wait for, in words."""
        texts = [str(step.condition or ""), str(step.each or "")]
        named = [found[1] or found[2] for text in texts for found in _STEP.finditer(text)]
        return tuple(dict.fromkeys(f"known after {self._unknown[each]}" for each in named if each in self._unknown))

    def _is_unknown(self, each: object) -> bool:
        return any((found[1] or found[2]) in self._unknown for found in _STEP.finditer(str(each or "")))

    def _carry(self, action: AnyAction, given: JsonObject, workshop: Workshop) -> Carried:
        if not action.stays_inside:
            self._plan(action, given, workshop)
            return self._unknown_output(action)
        self.has_guessed = self.has_guessed or bool(self._unknown)
        try:
            return Carried(action.perform(action.parsed(given), workshop))
        except ActionError:
            # What fails on a stand-in may well work on the real thing.
            if not self._waits_for(given):
                raise
            workshop.log.say(f"What {action.id} will do depends on what is not known yet.")
            return self._unknown_output(action)

    def _unknown_output(self, action: AnyAction) -> Carried:
        assert self._step is not None  # set by `_take`, which leads here
        self._unknown[self._step.id] = self._step.name
        return Carried(self._markers.output(self._step.id, self._step.name, action.outputs), "waits for the run")

    def _plan(self, action: AnyAction, given: JsonObject, workshop: Workshop) -> None:
        faults = [fault for fault in action.faults(given) if not self._markers.found_in(_at(given, fault))]
        if faults:
            raise InvalidInputError(action.id, tuple(fault.text for fault in faults))
        try:
            inputs = action.parsed(given)
            self._look_for_host(inputs, workshop)
            action.examine(inputs, workshop)
            self._notes.effects.extend(action.effects(inputs, workshop))
            sent = action.pushes(inputs)
            change = action.change(inputs, workshop)
        except ActionError:
            if not self._waits_for(given):
                raise
            self._notes.effects.append(f"Runs {action.id} with what is not known yet.")
            return
        if sent is not None:
            self._notes.files += planned_files(workshop.workspace, sent, self._markers, sent_only=True)
        if change is not None:
            self._compare(change, workshop)
        elif sent is not None:
            self._describes.update(dict.fromkeys(described(workshop.workspace, sent, self._markers)))

    def _look_for_host(self, inputs: object, workshop: Workshop) -> None:
        """A step that works at a code host needs us to be somebody there."""
        if not isinstance(inputs, RepoInputs) or self._markers.found(str(inputs.repo)):
            return
        self._repositories[str(inputs.repo)] = None
        if said := workshop.outside.host.absence(inputs.repo):
            self._obstacles[said] = None

    def _compare(self, change: Change, workshop: Workshop) -> None:
        """Without the code host there is no comparison, but there is a plan all the same."""
        try:
            self._notes.diffs.extend(diffs_of(change, workshop.workspace, workshop.outside.host, self._markers))
        except SourceHostError as error:
            if not error.is_retryable and not isinstance(error, NotConnectedError):
                raise
            self._notes.effects.append(f"How {change.repo.slug} will differ cannot be shown: {error}")

    def _waits_for(self, given: JsonObject) -> tuple[Unknown, ...]:
        return tuple(unknown for unknown in self._markers.found_in(given) if unknown.step is not None)


def _at(given: Any, fault: Fault) -> Any:  # Any: JSON
    """What stands where the fault is."""
    try:
        return reduce(lambda value, key: value[key], fault.path, given)
    except (KeyError, IndexError, TypeError):
        return None
