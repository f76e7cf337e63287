"""The states of runs and their steps as people see them: an emoji and a word, wherever runs are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog_store.runs.model import Run, RunState, RunStep, StepState
from commands import kit
from commands.naming import name_of, read_ref

WORDS: Mapping[RunState, str] = {
    RunState.WAITING: "waits for approval",
    RunState.QUEUED: "about to begin",
    RunState.RUNNING: "running",
    RunState.CANCELLING: "being cancelled",
    RunState.CLEANING: "being cleaned up",
    RunState.SUCCEEDED: "done",
    RunState.FAILED: "failed",
    RunState.CANCELLED: "cancelled",
    RunState.REJECTED: "not approved",
    RunState.EXPIRED: "not approved in time",
}
EMOJI: Mapping[RunState, str] = {
    RunState.WAITING: ":raised_hand:",
    RunState.QUEUED: ":hourglass_flowing_sand:",
    RunState.RUNNING: ":hourglass_flowing_sand:",
    RunState.CANCELLING: ":hourglass_flowing_sand:",
    RunState.CLEANING: ":hourglass_flowing_sand:",
    RunState.SUCCEEDED: ":white_check_mark:",
    RunState.FAILED: ":x:",
    RunState.CANCELLED: ":black_square_for_stop:",
    RunState.REJECTED: ":no_entry_sign:",
    RunState.EXPIRED: ":no_entry_sign:",
}
STEP_EMOJI: Mapping[StepState, str] = {
    StepState.PENDING: ":white_circle:",
    StepState.RUNNING: ":hourglass_flowing_sand:",
    StepState.DONE: ":white_check_mark:",
    StepState.SKIPPED: ":fast_forward:",
    StepState.FAILED: ":x:",
    StepState.CANCELLED: ":black_square_for_stop:",
}

#: What templates call the name of the thing that they make, in the order of preference.
_NAMES = (
    "name",
    "component_id",
    "componentId",
    "component_name",
    "serviceName",
    "service_name",
    "repo_name",
    "projectName",
)
_NAME_LIMIT, _ID_LENGTH = 60, 8
#: What a run on something private is said to be about, where it must not be named.
SOMETHING_PRIVATE = "something private"
_ONLY_THEY_READ = "Why, those read with Show log who may know of it."


def subject_of(run: Run) -> str:
    """What the run is about, ready to be shown: the entity that it acts on, or the name of what it makes; may be empty."""
    target = read_ref(run.target or "")
    if target:
        return name_of(target)
    named = (run.values.get(key) for key in _NAMES)
    return next((kit.shown(name, _NAME_LIMIT) for name in named if isinstance(name, str) and name.strip()), "")


def without_names(run: Run) -> Run:
    """The same as those may read it who may not know what it acts on: nothing is left that could name it."""
    error = _ONLY_THEY_READ if run.error else None
    return replace(run, target=None, values={_NAMES[0]: SOMETHING_PRIVATE}, output={}, error=error, note=None)


def steps_without_names(steps: Sequence[RunStep]) -> tuple[RunStep, ...]:
    """The same for its steps, whose names are the path's own."""
    return tuple(replace(step, input=None, output={}, error=_ONLY_THEY_READ if step.error else None) for step in steps)


def asker_of(run: Run) -> str:
    """Who asked for the run, ready to be shown; empty where the catalog did not know them."""
    if run.requester_name:
        return kit.shown(run.requester_name, _NAME_LIMIT)
    requester = read_ref(run.requester or "")
    return name_of(requester) if requester else ""


def short_id(run_id: str) -> str:
    """As much of an id as people need to tell runs apart."""
    return run_id[:_ID_LENGTH]


def headline(run: Run) -> str:
    """The path's title, and what the run is about."""
    subject = subject_of(run)
    return f"{kit.shown(run.title)}: {subject}" if subject else kit.shown(run.title)


def doing(run: Run, steps: Sequence[RunStep]) -> str:
    """What it is doing or how it ended, as part of a sentence."""
    at_hand = next((step for step in steps if not step.state.has_ended_well), None)
    if at_hand is None or run.state not in (RunState.RUNNING, RunState.FAILED):
        return WORDS[run.state]
    name = kit.shown(at_hand.name or at_hand.id, _NAME_LIMIT)
    where = f"step {at_hand.number + 1} of {len(steps)}, {name}"
    if run.state is RunState.RUNNING:
        return f"running, {where}"
    reason = f": {kit.shown(at_hand.error, 280).rstrip('.')}" if at_hand.error else ""
    return f"failed in {where}{reason}"
