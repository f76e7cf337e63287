"""Values held against a JSON Schema, as Backstage's forms, actions and declared kinds are. The one door to `jsonschema`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from catalog_store.errors import CatalogError
from catalog_store.patterns import InvalidPatternError, is_found

#: Enough for anybody to begin with.
MOST_FAULTS = 20
_LONGEST_MESSAGE = 200
#: The keys and indexes that lead to a value.
Path: TypeAlias = tuple[str | int, ...]
#: Formats say what people should write; whether a pattern is one is found out by our own reader of patterns.
_NO_FORMATS = FormatChecker(formats=())
#: The values of a schema are JSON, as free as their authors write them.
Schemas = Mapping[str, Any]


class InvalidSchemaError(CatalogError):
    """The schema cannot be used. The text says why, as part of a sentence."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """Where a value does not fit, and by which keyword of the schema (`type`, `required`, `pattern` …).

    `expected` is what that keyword says, `given` what stands there, `message` the validator's own words, and `place` leads
    to the keyword within the schema.
    """

    path: Path
    keyword: str
    expected: Any  # Any: whatever the schema says there
    given: Any  # Any: whatever stands there
    message: str
    place: Path = ()


class Schema:
    """One JSON Schema, ready to judge. Draft 7, as forms are written in, unless it names another, or `newest`."""

    def __init__(self, schema: Schemas | bool, *, newest: bool = False, known: Sequence[str] = ()) -> None:
        """`known` are the names of other schemas that it may refer to, and that let everything in.

        Raises:
            InvalidSchemaError: it is no schema, or refers to what is not in it.
        """
        if not isinstance(schema, Mapping | bool):
            raise InvalidSchemaError("it is no mapping")
        default = Draft202012Validator if newest else Draft7Validator
        kind: Any = validator_for(schema, default=default)  # Any: the library's types know no format checker here
        try:
            kind.check_schema(schema, format_checker=_NO_FORMATS)
        except SchemaError as error:
            place = error.json_path.removeprefix("$").removeprefix(".")
            raise InvalidSchemaError(f"{f'{place}: ' if place else ''}{_short(error.message)}") from error
        except RecursionError as error:
            raise InvalidSchemaError("it is nested too deep") from error
        # Nothing is ever fetched: a schema is whole, or it is refused.
        registry: Registry[Any] = Registry().with_resources((name, DRAFT202012.create_resource({})) for name in known)
        self._judge: Any = _with_our_patterns(kind)(schema, registry=registry)

    def faults(self, value: object, *, limit: int = MOST_FAULTS) -> tuple[SchemaFault, ...]:
        """Where the value does not fit, in the order of its parts; empty when it does.

        Raises:
            InvalidSchemaError: the schema refers to what is not in it, or to itself without end.
        """
        try:
            found = list(islice(self._judge.iter_errors(value), limit))
        except Unresolvable as error:
            raise InvalidSchemaError(f"it refers to {error.ref}, which is not in it") from error
        except InvalidPatternError as error:
            raise InvalidSchemaError(str(error)) from error
        except RecursionError as error:
            raise InvalidSchemaError("it refers to itself without end") from error
        return tuple(map(_fault, sorted(found, key=lambda error: [str(part) for part in error.absolute_path])))

    def fits(self, value: object) -> bool:
        """Whether the value is as the schema wants it.

        Raises:
            InvalidSchemaError: as `faults` does.
        """
        return not self.faults(value, limit=1)


@cache
def _with_our_patterns(kind: Any) -> Any:  # Any: the library's types know no classes of judges
    """The kind of judge, reading patterns as we do. Kept, as making a class takes longer than most schemas."""
    return extend(kind, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def _fault(error: ValidationError) -> SchemaFault:
    path = tuple(error.absolute_path)
    place = tuple(error.absolute_schema_path)
    return SchemaFault(path, str(error.validator), error.validator_value, error.instance, _short(error.message), place)


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}…"


def _pattern(_: Validator, pattern: object, value: object, __: object) -> Iterator[ValidationError]:
    """JSON Schema's patterns are JavaScript's, and a template's author is a stranger."""
    if isinstance(value, str) and isinstance(pattern, str) and not is_found(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")
