"""How each parameter is asked: the table from JSON Schema and `ui:` keys to kinds of fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from golden_paths.form.fields import Choice, Field, FieldKind, FormRefusedError, Limits, Schema
from golden_paths.form.pickers import ENTITY_PICKERS, entity_query, repo_query
from golden_paths.form.shapes import every_property
from golden_paths.form.ui import choices_of, help_of, label_of, options, type_of, ui, ui_text

#: Slack shows no more radio buttons or checkboxes than this.
MOST_BUTTONS = 10
_SECRET_FIELD = re.compile("secret|password|token|credential", re.IGNORECASE)
_SECRET_NAME = re.compile(
    r"(?:^|[_-])(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)$|(?:Password|Secret|Token|ApiKey)$"
)
_CAUTION = "Type no real secret here: what is typed into Slack can be read there."
_KEEP_IT = "Put it into the secret store and name it with `ui:options: {secret: NAME}`; the steps then read it as"
_FORMATS: dict[str, FieldKind] = {
    "uri": FieldKind.URL,
    "url": FieldKind.URL,
    "email": FieldKind.EMAIL,
    "idn-email": FieldKind.EMAIL,
    "date": FieldKind.DATE,
    "date-time": FieldKind.DATETIME,
    "time": FieldKind.TIME,
    "data-url": FieldKind.FILE,
}
_WIDGETS: dict[str, FieldKind] = {
    "textarea": FieldKind.MULTILINE,
    "uri": FieldKind.URL,
    "email": FieldKind.EMAIL,
    "date": FieldKind.DATE,
    "alt-date": FieldKind.DATE,
    "datetime": FieldKind.DATETIME,
    "alt-datetime": FieldKind.DATETIME,
    "time": FieldKind.TIME,
    "file": FieldKind.FILE,
}
#: Fields of Backstage that are a text and no more, and those of other portals that only name an input that Slack has.
_PLAIN_FIELDS = frozenset(
    {"EntityNamePicker", "RepoBranchPicker", "RepoOwnerPicker", "Radio", "CheckboxGroup", "SwitchField"}
)
_ELSEWHERE = "`{field}` is a field of another portal; here it is asked in the plainest way."


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter, and what its surroundings say of it."""

    path: tuple[str, ...]
    schema: Schema
    required: bool = False
    steers: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def type(self) -> str:
        return type_of(self.schema)

    @property
    def widget(self) -> str:
        return ui_text(self.schema, "widget")

    @property
    def field_name(self) -> str:
        """`ui:field`, empty where there is none."""
        return ui_text(self.schema, "field")

    @property
    def items(self) -> Schema:
        """The schema of a list's items, where all have the same."""
        found = self.schema.get("items")
        return found if isinstance(found, dict) else {}

    def as_(self, kind: FieldKind, **more: Any) -> Field:  # Any: whatever a field has
        """The field of that kind."""
        common = Field(
            path=self.path,
            label=label_of(self.path[-1], self.schema),
            kind=kind,
            schema=self.schema,
            required=self.required,
            help=help_of(self.schema),
            placeholder=ui_text(self.schema, "placeholder"),
            default=self.schema.get("default"),
            limits=_limits(self.schema),
            steers=self.steers,
            widget=self.widget,
        )
        return replace(common, **more)

    def refuse(self, reason: str) -> FormRefusedError:
        return FormRefusedError(self.name, reason)


def is_group(asked: Asked) -> bool:
    """Whether it is a nested object whose own parameters are asked one by one."""
    if asked.type not in ("object", "") or asked.field_name or _is_fixed(asked):
        return False
    return next(every_property(asked.schema), None) is not None


def field_of(asked: Asked) -> Field:
    """How the parameter is asked.

    Raises:
        FormRefusedError: it cannot be, safely or at all.
    """
    for applies, make in _TABLE:
        if applies(asked):
            return make(asked)
    return asked.as_(FieldKind.TEXT)


def _is_secret(asked: Asked) -> bool:
    schema = asked.schema
    return (
        asked.widget == "password"
        or schema.get("format") == "password"
        or ui_text(schema, "inputType") == "password"
        or bool(ui_text(schema, "secret"))
        or _SECRET_FIELD.search(asked.field_name) is not None
    )


def _secret(asked: Asked) -> Field:
    stored = ui_text(asked.schema, "secret")
    if not stored:
        why = "It asks for a secret, and what is typed into Slack can be read there."
        raise asked.refuse(f"{why} {_KEEP_IT} `${{{{ secrets.{asked.path[-1]} }}}}`.")
    return asked.as_(FieldKind.SECRET, secret=stored, default=None)


def _is_foreign_editor(asked: Asked) -> bool:
    """A field of another portal for a list or an object, other than a choice of some."""
    is_known = asked.field_name in ENTITY_PICKERS or asked.field_name in ("EntityTagsPicker", "RepoUrlPicker")
    if not asked.field_name or is_known:
        return False
    return asked.type == "object" or (asked.type == "array" and not choices_of(asked.items))


def _foreign_editor(asked: Asked) -> Field:
    """A list that may as well be left empty is asked as text; nobody could guess what a whole object is to hold."""
    if asked.type == "array" and not asked.required:
        return asked.as_(FieldKind.YAML, loss=_ELSEWHERE.format(field=asked.field_name))
    what = "an object" if asked.type == "object" else "a list"
    raise asked.refuse(
        f"It is edited by `{asked.field_name}`, a field of another portal for {what}, which Slack has nothing like."
        " Describe its parts by `properties` or `items` in place of `ui:field`."
    )


def _is_fixed(asked: Asked) -> bool:
    schema = asked.schema
    is_shut = any(ui(schema, key) is True for key in ("readonly", "disabled"))
    return asked.widget == "hidden" or "const" in schema or schema.get("readOnly") is True or is_shut


def _fixed(asked: Asked) -> Field:
    return asked.as_(FieldKind.HIDDEN, default=asked.schema.get("const", asked.schema.get("default")))


def _entity(asked: Asked) -> Field:
    kind, query = ENTITY_PICKERS[asked.field_name]
    many = kind is FieldKind.ENTITIES or asked.type == "array"
    return asked.as_(FieldKind.ENTITIES if many else kind, catalog=query(asked.schema))


def _repository(asked: Asked) -> Field:
    return asked.as_(FieldKind.REPO_URL, repo=repo_query(asked.schema))


def _choice(asked: Asked) -> Field:
    choices = choices_of(asked.schema)
    if not choices:
        raise asked.refuse("It has no choices: `enum` is empty. Add values to it.")
    as_buttons = asked.widget == "radio" or asked.field_name == "Radio"
    kind = FieldKind.RADIO if as_buttons and len(choices) <= MOST_BUTTONS else FieldKind.SELECT
    return asked.as_(kind, choices=choices, loss=_loss(asked))


def _boolean(asked: Asked) -> Field:
    if asked.widget not in ("radio", "select"):
        return asked.as_(FieldKind.CHECKBOX, loss=_loss(asked))
    names = [choice.label for choice in choices_of({**asked.schema, "enum": [True, False]})]
    yes_no = names if names != ["true", "false"] else ["Yes", "No"]
    choices = (Choice(yes_no[0], True), Choice(yes_no[1], False))
    return asked.as_(FieldKind.RADIO, choices=choices, loss=_loss(asked))


def _number(asked: Asked) -> Field:
    kind = FieldKind.INTEGER if asked.type == "integer" else FieldKind.NUMBER
    return asked.as_(kind, loss=_loss(asked))


def _text(asked: Asked) -> Field:
    written = asked.schema.get("format")
    kind = _WIDGETS.get(asked.widget) or _FORMATS.get(written if isinstance(written, str) else "") or FieldKind.TEXT
    if kind is FieldKind.TEXT and (_is_tall(asked) or asked.field_name.endswith("Editor")):
        kind = FieldKind.MULTILINE
    widget = asked.field_name if asked.field_name in _PLAIN_FIELDS else asked.widget
    return _cautious(asked.as_(kind, loss=_loss(asked), widget=widget))


def looks_like_secret(name: str) -> bool:
    """Whether a parameter of this name is likely to hold what nobody should read."""
    return _SECRET_NAME.search(name) is not None


def _cautious(field: Field) -> Field:
    """Templates in the wild ask for passwords as for any text. Nobody can be sure, so the person is told."""
    if not looks_like_secret(field.path[-1]):
        return field
    return replace(field, help="\n".join(filter(None, (field.help, _CAUTION))))


def _is_tall(asked: Asked) -> bool:
    said = options(asked.schema)
    rows = said.get("rows")
    return said.get("multiline") is True or (isinstance(rows, int) and rows > 1)


def _list(asked: Asked) -> Field:
    items = Asked((*asked.path, "items"), asked.items)
    choices = choices_of(asked.items)
    if choices:
        as_boxes = asked.widget == "checkboxes" or asked.field_name == "CheckboxGroup"
        kind = FieldKind.CHECKBOXES if as_boxes and len(choices) <= MOST_BUTTONS else FieldKind.MULTI_SELECT
        return asked.as_(kind, choices=choices, loss=_loss(asked))
    if _is_secret(items):
        return _secret(items)
    if items.field_name in ENTITY_PICKERS:
        return asked.as_(FieldKind.ENTITIES, catalog=ENTITY_PICKERS[items.field_name][1](items.schema))
    if items.schema.get("format") == "data-url":
        return asked.as_(FieldKind.FILE)
    if items.type in ("string", "number", "integer"):
        return asked.as_(FieldKind.LINES)
    return asked.as_(FieldKind.YAML, loss="It is a list of objects, which is written as YAML here.")


def _mapping(asked: Asked) -> Field:
    values = asked.schema.get("additionalProperties", {})
    if isinstance(values, dict) and type_of(values) in ("object", "array"):
        return asked.as_(FieldKind.YAML, loss="It is an object of objects, which is written as YAML here.")
    return asked.as_(
        FieldKind.KEY_VALUES, loss="It is an object of any fields, which is written as `key=value` lines here."
    )


def _note(asked: Asked) -> Field:
    return asked.as_(FieldKind.NOTE, default=None)


def _is_note(asked: Asked) -> bool:
    only_described = "description" in asked.schema and set(asked.schema) <= {"description", "ui:description"}
    return asked.type == "null" or only_described


def _loss(asked: Asked) -> str:
    known = not asked.field_name or asked.field_name in _PLAIN_FIELDS
    return "" if known else _ELSEWHERE.format(field=asked.field_name)


def _is_choice(asked: Asked) -> bool:
    return asked.type not in ("array", "object") and (bool(choices_of(asked.schema)) or asked.schema.get("enum") == [])


def _has_type(*names: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.type in names


def _has_field(*names: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.field_name in names


#: The first row that applies says how it is asked.
_TABLE: tuple[tuple[Callable[[Asked], bool], Callable[[Asked], Field]], ...] = (
    (_is_secret, _secret),
    (_is_foreign_editor, _foreign_editor),
    (_is_fixed, _fixed),
    (_has_field(*ENTITY_PICKERS), _entity),
    (_has_field("EntityTagsPicker"), lambda asked: asked.as_(FieldKind.TAGS, catalog=entity_query(asked.schema))),
    (_has_field("RepoUrlPicker"), _repository),
    (_is_choice, _choice),
    (_has_type("boolean"), _boolean),
    (_has_type("number", "integer"), _number),
    (_is_note, _note),
    (_has_type("array"), _list),
    (_has_type("object"), _mapping),
    (_has_type("string", ""), _text),
)


def _limits(schema: Schema) -> Limits:
    """Only those that an input can enforce; the rest is told after sending."""
    whole = type_of(schema) == "integer"
    return Limits(
        min_length=_count(schema.get("minLength")),
        max_length=_count(schema.get("maxLength")),
        minimum=_bound(schema.get("minimum"), schema.get("exclusiveMinimum"), 1 if whole else 0),
        maximum=_bound(schema.get("maximum"), schema.get("exclusiveMaximum"), -1 if whole else 0),
        max_items=_count(schema.get("maxItems")),
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _bound(inclusive: object, exclusive: object, step: int) -> float | None:
    if isinstance(inclusive, int | float) and not isinstance(inclusive, bool):
        return inclusive
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        return exclusive + step
    return None
