"""Whether the answers of a page fit: every fault as a sentence for the one who filled it in, by the name of its field."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from catalog_store.descriptors import formats
from catalog_store.errors import InvalidRefError
from catalog_store.json_schema import InvalidSchemaError, SchemaFault
from catalog_store.refs import EntityRef
from golden_paths.form.fields import Answers, Field, FieldKind, RepoQuery, Schema, value_at
from golden_paths.form.repositories import HOST, parts_given, parts_of
from golden_paths.form.sentences import missing, sentence
from golden_paths.form.shapes import judge
from golden_paths.form.texts import problem_of
from golden_paths.form.ui import label_of, texts

#: Slack's inputs take no more, and neither do we from elsewhere.
_LONGEST_TEXT = 3_000
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
#: Of a schema only what judges; the rest is how it is shown.
_SHOWN = ("title", "description", "default", "enumNames", "format")
#: Between a field and a part of it that the fault is about: `repoUrl#owner`.
PART = "#"


def field_faults(field: Field, answers: Answers) -> Iterator[tuple[str, str]]:
    """What is wrong with one field's answer, under the field's name or under that of a part of it; the first fault only."""
    value = value_at(answers, field.path)
    if is_empty(value):
        if field.required and field.kind is not FieldKind.CHECKBOX:
            yield from _missing(field, value)
        return
    problem = problem_of(field, value)
    if problem:
        yield field.name, problem
        return
    if field.kind is FieldKind.REPO_URL and field.repo:
        yield from _repo_faults(field, field.repo, value)
        return
    found = next(_own_rules(field, value), None) or next(_schema_faults(field, value), None)
    if found:
        yield field.name, found


def is_empty(value: object) -> bool:
    """Nothing was answered."""
    return value is None or value == "" or value == []


def _missing(field: Field, value: object) -> Iterator[tuple[str, str]]:
    if field.kind is FieldKind.REPO_URL and field.repo:
        yield from _repo_faults(field, field.repo, value)
    else:
        yield field.name, missing(field)


def _repo_faults(field: Field, query: RepoQuery, value: object) -> Iterator[tuple[str, str]]:
    given = parts_given(value)
    host = given.get(HOST, "") or (query.hosts[0] if query.hosts else "")
    if not host:
        yield f"{field.name}{PART}{HOST}", "Name the host, such as `github.com`."
    for part in parts_of(query, host):
        written = given.get(part.key, "")
        place = f"{field.name}{PART}{part.key}"
        if not written:
            yield place, "Fill this in."
        elif part.choices and written not in part.choices:
            yield place, f"Choose one of {', '.join(part.choices[:5])}."
        elif not _REPO_SIGNS.fullmatch(written) or written in (".", ".."):
            yield place, "Use only letters, digits, `-`, `_`, `.` and `/`."


_REPO_SIGNS = re.compile(r"[\w.\- /]+")


def _own_rules(field: Field, value: Any) -> Iterator[str]:
    """What no schema says: the rules of names, references, addresses, dates."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT and field.kind is not FieldKind.FILE:
        yield f"Write at most {_LONGEST_TEXT} characters."
    rule = _RULES.get(field.kind)
    if rule and isinstance(value, str) and (said := rule(value)):
        yield said
    if field.widget == "EntityNamePicker" and isinstance(value, str) and not formats.is_name(value):
        yield "Use 1 to 63 letters and digits, with `-`, `_` or `.` between them, such as `payments-api`."
    if field.kind in (FieldKind.ENTITY, FieldKind.ENTITIES) and field.catalog and not field.catalog.is_free:
        for each in value if isinstance(value, list) else [value]:
            if not _is_ref(each):
                yield "Choose one that is offered."


def _is_ref(value: object) -> bool:
    try:
        EntityRef.parse(value)
    except InvalidRefError:
        return False
    return True


def _address(value: str) -> str | None:
    return None if formats.is_url(value) else "Write a complete address, such as `https://example.com/page`."


def _mail(value: str) -> str | None:
    return None if _MAIL.fullmatch(value) else "Write a complete e-mail address, such as `ana@example.com`."


def _date(value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Write a date as YYYY-MM-DD, such as `2026-03-01`."
    return None


def _moment(value: str) -> str | None:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "Write date and time, such as `2026-03-01T09:30:00Z`."
    return None


def _time(value: str) -> str | None:
    return None if _TIME.fullmatch(value) else "Write a time of day, such as `09:30`."


_RULES: Mapping[FieldKind, Callable[[str], str | None]] = {
    FieldKind.URL: _address,
    FieldKind.EMAIL: _mail,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _moment,
    FieldKind.TIME: _time,
}


def unusable_rules(field: Field) -> str:
    """Why the parameter's schema can judge no answer, so that each is taken; empty when it can."""
    try:
        judge(_rules(field)).fits("")
    except InvalidSchemaError as error:
        return f"Its schema cannot be used, so that any answer is taken: {error}."
    return ""


def _rules(field: Field) -> dict[str, Any]:
    """What of the parameter's schema judges an answer."""
    rules = {key: part for key, part in field.schema.items() if key not in _SHOWN and not key.startswith("ui:")}
    if field.kind is FieldKind.ENTITY:  # Backstage's picker writes a reference whatever `enum` says
        rules.pop("enum", None)
    if not isinstance(rules.get("required"), list):  # `required: true`, as an older draft had it
        rules.pop("required", None)
    return rules


def _schema_faults(field: Field, value: Any) -> Iterator[str]:
    try:
        for fault in judge(_rules(field)).faults(value):
            yield sentence(field, fault)
    except InvalidSchemaError:  # told by the form's losses
        return


def constraint_faults(schema: Schema, values: Answers, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """What is wrong with the answers taken together, which no single field is to blame for."""
    try:
        found = judge(_without_shown(schema)).faults(values)
    except InvalidSchemaError:  # told by lint
        return
    for fault in found:
        name = _blamed(fault, fields)
        yield name, _together(fault, fields)


def _without_shown(schema: Schema) -> Schema:
    """The page's schema without what was judged field by field: the parameters' own rules, and which must be there."""
    return {key: part for key, part in schema.items() if key not in ("properties", "required", *_SHOWN)}


def _blamed(fault: SchemaFault, fields: Mapping[str, Field]) -> str:
    """The field under which it is told: the one on which a dependency hangs, else the one whose value does not fit."""
    place = [str(part) for part in fault.place]
    steering = dict(pairwise(place)).get("dependencies", "")
    at = ".".join(str(part) for part in fault.path)
    return next((name for name in (at, steering) if name in fields), "")


def _together(fault: SchemaFault, fields: Mapping[str, Field]) -> str:
    if fault.keyword in ("anyOf", "oneOf"):
        branches = [each for each in fault.expected if isinstance(each, Mapping) and not each.get("properties")]
        wanted = [name for branch in branches for name in texts(branch.get("required", []))]
        if wanted:
            labels = dict.fromkeys(fields[name].label if name in fields else label_of(name, {}) for name in wanted)
            return f"Fill in {'at least ' if fault.keyword == 'anyOf' else ''}one of: {', '.join(labels)}."
        return "The template has nothing for this choice. Choose another."
    if fault.keyword == "required":
        lacking = [name for name in fault.expected if name not in fault.given]
        return f"Fill in {', '.join(fields[name].label if name in fields else name for name in lacking)}, too."
    return f"These answers do not go together: {fault.message}."
