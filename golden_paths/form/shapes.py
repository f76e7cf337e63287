"""Which parameters a page asks for, given what has been answered: conditions, dependencies, alternatives.

The rules are those of react-jsonschema-form, which draws Backstage's forms: a branch of `dependencies` applies when exactly one
fits, and a parameter that nothing is known of makes none apply.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from catalog_store import json_schema
from golden_paths.form.fields import Answers, Schema
from golden_paths.form.ui import label_of, texts, ui

#: Stands among the answers for the number of the alternative that was chosen where an object has several.
ALTERNATIVE = "(alternative)"
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """The parameters of an object as they are now, in their order; `steering` are those on which others depend."""

    properties: Mapping[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    steering: frozenset[str] = frozenset()

    def with_(self, other: "Shape") -> "Shape":
        """Both; where they speak of the same parameter, the other one has the last word."""
        properties = dict(self.properties)
        for name, schema in other.properties.items():
            properties[name] = merged(properties[name], schema) if name in properties else schema
        return Shape(properties, self.required | other.required, self.steering | other.steering)


def shape_of(schema: Schema, answers: Answers) -> Shape:
    """The parameters that the schema asks for, given these answers."""
    return _Reading(answers).of(schema, 0)


def every_property(schema: Schema, depth: int = 0) -> Iterator[tuple[str, Schema]]:
    """All parameters that the schema might ever ask for, whatever is answered; one of several branches comes several times."""
    if depth > _DEEPEST:
        return
    yield from _properties(schema).items()
    branches = [part for key in ("allOf", "anyOf", "oneOf") for part in _schemas(schema.get(key))]
    branches += [schema[key] for key in ("then", "else") if isinstance(schema.get(key), Mapping)]
    branches += [part for _, part in _dependencies(schema) if isinstance(part, Mapping)]
    for branch in branches:
        yield from every_property(branch, depth + 1)


@dataclass(frozen=True, slots=True)
class _Reading:
    answers: Answers

    def of(self, schema: Schema, depth: int) -> Shape:
        if depth > _DEEPEST:
            return Shape()
        shape = Shape(_properties(schema), frozenset(texts(schema.get("required") or [])))
        for part in self._parts(schema, depth):
            shape = shape.with_(part)
        return replace(shape, properties=_ordered(shape.properties, ui(schema, "order")))

    def _parts(self, schema: Schema, depth: int) -> Iterator[Shape]:
        for part in _schemas(schema.get("allOf")):
            yield self.of(part, depth + 1)
        if "if" in schema:
            yield from self._conditional(schema, depth)
        yield from self._alternatives(schema, depth)
        for name, dependency in _dependencies(schema):
            yield Shape(steering=frozenset({name}))
            if self.answers.get(name) is not None:
                yield self._dependent(name, dependency, depth)

    def _conditional(self, schema: Schema, depth: int) -> Iterator[Shape]:
        condition = schema["if"]
        yield Shape(steering=frozenset(_named(condition)))
        holds = self._fits(condition)
        for key, applies in (("then", holds), ("else", not holds)):
            branch = schema.get(key)
            if isinstance(branch, Mapping) and applies:
                yield self.of(branch, depth + 1)

    def _alternatives(self, schema: Schema, depth: int) -> Iterator[Shape]:
        found = alternatives(schema)
        if not found:
            return
        yield Shape({ALTERNATIVE: _alternative_field(found)}, frozenset({ALTERNATIVE}), frozenset({ALTERNATIVE}))
        chosen = self.answers.get(ALTERNATIVE)
        index = chosen if isinstance(chosen, int) and 0 <= chosen < len(found) else 0
        yield self.of(found[index], depth + 1)

    def _dependent(self, name: str, dependency: object, depth: int) -> Shape:
        if not isinstance(dependency, Mapping):
            return Shape(required=frozenset(texts(dependency)))
        rest = {key: value for key, value in dependency.items() if key != "oneOf"}
        shape = self.of(rest, depth + 1)
        branches = _schemas(dependency.get("oneOf"))
        fitting = [branch for branch in branches if self._is_branch(branch, name)]
        return shape.with_(self.of(_without(fitting[0], name), depth + 1)) if len(fitting) == 1 else shape

    def _is_branch(self, branch: Schema, name: str) -> bool:
        condition = _properties(branch).get(name)
        return condition is not None and self._fits({"type": "object", "properties": {name: condition}})

    def _fits(self, condition: object) -> bool:
        given = {name: value for name, value in self.answers.items() if value is not None}
        try:
            return judge(condition).fits(given)
        except json_schema.InvalidSchemaError:  # told when the form is made; here it is as if it did not hold
            return False


def judge(schema: object) -> json_schema.Schema:
    """The schema, ready to judge; made once.

    Raises:
        InvalidSchemaError: it is none.
    """
    return _judge(json.dumps(schema))


@lru_cache(maxsize=4096)
def _judge(written: str) -> json_schema.Schema:
    return json_schema.Schema(json.loads(written))


def alternatives(schema: Schema) -> tuple[Schema, ...]:
    """The branches of an object's `oneOf` or `anyOf` of which a person chooses one; those that only demand are none."""
    for key in ("oneOf", "anyOf"):
        branches = _schemas(schema.get(key))
        if branches and any(_properties(branch) for branch in branches):
            return branches
    return ()


def merged(first: Schema, second: Schema) -> Schema:
    """Two schemas of one thing as one; lists of required names are joined, else the second has the last word."""
    joined: dict[str, Any] = dict(first)
    for key, value in second.items():
        before = joined.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            joined[key] = merged(before, value)
        elif key == "required" and isinstance(before, list) and isinstance(value, list):
            joined[key] = [*before, *(name for name in value if name not in before)]
        else:
            joined[key] = value
    return joined


def _alternative_field(found: tuple[Schema, ...]) -> Schema:
    names = [label_of(f"Option {number}", branch) for number, branch in enumerate(found, start=1)]
    return {
        "title": "Which of these",
        "type": "integer",
        "enum": list(range(len(found))),
        "enumNames": names,
        "default": 0,
    }


def _properties(schema: Schema) -> dict[str, Schema]:
    found = schema.get("properties")
    if not isinstance(found, Mapping):
        return {}
    return {name: part if isinstance(part, Mapping) else {} for name, part in found.items() if part is not False}


def _schemas(value: object) -> tuple[Schema, ...]:
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else ()


def _dependencies(schema: Schema) -> Iterator[tuple[str, object]]:
    for key in ("dependencies", "dependentSchemas", "dependentRequired"):
        found = schema.get(key)
        if isinstance(found, Mapping):
            yield from found.items()


def _without(branch: Schema, name: str) -> Schema:
    return {**branch, "properties": {key: part for key, part in _properties(branch).items() if key != name}}


def _named(condition: object) -> Iterator[str]:
    """The parameters that a condition speaks of."""
    if not isinstance(condition, Mapping):
        return
    yield from _properties(condition)
    yield from texts(condition.get("required") or [])
    for key in ("allOf", "anyOf", "oneOf"):
        for part in _schemas(condition.get(key)):
            yield from _named(part)
    yield from _named(condition.get("not"))


def _ordered(properties: Mapping[str, Schema], order: object) -> Mapping[str, Schema]:
    """In the order of `ui:order`, whose `*` stands for all that it does not name."""
    wanted = texts(order) if isinstance(order, list) else ()
    if not wanted:
        return properties
    rest = [name for name in properties if name not in wanted]
    names = [each for name in wanted for each in (rest if name == "*" else [name])]
    left_out = [] if "*" in wanted else rest
    return {name: properties[name] for name in (*names, *left_out) if name in properties}
