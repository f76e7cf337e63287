"""The outline that every template must have before anybody looks at its parts: version, name, pages, steps."""

from collections.abc import Iterator, Mapping

from catalog_store.descriptors.corrections import nearest
from catalog_store.descriptors.expectations import shown
from catalog_store.descriptors.json_values import Json, Path
from golden_paths.faults import Fault
from golden_paths.sources import Source

VERSION = "scaffolder.backstage.io/v1beta3"
_BEFORE = ("backstage.io/v1beta2", "backstage.io/v1alpha1", "scaffolder.backstage.io/v1beta2")
_MIGRATE = (
    f"Write `apiVersion: {VERSION}`, expressions as `${{{{ parameters.x }}}}`, `fetch:template` in place of"
    " `fetch:cookiecutter` (with `cookiecutterCompat: true` the skeleton stays as it is), and parameters as a list of pages."
)


def envelope_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with version, name and the frame of `spec`."""
    document = source.document
    version = document.get("apiVersion")
    if version in _BEFORE:
        problem = f"This is a template of an older version, {shown(version)}, which is not supported."
        yield source.fault(("apiVersion",), problem, _MIGRATE, code="old-version")
    elif version != VERSION:
        problem = f"Templates of the version {shown(version)} are unknown." if version else "There is no `apiVersion`."
        yield source.fault(("apiVersion",), problem, f"Write `apiVersion: {VERSION}`.", code="unknown-version")
    yield from _name_faults(source)
    if not isinstance(document.get("spec"), dict):
        fix = "Add `spec:` with `type`, `parameters` and `steps` under it."
        yield source.fault(("spec",), "There is no `spec` with fields.", fix, code="missing-field")


def _name_faults(source: Source) -> Iterator[Fault]:
    metadata = source.document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not name.strip():
        fix = "Add `metadata:` with `name: your-path` under it."
        yield source.fault(("metadata", "name"), "The template has no name.", fix, code="missing-field")
    for key, expected in (("annotations", dict), ("tags", list), ("namespace", str)):
        value = metadata.get(key) if isinstance(metadata, dict) else None
        if value is not None and not isinstance(value, expected):
            what = {dict: "a mapping", list: "a list", str: "a text"}[expected]
            problem = f"`{key}` must be {what}, not {shown(value)}."
            yield source.fault(("metadata", key), problem, f"Write {what}.", code="wrong-type")


def page_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with the frame of `spec.parameters`."""
    parameters = _spec(source).get("parameters")
    if parameters is None or isinstance(parameters, dict):
        yield from _schema_faults(source, ("spec", "parameters"), parameters or {})
        return
    if not isinstance(parameters, list):
        problem = f"`parameters` must be a list of pages, not {shown(parameters)}."
        fix = "Write a list of pages, each with `title` and `properties`."
        yield source.fault(("spec", "parameters"), problem, fix, code="wrong-type")
        return
    for index, page in enumerate(parameters):
        yield from _schema_faults(source, ("spec", "parameters", index), page)


def _schema_faults(source: Source, at: Path, page: Json) -> Iterator[Fault]:
    if not isinstance(page, dict):
        problem = f"A page must be a mapping, not {shown(page)}."
        yield source.fault(at, problem, "Write `title:` and `properties:` in it.", code="wrong-type")
        return
    for key, expected, what in (("properties", dict, "a mapping"), ("required", list, "a list of names")):
        value = page.get(key)
        if value and not isinstance(value, expected):  # an empty list of properties asks nothing, either
            problem = f"`{key}` must be {what}, not {shown(value)}."
            yield source.fault((*at, key), problem, f"Write {what}.", code="wrong-type")
    properties = page.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        if not isinstance(schema, dict | bool):
            problem = f"The parameter `{name}` must be described by a mapping, not {shown(schema)}."
            fix = f"Write `{name}:` with `title` and `type` under it."
            yield source.fault((*at, "properties", name), problem, fix, code="wrong-type")


def step_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with the frame of `spec.steps` and `spec.output`."""
    spec = _spec(source)
    steps = spec.get("steps")
    if not isinstance(steps, list):
        yield _without_steps(source, spec)
        return
    for index, step in enumerate(steps):
        yield from _step_faults(source, ("spec", "steps", index), step)
    output = spec.get("output")
    if output is not None and not isinstance(output, dict):
        problem = f"`output` must be a mapping, not {shown(output)}."
        yield source.fault(("spec", "output"), problem, "Write `links:` or `text:` in it.", code="wrong-type")


def _without_steps(source: Source, spec: Mapping[str, Json]) -> Fault:
    steps = spec.get("steps")
    problem = "The template has no steps." if steps is None else f"`steps` must be a list, not {shown(steps)}."
    near = nearest("steps", (key for key in spec if key != "steps"))
    if steps is None and near:
        fix = f"Write `steps:` instead of `{near}:`."
        return source.fault(("spec", near), problem, fix, code="missing-field", at_key=True)
    fix = "Add `steps:` with a list of steps, each with `id`, `name`, `action` and `input`."
    return source.fault(("spec", "steps"), problem, fix, code="missing-field" if steps is None else "wrong-type")


def _step_faults(source: Source, at: Path, step: Json) -> Iterator[Fault]:
    if not isinstance(step, dict):
        problem = f"A step must be a mapping, not {shown(step)}."
        yield source.fault(at, problem, "Write `action:` and `input:` in it.", code="wrong-type")
        return
    action = step.get("action")
    if not isinstance(action, str) or not action:
        problem = "The step has no `action`." if action is None else f"`action` must be a text, not {shown(action)}."
        yield source.fault(
            (*at, "action"), problem, "Name the action, as in `action: fetch:template`.", code="no-action"
        )
    for key, expected, what in _STEP_FIELDS:
        value = step.get(key)
        if value is not None and not isinstance(value, expected):
            yield source.fault(
                (*at, key), f"`{key}` must be {what}, not {shown(value)}.", f"Write {what}.", code="wrong-type"
            )


_STEP_FIELDS: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    ("id", str, "a text"),
    ("name", str, "a text"),
    ("input", dict, "a mapping"),
    ("if", (bool, str), "`true`, `false` or a text with an expression"),
    ("each", (str, list, dict), "an expression, a list or a mapping"),
)


def _spec(source: Source) -> Mapping[str, Json]:
    spec = source.document.get("spec")
    return spec if isinstance(spec, dict) else {}
