"""The real run, one step at a time: whoever keeps the run's rows calls this between them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from catalog_store.spans import span
from golden_paths.action import no_wait
from golden_paths.actions import Actions, AnyAction
from golden_paths.engine.context import Scene
from golden_paths.engine.fixing import Fixed, Memory
from golden_paths.engine.outcome import Outputs, StepResult
from golden_paths.engine.stepping import Carried, Carry, is_wanted, items_of, rendered_output, stepped
from golden_paths.errors import ActionError, UnsureError
from golden_paths.expressions import ExpressionError
from golden_paths.log import Log
from golden_paths.ports import JsonObject
from golden_paths.template import Step, Template
from golden_paths.workshop import Workshop

_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is: its answers, what its finished steps gave by id, and what its preview fixed."""

    values: JsonObject
    fixed: Fixed
    outputs: Mapping[str, JsonObject] = field(default_factory=dict)
    has_failed: bool = False

    def to_json(self) -> JsonObject:
        """For a row."""
        return {
            "values": dict(self.values),
            "fixed": self.fixed.to_json(),
            "outputs": {step: dict(output) for step, output in self.outputs.items()},
            "hasFailed": self.has_failed,
        }

    @classmethod
    def from_json(cls, kept: JsonObject) -> "RunState":
        """From a row."""
        return cls(kept["values"], Fixed.from_json(kept["fixed"]), kept["outputs"], kept["hasFailed"])


def _kept_nowhere(_name: str, _output: JsonObject) -> None:
    """Whoever performs it has nowhere to keep it."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the finished rounds of a step gave, by their names; `keep` is told of each as soon as it is done."""

    done: Mapping[str, JsonObject] = field(default_factory=dict)
    keep: Callable[[str, JsonObject], None] = _kept_nowhere

    def once_each(self, carry: Carry) -> Carry:
        """The same, but nothing that is done is done again. What stays inside is: its files are gone with the worker."""

        before: list[JsonObject] = []

        def carried(action: AnyAction, given: JsonObject, workshop: Workshop) -> Carried:
            name = workshop.mark.step_id
            if action.stays_inside:
                return carry(action, given, workshop)
            if name in self.done:
                found = Carried(self.done[name])
            else:
                found = carry(action, given, replace(workshop, rounds=tuple(before)))
                self.keep(name, workshop.log.masked(found.output))
            before.append(found.output)
            return found

        return carried


def perform(
    step: Step,
    template: Template,
    state: RunState,
    workshop: Workshop,
    actions: Actions,
    *,
    begun_before: bool = False,
    rounds: "Rounds | None" = None,
) -> StepResult:
    """Carry one step out for real.

    `begun_before`: an earlier try of this step was interrupted, and nobody knows how far it came; what it made is found
    first. `workshop.mark.began` is when the first try began. `rounds` are those of an `each` that are done already.

    Raises:
        ActionError: the step failed; `is_retryable` says whether it may well succeed later.
    """
    carry: Carry = _carried_on if begun_before else _carried
    if rounds is not None and step.each is not None:
        carry = rounds.once_each(carry)
    with span("run.step", run=workshop.mark.run_id, step=step.id, action=step.action):
        result = stepped(step, _scene(template, state, workshop), actions, carry)
    return replace(result, has_left=not result.is_skipped and may_leave(step, actions))


def waiting_time(step: Step, template: Template, state: RunState, workshop: Workshop, actions: Actions) -> timedelta:
    """How long the step waits after it was first begun, all of its rounds together. None do where it is skipped.

    Raises:
        ActionError: it would wait longer than anybody should.
    """
    action = actions.find(step.action)
    if action is None or action.waits is no_wait:
        return timedelta(0)
    try:
        found = _waits_of_rounds(step, action, _scene(template, state, replace(workshop, log=Log())))
    except (ActionError, ExpressionError):
        return timedelta(0)  # carrying it out says what is wrong
    if found > _LONGEST_WAIT:
        raise ActionError(
            f"The rounds of step `{step.id}` would wait {found} together; {_LONGEST_WAIT} is the most. Wait less."
        )
    return found


def _waits_of_rounds(step: Step, action: AnyAction, scene: Scene) -> timedelta:
    if step.each is None and not is_wanted(step, scene):
        return timedelta(0)
    items = items_of(step, scene) or []
    return timedelta(seconds=sum(action.waits(action.parsed(item.input)) for item in items))


def may_leave(step: Step, actions: Actions) -> bool:
    """Whether a try of the step, even a failed one, may have made something that `clean_up` can remove."""
    action = actions.find(step.action)
    return action is not None and action.clean_up is not None


def outputs(template: Template, state: RunState, workshop: Workshop) -> JsonObject:
    """What the run gives back: links, texts and other keys, secrets masked."""
    masked: JsonObject = workshop.log.masked(rendered_output(_scene(template, state, workshop)))
    return masked


def clean_up(step: Step, template: Template, state: RunState, workshop: Workshop, actions: Actions) -> tuple[str, ...]:
    """Remove what the step made outside; a sentence about each thing.

    Raises:
        ActionError: it could not be removed.
    """
    action = actions.find(step.action)
    if action is None or action.clean_up is None:
        return ()
    scene = _scene(template, state, workshop)
    items = items_of(replace(step, condition=None), scene) or []
    return tuple(action.clean_up(action.parsed(item.input), scene.workshop) for item in items)


def rebuild(
    template: Template, state: RunState, finished: Collection[str], workshop: Workshop, actions: Actions
) -> None:
    """Make the workspace of a run that goes on elsewhere: it is empty, and what `finished` steps wrote is written again.

    Only what stays within the workspace is done again, with the same clock, commits and answers of the catalog.

    Raises:
        ActionError: a step cannot be done again.
    """
    quiet = replace(workshop, log=Log())
    known: dict[str, JsonObject] = {}
    for step in template.steps:
        action = actions.find(step.action)
        if step.id in finished and action is not None and action.stays_inside:
            then = replace(state, outputs=dict(known), has_failed=False)
            stepped(
                replace(step, condition=None) if step.each is None else step,
                _scene(template, then, quiet),
                actions,
                _carried,
            )
        if step.id in state.outputs:
            known[step.id] = state.outputs[step.id]


def _scene(template: Template, state: RunState, workshop: Workshop) -> Scene:
    known = replace(Memory(state.fixed).applied(workshop), template_ref=template.ref)
    return Scene.of(template, state.values, known, Outputs(state.outputs, has_failed=state.has_failed))


def _carried(action: AnyAction, given: JsonObject, workshop: Workshop) -> Carried:
    workshop.check()
    return Carried(action.perform(action.parsed(given), workshop))


def _carried_on(action: AnyAction, given: JsonObject, workshop: Workshop) -> Carried:
    """After an interruption: first look for what the earlier try made."""
    workshop.check()
    inputs = action.parsed(given)
    if action.find_earlier is not None:
        found = action.find_earlier(inputs, workshop)
        if found is not None:
            workshop.log.say("An earlier try had done this already.")
            return Carried(found)
    elif not action.is_repeatable:
        raise UnsureError(action.id)
    return Carried(action.perform(inputs, workshop))
