"""What a template asks: whether there can be a form, whether each parameter's schema makes sense, and what looks like a secret."""

from collections.abc import Iterator

from catalog_store.descriptors.expectations import shown
from catalog_store.json_schema import InvalidSchemaError
from golden_paths.faults import Fault
from golden_paths.form import FormRefusedError, form_of
from golden_paths.form.asking import looks_like_secret
from golden_paths.form.shapes import judge
from golden_paths.form.ui import choices_of, ui
from golden_paths.lint.properties import Parameter
from golden_paths.lint.subject import Subject, meant


def examine(subject: Subject) -> Iterator[Fault]:
    """All parameters, and the form as a whole."""
    parameters = list(subject.parameters())
    yield from _form(subject, parameters)
    for parameter in parameters:
        yield from _schema(subject, parameter)
        yield from _default(subject, parameter)
        yield from _names(subject, parameter)
        yield from _secret(subject, parameter)
    yield from _required(subject, parameters)


def _form(subject: Subject, parameters: list[Parameter]) -> Iterator[Fault]:
    try:
        form_of(subject.template)
    except FormRefusedError as error:
        at = next((each.keys for each in parameters if ".".join(each.path) == error.field), ("spec", "parameters"))
        yield subject.fault(at, "There can be no form in Slack.", error.reason, "no-form")


def _schema(subject: Subject, parameter: Parameter) -> Iterator[Fault]:
    if "$ref" in str(parameter.schema):  # it makes sense within its page only
        return
    schema = dict(parameter.schema)
    if isinstance(schema.get("required"), bool):
        del schema["required"]
        fix = f"List `{parameter.name}` under the `required` of its page."
        problem = "`required` is a list of names, and belongs to what holds the parameters."
        yield subject.warning((*parameter.keys, "required"), problem, fix, "misplaced-required", at_key=True)
    try:
        judge(schema).fits("")
    except InvalidSchemaError as error:
        problem = f"The schema of `{parameter.name}` cannot be used: {error}."
        yield subject.fault(parameter.keys, problem, "Write it as JSON Schema has it.", "bad-schema")


def _default(subject: Subject, parameter: Parameter) -> Iterator[Fault]:
    default, choices = parameter.schema.get("default"), choices_of(parameter.schema)
    if default is None or not choices or any(choice.value == default for choice in choices):
        return
    names = [choice.value for choice in choices if isinstance(choice.value, str)]
    fix = meant(default, names) if isinstance(default, str) else "Use one of the values of `enum`."
    problem = f"The default {shown(default)} is none of the choices."
    yield subject.warning((*parameter.keys, "default"), problem, fix, "bad-default")


def _names(subject: Subject, parameter: Parameter) -> Iterator[Fault]:
    values = parameter.schema.get("enum")
    names = parameter.schema.get("enumNames") or ui(parameter.schema, "enumNames")
    if isinstance(values, list) and isinstance(names, list) and len(values) != len(names):
        problem = f"There are {len(values)} values and {len(names)} names for them."
        yield subject.warning(
            (*parameter.keys, "enum"), problem, "Give each value one name, in the same order.", "enum-names"
        )


def _secret(subject: Subject, parameter: Parameter) -> Iterator[Fault]:
    is_text = parameter.schema.get("type") == "string" and not parameter.schema.get("ui:field")
    asked = is_text and "enum" not in parameter.schema and ui(parameter.schema, "secret") is None
    if asked and parameter.schema.get("ui:widget") != "password" and looks_like_secret(parameter.name):
        problem = f"`{parameter.name}` looks like a secret, and what is typed into Slack can be read there."
        fix = "Write `ui:field: Secret` and name it with `ui:options: {secret: NAME}`, or give it another name."
        yield subject.warning(parameter.keys, problem, fix, "looks-like-a-secret", at_key=True)


def _required(subject: Subject, parameters: list[Parameter]) -> Iterator[Fault]:
    """What must be answered and is never asked can never be sent."""
    for index, page in enumerate(subject.template.pages):
        asked = {each.name for each in parameters if not each.within}
        required = page.schema.get("required")
        for position, name in enumerate(required if isinstance(required, list) else ()):
            if isinstance(name, str) and name not in asked:
                at = ("spec", "parameters", index, "required", position)
                problem = f"`{name}` is required, and no parameter has this name."
                yield subject.fault(at, problem, meant(name, sorted(asked)), "unknown-parameter")
