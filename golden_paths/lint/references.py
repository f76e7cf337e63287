"""What expressions of a template say: whether they can be read, and whether what they name is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog_store.descriptors.json_values import Path as Keys
from golden_paths.expressions.examining import Use, examine_value, uses_in
from golden_paths.faults import Fault
from golden_paths.form.form import TARGET
from golden_paths.lint.subject import Subject, meant, texts_of
from golden_paths.template import Step

_STEP_OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class _Known:
    """What an expression may name at some place."""

    parameters: list[str]
    secrets: frozenset[str]
    steps: dict[str, Step] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    has_each: bool = False


def examine(subject: Subject) -> Iterator[Fault]:
    """Every expression of the steps and the output."""
    parameters = sorted({each.name for each in subject.parameters() if not each.within} | _added(subject))
    secrets = frozenset(subject.form.secrets) if subject.form else frozenset()
    every = {step.id: step for step in subject.template.steps}
    before: dict[str, Step] = {}
    for keys, step in subject.steps:
        known = _Known(parameters, secrets, dict(before), frozenset(every) - before.keys(), step.each is not None)
        for key, value in (("if", step.condition), ("each", step.each), ("input", step.input)):
            yield from _expressions(subject, (*keys, key), value, known)
        before[step.id] = step
    output = subject.template.output
    yield from _expressions(subject, ("spec", "output"), output, _Known(parameters, secrets, every))


def _added(subject: Subject) -> set[str]:
    return {TARGET} if subject.template.own.get("target") == "entity" else set()


def _expressions(subject: Subject, keys: Keys, value: object, known: _Known) -> Iterator[Fault]:
    for problem in examine_value(value, extended=subject.template.is_extended):
        yield subject.fault(
            (*keys, *problem.path),
            problem.problem,
            problem.fix,
            "unknown-name" if problem.gives_nothing else "bad-expression",
            line=problem.line,
        )
    for at, text in texts_of(value, keys):
        for use in uses_in(text, extended=subject.template.is_extended):
            yield from _use(subject, at, use, known)


def _use(subject: Subject, at: Keys, use: Use, known: _Known) -> Iterator[Fault]:
    root, *rest = use.keys
    if root == "each" and not known.has_each:
        fix = "Add `each:` to the step, or name a parameter."
        yield subject.fault(
            at, "`each` is nothing here: the step has no `each`.", fix, "unknown-reference", line=use.line
        )
    if root == "parameters" and rest:
        yield from _parameter(subject, at, rest[0], use, known)
    if root == "steps" and rest:
        yield from _step(subject, at, rest, use, known)


def _parameter(subject: Subject, at: Keys, name: str, use: Use, known: _Known) -> Iterator[Fault]:
    if name in known.secrets:
        problem = f"`{name}` is a secret, and no parameter."
        yield subject.fault(at, problem, f"Write `secrets.{name}`.", "secret-as-parameter", line=use.line)
    elif name not in known.parameters:
        problem = f"`parameters.{name}` gives nothing: no parameter has this name."
        yield subject.fault(at, problem, meant(name, known.parameters), "unknown-parameter", line=use.line)


def _step(subject: Subject, at: Keys, rest: list[str], use: Use, known: _Known) -> Iterator[Fault]:
    step_id = rest[0]
    step = known.steps.get(step_id)
    if step is None:
        problem = f"`steps.{step_id}` gives nothing: no step before this one has this id."
        fix = "Move that step before this one." if step_id in known.later else meant(step_id, list(known.steps))
        yield subject.fault(at, problem, fix, "unknown-step", line=use.line)
    elif len(rest) > 1 and rest[1] != _STEP_OUTPUT:
        problem = f"`steps.{step_id}.{rest[1]}` gives nothing: a step has only its `output`."
        yield subject.fault(at, problem, f"Write `steps.{step_id}.output`.", "unknown-output", line=use.line)
    elif len(rest) > 2 and step.each is None:
        yield from _output(subject, at, rest[2], step, use)


def _output(subject: Subject, at: Keys, name: str, step: Step, use: Use) -> Iterator[Fault]:
    action = subject.actions.find(step.action)
    given = action.outputs.get("properties") if action else None
    if not action or not given or name in given or action.outputs.get("additionalProperties"):
        return
    problem = f"`{step.action}` gives no `{name}`."
    yield subject.fault(at, problem, meant(name, list(given)), "unknown-output", line=use.line)
