"""Where a template's steps act: on a repository that somebody's descriptor names, and nothing holds them to it."""

from collections.abc import Iterator

from catalog_store.descriptors.json_values import Path as Keys
from golden_paths.expressions.examining import uses_in
from golden_paths.faults import Fault
from golden_paths.github_inputs import RepoInputs
from golden_paths.lint.subject import Subject
from golden_paths.template import Step

_REPOSITORY, _ANNOTATIONS = "repoUrl", "annotations"
_PROBLEM = (
    "This repository is taken from an annotation. Whoever may write a descriptor may write any repository there, and the"
    " path would act on it for everybody who begins it."
)
_FIX = (
    "Write `target: entity` under `spec.callboard`, and look up `parameters.entity`: the steps then act on that thing's"
    " own repository, and on no other."
)


def examine(subject: Subject) -> Iterator[Fault]:
    """Each step of a path that is not bound to the thing that it acts on."""
    if subject.template.own.get("target") == "entity":
        return
    for keys, step in subject.steps:
        if _acts_on_a_repository(subject, step) and _is_annotated(subject, step):
            yield subject.warning(_place(keys), _PROBLEM, _FIX, "unbound-repository")


def _acts_on_a_repository(subject: Subject, step: Step) -> bool:
    action = subject.actions.find(step.action)
    return action is not None and issubclass(action.inputs, RepoInputs)


def _is_annotated(subject: Subject, step: Step) -> bool:
    """Whether it says which by something's annotation; the requester's own entity is nothing to act on."""
    uses = uses_in(step.input.get(_REPOSITORY), extended=subject.template.is_extended)
    return any(_ANNOTATIONS in use.keys and use.keys[0] != "user" for use in uses)


def _place(keys: Keys) -> Keys:
    return (*keys, "input", _REPOSITORY)
