"""What a form holds when it is sent, as answers."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from commands.ask import Values
from commands.form_view.ids import action_id, block_id
from golden_paths.form import (
    HOST,
    Answers,
    Field,
    FieldKind,
    Page,
    RepoPart,
    composed,
    parts_given,
    parts_of,
    value_at,
    value_of,
    with_value,
)

State = Mapping[str, Any]  # Any: what Slack keeps of one input


def answers_of(page: Page, values: Values, before: Answers) -> dict[str, Any]:  # Any: JSON
    """All answers, with those of this page as the form holds them. What the form does not show stays as it was."""
    answers = dict(before)
    for field in page.fields:
        if not field.is_asked:
            continue
        if field.kind is FieldKind.REPO_URL:
            answers = _with_repository(field, values, answers)
        elif field.kind is FieldKind.FILE:
            answers = _with_file(field, values, answers)
        elif (state := _state(field, values)) is not None:
            answers = _with_answer(field, _READERS.get(field.kind, _typed)(field, state), answers)
    return answers


def _with_answer(field: Field, value: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """Emptied on purpose where there would be a default, else simply not there."""
    if value is not None or field.default is not None:
        return with_value(answers, field.path, value)
    return without_value(answers, field.path)


def without_value(answers: Answers, path: tuple[str, ...]) -> dict[str, Any]:
    """The answers without this one."""
    head, *rest = path
    inner = answers.get(head)
    if rest and isinstance(inner, Mapping):
        return {**answers, head: without_value(inner, tuple(rest))}
    return {name: value for name, value in answers.items() if rest or name != head}


def _state(field: Field, values: Values, part: str = "") -> State | None:
    """None where the form does not show it."""
    found = values.get(block_id(field, part), {}).get(action_id(field, part))
    return found if isinstance(found, Mapping) else None


def _typed(field: Field, state: State) -> Any:
    text = state.get("value")
    return value_of(field, text) if isinstance(text, str) else None


def _ticked(_field: Field, state: State) -> bool:
    return bool(state.get("selected_options"))


def _one_choice(field: Field, state: State) -> Any:
    option = state.get("selected_option")
    return _choice(field, option) if isinstance(option, Mapping) else None


def _several_choices(field: Field, state: State) -> Any:
    chosen = [_choice(field, option) for option in state.get("selected_options") or ()]
    return chosen or None


def _choice(field: Field, option: Mapping[str, Any]) -> Any:
    """The value behind an option's number."""
    number = str(option.get("value"))
    index = int(number) if number.isdecimal() and len(number) < 7 else -1
    return field.choices[index].value if 0 <= index < len(field.choices) else None


def _date(_field: Field, state: State) -> Any:
    return state.get("selected_date")


def _time(_field: Field, state: State) -> Any:
    found = state.get("selected_time")
    return f"{found}:00" if isinstance(found, str) else None


def _moment(_field: Field, state: State) -> Any:
    found = state.get("selected_date_time")
    return datetime.fromtimestamp(found, UTC).isoformat().replace("+00:00", "Z") if isinstance(found, int) else None


def _entity(_field: Field, state: State) -> Any:
    option = state.get("selected_option")
    return option.get("value") if isinstance(option, Mapping) else None


def _entities(_field: Field, state: State) -> Any:
    return [option.get("value") for option in state.get("selected_options") or ()] or None


def _with_file(field: Field, values: Values, answers: dict[str, Any]) -> dict[str, Any]:
    """Which files; whoever may read them puts their content in their place. None anew leaves those that were given."""
    state = _state(field, values) or {}
    ids = [str(file.get("id")) for file in state.get("files") or () if isinstance(file, Mapping)]
    if not ids:
        return answers
    return with_value(answers, field.path, ids if field.schema.get("type") == "array" else ids[0])


def _with_repository(field: Field, values: Values, answers: dict[str, Any]) -> dict[str, Any]:
    assert field.repo is not None  # a field of this kind has it
    before = parts_given(value_at(answers, field.path))
    hosts = field.repo.hosts
    parts = {HOST: _part(field, RepoPart(HOST, "Host", hosts), values, before.get(HOST, hosts[0] if hosts else ""))}
    for part in parts_of(field.repo, parts[HOST]):
        parts[part.key] = _part(field, part, values, before.get(part.key, ""))
    return _with_answer(field, composed(parts), answers)


def _part(field: Field, part: RepoPart, values: Values, before: str) -> str:
    state = _state(field, values, part.key)
    if state is None:
        return before
    if isinstance(state.get("value"), str):
        return str(state["value"]).strip()
    option = state.get("selected_option")
    number = str(option.get("value")) if isinstance(option, Mapping) else ""
    return part.choices[int(number)] if number.isdecimal() and int(number) < len(part.choices) else ""


_READERS: Mapping[FieldKind, Callable[[Field, State], Any]] = {
    FieldKind.CHECKBOX: _ticked,
    FieldKind.SELECT: _one_choice,
    FieldKind.RADIO: _one_choice,
    FieldKind.MULTI_SELECT: _several_choices,
    FieldKind.CHECKBOXES: _several_choices,
    FieldKind.DATE: _date,
    FieldKind.TIME: _time,
    FieldKind.DATETIME: _moment,
    FieldKind.ENTITY: _entity,
    FieldKind.ENTITIES: _entities,
    FieldKind.TAGS: _entities,
}
