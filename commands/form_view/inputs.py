"""How each kind of field looks in a Slack form."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from catalog_store.errors import InvalidRefError
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef
from commands import kit
from commands.ask import Block
from commands.form_view.ids import MOST_OPTIONS, action_id, block_id, searches
from golden_paths.form import (
    HOST,
    Choice,
    Field,
    FieldKind,
    RepoPart,
    parts_given,
    parts_of,
    text_of,
)

_LABEL_LIMIT = 150
_HINT_LIMIT = 600
_TEXT_LIMIT = 3_000
_PLACEHOLDER_LIMIT = 140
_VALUE_LIMIT = 150
#: Where the template leaves the host to the person.
_COMMON_HOST = "github.com"
_IN_WHOSE_NAME = "It is made by Callboard, not in your name."

_PLACEHOLDERS: Mapping[FieldKind, str] = {
    FieldKind.LINES: "One per line",
    FieldKind.KEY_VALUES: "key=value, one per line",
    FieldKind.YAML: "YAML",
    FieldKind.ENTITY: "Type to search the catalog",
    FieldKind.ENTITIES: "Type to search the catalog",
    FieldKind.TAGS: "Type to search tags",
}


def blocks_of(field: Field, value: Any) -> tuple[Block, ...]:  # Any: JSON
    """The field with this value in it."""
    return _DRAWN.get(field.kind, _input)(field, value)


def _input(field: Field, value: Any) -> tuple[Block, ...]:
    return (_block(field, _ELEMENTS[field.kind](field, value)),)


def _block(field: Field, element: kit.Element, *, part: RepoPart | None = None, hint: bool = True) -> Block:
    """An input. A checkbox is never required: not ticked is an answer."""
    key = part.key if part else ""
    label = f"{field.label}: {part.label.lower()}" if part else field.label
    block: kit.Element = {
        "type": "input",
        "block_id": block_id(field, key),
        "label": kit.plain_text(label, _LABEL_LIMIT),
        "element": {**element, "action_id": action_id(field, key)},
        "optional": not field.required or field.kind is FieldKind.CHECKBOX,
    }
    if field.help and hint:
        block["hint"] = _hint(field.help)
    if field.steers or key == HOST:
        block["dispatch_action"] = True
    return block


def _hint(words: str) -> kit.Element:
    """Slack shows hints as they are, so they are without marks of code."""
    return kit.plain_text(words.replace("`", ""), _HINT_LIMIT)


def _text(field: Field, value: Any) -> kit.Element:
    limits = field.limits
    longest = min(limits.max_length or _TEXT_LIMIT, _TEXT_LIMIT)
    element: kit.Element = {"type": "plain_text_input", "multiline": field.kind in _TALL, "max_length": longest}
    if field.required and limits.min_length and limits.min_length <= longest:
        element["min_length"] = limits.min_length
    initial = text_of(field, value)[:longest]
    return _steering_on_enter(field, _filled(_with_placeholder(field, element), "initial_value", initial))


def _number(field: Field, value: Any) -> kit.Element:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    element: kit.Element = {"type": "number_input", "is_decimal_allowed": field.kind is FieldKind.NUMBER}
    for key, limit in (("min_value", field.limits.minimum), ("max_value", field.limits.maximum)):
        if limit is not None:
            element[key] = text_of(field, limit)
    initial = text_of(field, value) if is_number and _is_within(field, value) else ""
    return _steering_on_enter(field, _filled(_with_placeholder(field, element), "initial_value", initial))


def _is_within(field: Field, value: float) -> bool:
    least, most = field.limits.minimum, field.limits.maximum
    return (least is None or value >= least) and (most is None or value <= most)


def _address(field: Field, value: Any) -> kit.Element:
    """Slack takes no half-written address to begin with."""
    is_address = isinstance(value, str) and kit.address(value) is not None
    element = _with_placeholder(field, {"type": "url_text_input"})
    return _steering_on_enter(field, _filled(element, "initial_value", str(value) if is_address else ""))


def _mail(field: Field, value: Any) -> kit.Element:
    is_mail = isinstance(value, str) and "@" in value and "${{" not in value
    element = _with_placeholder(field, {"type": "email_text_input"})
    return _steering_on_enter(field, _filled(element, "initial_value", str(value) if is_mail else ""))


def _date(_field: Field, value: Any) -> kit.Element:
    initial = _read(date.fromisoformat, value)
    return _filled({"type": "datepicker"}, "initial_date", initial.isoformat() if initial else "")


def _time(_field: Field, value: Any) -> kit.Element:
    initial = _read(time.fromisoformat, value)
    return _filled({"type": "timepicker"}, "initial_time", f"{initial:%H:%M}" if initial else "")


def _moment(_field: Field, value: Any) -> kit.Element:
    found = _read(datetime.fromisoformat, value)
    element: kit.Element = {"type": "datetimepicker"}
    if found:
        at = found if found.tzinfo else found.replace(tzinfo=UTC)
        element["initial_date_time"] = int(at.timestamp())
    return element


def _read(reader: Callable[[str], Any], value: Any) -> Any:
    try:
        return reader(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _checkbox(_field: Field, value: Any) -> kit.Element:
    option = {"text": kit.plain_text("Yes"), "value": "true"}
    element: kit.Element = {"type": "checkboxes", "options": [option]}
    return {**element, "initial_options": [option]} if value is True else element


def _menu(field: Field, value: Any) -> kit.Element:
    chosen = [option for option, choice in zip(_options(field), field.choices, strict=True) if _same(choice, value)]
    if searches(field):
        element: kit.Element = {"type": "external_select", "min_query_length": 0}
    else:
        element = {"type": "static_select", "options": _options(field)}
    if chosen:
        element["initial_option"] = chosen[0]
    return _with_placeholder(field, element)


def _buttons(field: Field, value: Any) -> kit.Element:
    chosen = [option for option, choice in zip(_options(field), field.choices, strict=True) if _same(choice, value)]
    element: kit.Element = {"type": "radio_buttons", "options": _options(field)}
    return {**element, "initial_option": chosen[0]} if chosen else element


def _menu_of_several(field: Field, value: Any) -> kit.Element:
    if searches(field):
        element: kit.Element = {"type": "multi_external_select", "min_query_length": 0}
    else:
        element = {"type": "multi_static_select", "options": _options(field)}
    return _with_several(field, _with_placeholder(field, element), _chosen(field, value))


def _boxes(field: Field, value: Any) -> kit.Element:
    element: kit.Element = {"type": "checkboxes", "options": _options(field)}
    chosen = _chosen(field, value)
    return {**element, "initial_options": chosen} if chosen else element


def _chosen(field: Field, value: Any) -> list[kit.Element]:
    values = value if isinstance(value, list) else []
    pairs = zip(_options(field), field.choices, strict=True)
    return [option for option, choice in pairs if any(_same(choice, each) for each in values)]


def _with_several(field: Field, element: kit.Element, chosen: Sequence[kit.Element]) -> kit.Element:
    most = field.limits.max_items
    if most:
        element["max_selected_items"] = most
    kept = list(chosen)[: most or None]
    return {**element, "initial_options": kept} if kept else element


def _options(field: Field) -> list[kit.Element]:
    return [option_of(choice, number) for number, choice in enumerate(field.choices)]


def option_of(choice: Choice, number: int) -> kit.Element:
    """A choice as Slack shows it. Its value is its number: values may be long, and no texts at all."""
    return {"text": kit.plain_text(choice.label), "value": str(number)}


def _same(choice: Choice, value: Any) -> bool:
    return bool(choice.value == value) and isinstance(choice.value, bool) == isinstance(value, bool)


def _entity(field: Field, value: Any) -> kit.Element:
    element: kit.Element = {"type": "external_select", "min_query_length": 0}
    if isinstance(value, str) and 0 < len(value) <= _VALUE_LIMIT:
        element["initial_option"] = _named(field, value)
    return _with_placeholder(field, element)


def _entities(field: Field, value: Any) -> kit.Element:
    element: kit.Element = {"type": "multi_external_select", "min_query_length": 0}
    names = [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []
    chosen = [_named(field, each) for each in names if len(each) <= _VALUE_LIMIT]
    return _with_several(field, _with_placeholder(field, element), chosen)


def _named(field: Field, value: str) -> kit.Element:
    return {"text": kit.plain_text(_short(field, value)), "value": value}


def _short(field: Field, value: str) -> str:
    """A reference as people say it: without what goes without saying."""
    if field.kind is FieldKind.TAGS:
        return value
    try:
        ref = EntityRef.parse(value)
    except InvalidRefError:
        return value
    name = ref.name if ref.namespace == DEFAULT_NAMESPACE else f"{ref.namespace}/{ref.name}"
    return f"{name} ({ref.kind})"


def _file(field: Field, value: Any) -> tuple[Block, ...]:
    """A file that was given stays until another takes its place; Slack cannot show it in its input."""
    element = {"type": "file_input", "max_files": 1 if field.schema.get("type") != "array" else 10}
    block = _block(field, element)
    if not value:
        return (block,)
    words = "\n".join(filter(None, (field.help, "A file is there already; another one takes its place.")))
    return ({**block, "optional": True, "hint": _hint(words)},)


def _repository(field: Field, value: Any) -> tuple[Block, ...]:
    """Host, owner and name, each on its own; a host that there is only one of is not asked for."""
    assert field.repo is not None  # a field of this kind has it
    given = parts_given(value)
    hosts = field.repo.hosts
    host = given.get(HOST) or (hosts[0] if hosts else _COMMON_HOST)
    blocks = [_part(field, RepoPart(HOST, "Host", hosts), host)] if len(hosts) != 1 else []
    blocks += [_part(field, part, given.get(part.key, "")) for part in parts_of(field.repo, host)]
    hint = "\n".join(filter(None, (field.help, _IN_WHOSE_NAME if field.repo.for_person else "")))
    if hint:
        blocks[-1] = {**blocks[-1], "hint": _hint(hint)}
    return tuple(blocks)


def _part(field: Field, part: RepoPart, given: str) -> Block:
    if part.choices and len(part.choices) <= MOST_OPTIONS:
        return _block(field, _part_menu(part, given), part=part, hint=False)
    element = _filled({"type": "plain_text_input", "max_length": 200}, "initial_value", given)
    if part.example:
        element["placeholder"] = kit.plain_text(part.example, _PLACEHOLDER_LIMIT)
    if part.key == HOST:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return _block(field, element, part=part, hint=False)


def _part_menu(part: RepoPart, given: str) -> kit.Element:
    options = [option_of(Choice(choice, choice), number) for number, choice in enumerate(part.choices)]
    element: kit.Element = {"type": "static_select", "options": options}
    if given in part.choices:
        element["initial_option"] = options[part.choices.index(given)]
    elif len(options) == 1:
        element["initial_option"] = options[0]
    return element


def _heading(field: Field, _value: Any) -> tuple[Block, ...]:
    blocks: list[Block] = [kit.header(field.label)]
    return (*blocks, kit.context(kit.mrkdwn_of(field.help, limit=1_500))) if field.help else tuple(blocks)


def _note(field: Field, _value: Any) -> tuple[Block, ...]:
    words = [f"*{kit.shown(field.label)}*" if field.schema.get("title") else "", kit.mrkdwn_of(field.help, limit=2_500)]
    text = "\n".join(word for word in words if word.strip())
    return (kit.section(text),) if text else ()


def _secret(field: Field, _value: Any) -> tuple[Block, ...]:
    name = kit.quoted(field.secret)
    return (
        kit.context(f":lock: *{kit.shown(field.label)}* comes from the secret store ({name}); it is never typed here."),
    )


def _hidden(_field: Field, _value: Any) -> tuple[Block, ...]:
    return ()


def _with_placeholder(field: Field, element: kit.Element) -> kit.Element:
    placeholder = field.placeholder or _PLACEHOLDERS.get(field.kind, "")
    return {**element, "placeholder": kit.plain_text(placeholder, _PLACEHOLDER_LIMIT)} if placeholder else element


def _filled(element: kit.Element, key: str, initial: str) -> kit.Element:
    return {**element, key: initial} if initial else element


def _steering_on_enter(field: Field, element: kit.Element) -> kit.Element:
    """Text tells of itself when Enter is pressed, not at each key."""
    if not field.steers:
        return element
    return {**element, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}


_TALL = frozenset({FieldKind.MULTILINE, FieldKind.LINES, FieldKind.KEY_VALUES, FieldKind.YAML})
_ELEMENTS: Mapping[FieldKind, Callable[[Field, Any], kit.Element]] = {
    FieldKind.TEXT: _text,
    FieldKind.MULTILINE: _text,
    FieldKind.LINES: _text,
    FieldKind.KEY_VALUES: _text,
    FieldKind.YAML: _text,
    FieldKind.NUMBER: _number,
    FieldKind.INTEGER: _number,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.SELECT: _menu,
    FieldKind.RADIO: _buttons,
    FieldKind.MULTI_SELECT: _menu_of_several,
    FieldKind.CHECKBOXES: _boxes,
    FieldKind.DATE: _date,
    FieldKind.TIME: _time,
    FieldKind.DATETIME: _moment,
    FieldKind.URL: _address,
    FieldKind.EMAIL: _mail,
    FieldKind.ENTITY: _entity,
    FieldKind.ENTITIES: _entities,
    FieldKind.TAGS: _entities,
}
_DRAWN: Mapping[FieldKind, Callable[[Field, Any], tuple[Block, ...]]] = {
    FieldKind.FILE: _file,
    FieldKind.REPO_URL: _repository,
    FieldKind.HEADING: _heading,
    FieldKind.NOTE: _note,
    FieldKind.SECRET: _secret,
    FieldKind.HIDDEN: _hidden,
}
