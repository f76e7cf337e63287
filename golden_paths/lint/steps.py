"""What a template does: whether its actions are known and take what they are given."""

import re
from collections.abc import Iterator

from catalog_store.descriptors.json_values import Path as Keys
from golden_paths.action import Fault as WrongInput
from golden_paths.actions import AnyAction
from golden_paths.expressions.pieces import has_marks
from golden_paths.faults import Fault
from golden_paths.lint.subject import TRIED_OUT, Subject, meant, texts_of, value_at
from golden_paths.template import Step

#: What other portals' templates are written with, and what to write here.
_INSTEAD = {
    "fetch:cookiecutter": "Write `fetch:template` with `cookiecutterCompat: true`; the skeleton stays as it is.",
    "fetch:rails": "Put the generated application into the skeleton and write `fetch:template`.",
    "catalog:create": "Write `catalog:register`.",
}
_STEP_KEYS = ("id", "name", "action", "input", "if", "each", "secrets")
#: So many keys of an action are read on; some take forty.
_MOST_NAMES = 12
_FORGOTTEN_DOLLAR = re.compile(r"(?<![$\w{])\{\{-?\s*(parameters|steps|user|secrets|each)\b[^}]*\}\}")


def examine(subject: Subject) -> Iterator[Fault]:
    """All steps."""
    seen: set[str] = set()
    for keys, step in subject.steps:
        if step.id in seen:
            problem = f"A step before this one is called `{step.id}`, too; its output is hidden from now on."
            yield subject.warning((*keys, "id"), problem, "Give each step an id of its own.", "duplicate-step")
        seen.add(step.id)
        yield from _step_keys(subject, keys)
        yield from _action(subject, keys, step)
        yield from _without_dollar(subject, keys, step)


def _step_keys(subject: Subject, keys: Keys) -> Iterator[Fault]:
    written = value_at(subject.source.document, keys)
    left = [known for known in _STEP_KEYS if known not in written]
    for key in written:
        if key not in _STEP_KEYS and not key.startswith(TRIED_OUT):
            problem = f"`{key}` means nothing in a step."
            yield subject.warning((*keys, key), problem, meant(key, left), "unknown-key", at_key=True)


def _action(subject: Subject, keys: Keys, step: Step) -> Iterator[Fault]:
    action = subject.actions.find(step.action)
    if action is None:
        near = subject.actions.nearest(step.action)
        other = f"The nearest known one is `{near}`." if near else "`callboard new action` writes one of your own."
        fix = _INSTEAD.get(step.action, other)
        yield subject.fault((*keys, "action"), f"The action `{step.action}` is unknown here.", fix, "unknown-action")
        return
    for fault in action.faults(_without_nulls(step.input)):
        is_of_action = bool(fault.path) and fault.path[0] in action.names
        if not (is_of_action and _is_known_later(step.input, fault.path)):
            yield subject.fault((*keys, "input", *fault.path), fault.text, _mending(action, fault), "bad-input")
    if "copyWithoutRender" in step.input:
        at = (*keys, "input", "copyWithoutRender")
        problem = "`copyWithoutRender` does nothing any more, as in Backstage: these files are rendered."
        yield subject.warning(at, problem, "Write `copyWithoutTemplating`.", "no-effect", at_key=True)


def _mending(action: AnyAction, fault: WrongInput) -> str:
    """The key that was meant, else what the action takes, as far as anybody reads on."""
    if fault.near:
        return f"Write `{fault.near}`."
    names = ", ".join(f"`{name}`" for name in action.names[:_MOST_NAMES])
    more = len(action.names) - _MOST_NAMES
    return f"`{action.id}` takes {names}{f' and {more} more' if more > 0 else ''}."


def _without_nulls(given: object) -> object:
    """An empty key of an input is one that is not there, as far as can be told before the run."""
    if isinstance(given, dict):
        return {key: _without_nulls(value) for key, value in given.items() if value is not None}
    return given


def _is_known_later(given: object, path: Keys) -> bool:
    """Whether the value at fault, or what holds it, is an expression: its kind is known when it runs."""
    return any(
        isinstance(found := value_at(given, path[:length]), str) and has_marks(found)
        for length in range(1, len(path) + 1)
    )


def _without_dollar(subject: Subject, keys: Keys, step: Step) -> Iterator[Fault]:
    for at, text in texts_of(step.input, (*keys, "input")):
        if found := _FORGOTTEN_DOLLAR.search(text):
            problem = f"`{found[0][:60]}` is plain text here."
            yield subject.warning(at, problem, f"Write `${found[0][:60]}` to have it filled in.", "no-dollar")
