"""The document as a whole: what Backstage's catalog would refuse, and keys that mean nothing."""

from collections.abc import Iterator, Mapping

from catalog_store.descriptors import BUILT_IN
from catalog_store.descriptors.envelope import flaws
from golden_paths.faults import Fault
from golden_paths.lint.subject import TRIED_OUT, Subject, meant

_OWN_KEYS = ["approvals", "channel", "cleanUp", "recommendedFor", "target"]
#: What Backstage knows under `spec`, what its catalog keeps there, and ours.
_SPEC_KEYS = [
    "type",
    "owner",
    "system",
    "lifecycle",
    "parameters",
    "presentation",
    "steps",
    "output",
    "secrets",
    "callboard",
]
_FLAG = "backstage:featureFlag"


def examine(subject: Subject) -> Iterator[Fault]:
    """All of it."""
    source = subject.source
    for flaw in flaws(dict(source.document), BUILT_IN):
        yield source.fault(
            flaw.path, flaw.message, flaw.fix, code=flaw.code, at_key=flaw.at_key, severity=flaw.severity
        )
    if source.others:
        names = ", ".join(f"`{name}`" for name in source.others)
        problem = f"The file holds further templates, which are not read: {names}."
        yield subject.warning((), problem, "Give each template a file of its own.", "many-templates")
    yield from _merges(subject, source.document, ())
    yield from _spec_keys(subject)
    yield from _own_keys(subject)


def _merges(subject: Subject, value: object, keys: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(value, Mapping):
        if "<<" in value:
            problem = "`<<` is not merged in a template; it is a field of this name."
            yield subject.fault((*keys, "<<"), problem, "Write out what it should bring.", "merge", at_key=True)
        if _FLAG in value:
            problem = "What carries a feature flag is left out: there are no flags here."
            yield subject.warning((*keys, _FLAG), problem, f"Take `{_FLAG}` out to have it asked.", "feature-flag")
        for key, item in value.items():
            yield from _merges(subject, item, (*keys, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _merges(subject, item, (*keys, index))


def _spec_keys(subject: Subject) -> Iterator[Fault]:
    spec = subject.source.document["spec"]
    keys = spec if isinstance(spec, Mapping) else {}
    left = [known for known in _SPEC_KEYS if known not in keys]
    for key in keys:
        if key in _SPEC_KEYS or key.startswith(TRIED_OUT):
            continue
        own = f"Move it below `spec.callboard`: `callboard: {{{key}: …}}`."
        fix = own if key in _OWN_KEYS else meant(key, left)
        yield subject.warning(("spec", key), f"`{key}` means nothing under `spec`.", fix, "unknown-key", at_key=True)


def _own_keys(subject: Subject) -> Iterator[Fault]:
    for key in subject.template.own:
        if key not in _OWN_KEYS:
            at = ("spec", "callboard", key)
            yield subject.warning(
                at, f"`{key}` means nothing under `callboard`.", meant(key, _OWN_KEYS), "unknown-key", at_key=True
            )
