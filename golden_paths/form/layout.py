"""The fields of a page as they stand, given the answers; and the values that come of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from golden_paths.form.asking import Asked, field_of, is_group
from golden_paths.form.fields import Answers, Field, FieldKind, Schema
from golden_paths.form.shapes import ALTERNATIVE, Shape, every_property, shape_of
from golden_paths.form.ui import help_of, label_of, texts, ui

#: A choice may bring a default that brings a choice, and so on; more rounds than this have no end.
_MOST_ROUNDS = 12
_DEEPEST = 6
#: Left out, as nobody could switch it on here.
_FLAG = "backstage:featureFlag"


@dataclass(frozen=True, slots=True)
class Layout:
    """Fields in their order, and their values with the defaults filled in. Fields that nobody sees are among them."""

    fields: tuple[Field, ...]
    values: Mapping[str, Any]  # Any: JSON


def layout_of(schema: Schema, given: Answers, around: Answers, path: tuple[str, ...] = ()) -> Layout:
    """The page (or nested object) for what was given for it. Conditions see that, and what is known `around` it.

    Raises:
        FormRefusedError: a field cannot be asked.
    """
    layout = Layout((), {})
    for _ in range(_MOST_ROUNDS):
        shape = shape_of(schema, {**around, **layout.values})
        following = _laid_out(shape, given, path)
        if following.values == layout.values and following.fields == layout.fields:
            break
        layout = following
    return layout


def check_every_branch(schema: Schema, path: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """All fields that might ever be asked, so that a form is refused at its beginning and not in its midst.

    Raises:
        FormRefusedError: one of them cannot be asked.
    """
    fields: list[Field] = []
    for name, part in every_property(schema):
        asked = Asked((*path, name), part, name in texts(schema.get("required") or []))
        if _FLAG in part:
            continue
        if is_group(asked) and len(path) < _DEEPEST:
            fields.extend(check_every_branch(part, asked.path))
        else:
            fields.append(field_of(asked))
    return tuple(fields)


def _laid_out(shape: Shape, given: Answers, path: tuple[str, ...]) -> Layout:
    fields: list[Field] = []
    values: dict[str, Any] = {}
    for name, schema in shape.properties.items():
        if _FLAG in schema:
            continue
        required = name in shape.required or schema.get("required") is True  # the latter as an older draft had it
        asked = Asked((*path, name), schema, required, name in shape.steering)
        if is_group(asked) and len(path) < _DEEPEST:
            inner = _group(asked, given.get(name))
            fields.extend(inner.fields)
            values[name] = dict(inner.values)
            continue
        field = field_of(asked)
        fields.append(field)
        value = _value(field, name, given)
        if value is not None:
            values[name] = value
    return Layout(tuple(fields), values)


def _group(asked: Asked, given: object) -> Layout:
    """A nested object: its heading, then its own fields. Its conditions see nothing but itself."""
    own = {**_default(asked), **(given if isinstance(given, Mapping) else {})}
    inner = layout_of(asked.schema, own, {}, asked.path)
    steered = [replace(field, steers=True) if asked.steers else field for field in inner.fields]
    if len(asked.path) == 1 or "title" in asked.schema or ui(asked.schema, "title"):
        heading = asked.as_(
            FieldKind.HEADING, label=label_of(asked.path[-1], asked.schema), help=help_of(asked.schema), default=None
        )
        steered.insert(0, heading)
    return Layout(tuple(steered), inner.values)


def _default(asked: Asked) -> Mapping[str, Any]:
    found = asked.schema.get("default")
    return found if isinstance(found, Mapping) else {}


def _value(field: Field, name: str, given: Answers) -> Any:
    """What was answered, else the default. Nobody can answer a field that is not asked."""
    if field.kind in (FieldKind.SECRET, FieldKind.NOTE):
        return None
    if field.is_asked and name in given:
        return given[name]
    return field.default


def without_alternatives(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the run gets them: which alternative was chosen is the form's own business."""
    return {
        name: without_alternatives(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if name != ALTERNATIVE
    }


def inputs(fields: Sequence[Field]) -> int:
    """How many things a person sees to fill in."""
    return sum(weight(field) for field in fields)


def weight(field: Field) -> int:
    """A repository is asked in parts."""
    if not field.is_asked:
        return 0
    if field.kind is FieldKind.REPO_URL and field.repo:
        return 2 if len(field.repo.hosts) == 1 else 3
    return 1
