"""How one step goes: its `if`, its `each`, its input, and the action, whatever carrying it out means."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from golden_paths.actions import Actions, AnyAction
from golden_paths.engine.context import Scene
from golden_paths.engine.outcome import ActionBugError, StepResult
from golden_paths.errors import ActionError, UnknownActionError
from golden_paths.expressions import ExpressionError, Rendered, Swallowed, judge, render_value
from golden_paths.ports import JsonObject
from golden_paths.template import Step
from golden_paths.workshop import Workshop

_CALLS_STATUS = re.compile(r"\b(?:always|failure)\s*\(\s*\)")
SKIPPED_BY_IF = "its `if` does not hold"
#: Whoever goes through more has made a mistake, or wants to do harm.
_MOST_ROUNDS = 1_000
#: Of all rounds of a step together, as all are rendered before the first one is carried out.
_MOST_LETTERS = 50_000_000
#: To render all rounds of a step, and to carry them out: the worker that does it has others to do.
_MOST_SECONDS_READYING, _MOST_SECONDS = 30.0, 1_800.0


@dataclass(frozen=True, slots=True)
class Carried:
    """What carrying out an action once gave. `why`: it was not carried out, and the output is an example."""

    output: JsonObject
    why: str = ""


#: Carries an action out with a rendered input: for real, or as a dry run or preview does.
Carry = Callable[[AnyAction, JsonObject, Workshop], Carried]


@dataclass(frozen=True, slots=True)
class _Item:
    """One round of a step: its key where the step has `each`, and its input."""

    key: str | None
    input: JsonObject
    swallowed: tuple[str, ...]


def runs_after_failure(step: Step) -> bool:
    """Whether the step is looked at at all when an earlier one failed."""
    return isinstance(step.condition, str) and _CALLS_STATUS.search(step.condition) is not None


def is_wanted(step: Step, scene: Scene, each: Mapping[str, Any] | None = None) -> bool:  # Any: JSON
    """Whether the step's `if` holds."""
    return _holds(step.condition, scene, each) if step.condition is not None else not scene.outputs.has_failed


def _holds(condition: Any, scene: Scene, each: Mapping[str, Any] | None = None) -> bool:  # Any: JSON
    """After a failure, only what asks for it."""
    has_failed = scene.outputs.has_failed
    found = judge(condition, scene.context(each), failed=has_failed, extended=scene.template.is_extended)
    _tell(found.swallowed, "an `if`", scene)
    return found.holds and (found.asks_for_failure or not has_failed)


def stepped(step: Step, scene: Scene, actions: Actions, carry: Carry) -> StepResult:
    """Carry the step out.

    Raises:
        ActionError: it fails.
    """
    try:
        return _stepped(step, scene, actions, carry)
    except ExpressionError as error:
        raise ActionError(str(error)) from error


def _stepped(step: Step, scene: Scene, actions: Actions, carry: Carry) -> StepResult:
    log = scene.workshop.log
    if step.each is None and not is_wanted(step, scene):
        log.say(f"Skipping step {step.id} because its if condition was false")
        return StepResult(step.id, step.name, step.action, {}, None, why=SKIPPED_BY_IF)
    action = actions.find(step.action)
    if action is None:
        raise UnknownActionError(step.id, step.action, actions.nearest(step.action))
    items = items_of(step, scene)
    if items is None:
        log.say(f"Skipping step {step.id} because its if condition was false for each item")
        return StepResult(step.id, step.name, step.action, [], None, why=SKIPPED_BY_IF)
    for text in (text for item in items for text in item.swallowed):
        log.say(text)
    done = list(_all_carried(step, items, action, scene.workshop, carry))
    return _result(step, items, done, scene)


def items_of(step: Step, scene: Scene) -> list[_Item] | None:
    """The rounds of the step, one where it has no `each`; None when its `if` holds for none of them.

    Raises:
        ActionError: `each` is nothing that can be gone through.
    """
    if step.each is None:
        return [_item(step, scene, None)]
    rounds, ends = list(_rounds(step, scene)), time.monotonic() + _MOST_SECONDS_READYING
    if len(rounds) > _MOST_ROUNDS:
        raise ActionError(
            f"`each` of step `{step.id}` gives {len(rounds):,} items; {_MOST_ROUNDS:,} are gone through at most."
        )
    wanted = [each for each in _in_time(rounds, ends, step, scene) if is_wanted(step, scene, each)]
    if rounds and not wanted:
        return None
    return list(_items(step, scene, _in_time(wanted, ends, step, scene)))


_Round: TypeAlias = Mapping[str, Any]  # Any: JSON


def _in_time(rounds: Iterable[_Round], ends: float, step: Step, scene: Scene) -> Iterator[_Round]:
    """One after the other, until somebody cancels the run or it has taken too long."""
    for each in rounds:
        scene.workshop.check()
        if time.monotonic() > ends:
            raise ActionError(
                f"Working out the rounds of step `{step.id}` takes longer than {_MOST_SECONDS_READYING:.0f} seconds."
                " Go through fewer things, or write simpler expressions."
            )
        yield each


def _items(step: Step, scene: Scene, wanted: Iterable[_Round]) -> Iterator[_Item]:
    letters = 0
    for each in wanted:
        item = _item(step, scene, each)
        letters += _letters_in(item.input)
        if letters > _MOST_LETTERS:
            raise ActionError(
                f"The rounds of step `{step.id}` hold more than {_MOST_LETTERS:,} letters together. Go through fewer things."
            )
        yield item


def _letters_in(value: Any) -> int:  # Any: JSON
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_letters_in(each) for pair in value.items() for each in pair)
    return sum(map(_letters_in, value)) if isinstance(value, list) else 1


def _rounds(step: Step, scene: Scene) -> Iterable[dict[str, Any]]:  # Any: JSON
    found = _rendered(step.each, scene, step.id).value
    if isinstance(found, Mapping):
        return ({"key": str(key), "value": value} for key, value in found.items())
    if isinstance(found, list):
        return ({"key": str(index), "value": value} for index, value in enumerate(found))
    raise ActionError(f"`each` of step `{step.id}` ({step.each!r}) gives neither a list nor a mapping to go through.")


def _item(step: Step, scene: Scene, each: Mapping[str, Any] | None) -> _Item:  # Any: JSON
    rendered = _rendered(step.input, scene, step.id, each)
    given = rendered.value if isinstance(rendered.value, Mapping) else {}
    notes = tuple(
        f"`{swallowed.text}` in step {step.id} stayed as it is: {swallowed.reason}" for swallowed in rendered.swallowed
    )
    return _Item(None if each is None else str(each["key"]), given, notes)


# Any: JSON
def _rendered(written: Any, scene: Scene, name: str, each: Mapping[str, Any] | None = None) -> Rendered:
    """What is random in it comes out the same in a preview and its run."""
    seed = f"{scene.workshop.mark.run_id}/{name}/{each['key'] if each else ''}"
    return render_value(written, scene.context(each), extended=scene.template.is_extended, seed=seed)


def _tell(swallowed: Iterable[Swallowed], place: str, scene: Scene) -> None:
    """Backstage lets raw text through without a word."""
    for each in swallowed:
        scene.workshop.log.say(f"`{each.text}` in {place} stayed as it is: {each.reason}")


def _all_carried(
    step: Step, items: Sequence[_Item], action: AnyAction, workshop: Workshop, carry: Carry
) -> Iterator[Carried]:
    ends = time.monotonic() + _MOST_SECONDS
    for number, item in enumerate(items):
        if time.monotonic() > ends:
            raise ActionError(
                f"The {len(items):,} rounds of step `{step.id}` take longer than {_MOST_SECONDS / 60:.0f} minutes."
                f" {number:,} are done. Go through fewer things, or retry: what was made outside is not made again."
            )
        yield _carried(step, item, action, workshop, carry)


def _carried(step: Step, item: _Item, action: AnyAction, workshop: Workshop, carry: Carry) -> Carried:
    name = step.id if item.key is None else f"{step.id}[{item.key}]"
    own = replace(workshop, mark=replace(workshop.mark, step_id=name))
    try:
        carried = carry(action, item.input, own)
        if action.stays_inside:
            workshop.workspace.check()
    except (ActionError, ExpressionError):
        raise
    except Exception as bug:  # the edge of a step: an action may come from anybody
        raise ActionBugError(action.id, bug) from bug
    return carried


def _result(step: Step, items: list[_Item], done: list[Carried], scene: Scene) -> StepResult:
    masked = scene.workshop.log.masked
    is_single = step.each is None
    return StepResult(
        id=step.id,
        name=step.name,
        action=step.action,
        input=masked(items[0].input if is_single else [item.input for item in items]),
        output=masked(done[0].output if is_single else _joined([each.output for each in done])),
        why=done[0].why if done else "",
        swallowed=tuple(scene.workshop.log.masked_text(text) for item in items for text in item.swallowed),
    )


def _joined(outputs: list[JsonObject]) -> JsonObject:
    """Every value as a list with one for each round."""
    joined: dict[str, list[Any]] = {}  # Any: JSON
    for output in outputs:
        for name, value in output.items():
            joined.setdefault(name, []).append(value)
    return joined


def rendered_output(scene: Scene) -> JsonObject:
    """What the template gives back: links and texts whose `if` holds, and all other keys.

    Raises:
        ActionError: it costs too much.
    """
    written = scene.template.output
    try:
        kept = {name: _kept(value, scene) if name in _LISTS else value for name, value in written.items()}
        rendered = _rendered(kept, scene, "output")
    except ExpressionError as error:
        raise ActionError(f"What the template gives back, its `output`, cannot be made: {error}") from error
    _tell(rendered.swallowed, "the output", scene)
    return rendered.value if isinstance(rendered.value, Mapping) else {}


_LISTS = ("links", "text")


def _kept(items: Any, scene: Scene) -> Any:  # Any: JSON
    """The items whose `if` holds, without it."""
    if not isinstance(items, list):
        return items
    return [_without_if(item) for item in items if _is_kept(item, scene)]


def _is_kept(item: Any, scene: Scene) -> bool:  # Any: JSON
    if not isinstance(item, Mapping) or "if" not in item:
        return True
    return judge(
        item["if"], scene.context(), failed=scene.outputs.has_failed, extended=scene.template.is_extended
    ).holds


def _without_if(item: Any) -> Any:  # Any: JSON
    return {name: value for name, value in item.items() if name != "if"} if isinstance(item, Mapping) else item
