"""What a form is made of: pages of fields, each of a kind that people can fill without knowing of JSON Schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from golden_paths.errors import GoldenPathError

#: Parameter name to value, all pages together, nested objects nested. None: left empty on purpose, whatever the default.
Answers: TypeAlias = Mapping[str, Any]  # Any: JSON
Schema: TypeAlias = Mapping[str, Any]  # Any: JSON Schema as people write it


class FieldKind(StrEnum):
    """How a field is asked."""

    TEXT = "text"
    MULTILINE = "multiline"
    NUMBER = "number"
    INTEGER = "integer"
    CHECKBOX = "checkbox"
    SELECT = "select"
    RADIO = "radio"
    MULTI_SELECT = "multi-select"
    CHECKBOXES = "checkboxes"
    DATE = "date"
    TIME = "time"
    DATETIME = "date-time"
    URL = "url"
    EMAIL = "email"
    ENTITY = "entity"
    ENTITIES = "entities"
    TAGS = "tags"
    REPO_URL = "repo-url"
    LINES = "lines"
    KEY_VALUES = "key-values"
    YAML = "yaml"
    FILE = "file"
    #: Never asked: the value is in the secret store, under the name that the template gives.
    SECRET = "secret"  # noqa: S105  # a kind of field, not one
    #: Nothing to fill: words between the fields. A heading begins the fields of a nested object.
    NOTE = "note"
    HEADING = "heading"
    #: Never shown: the run gets the default.
    HIDDEN = "hidden"


_NOT_ASKED = frozenset({FieldKind.SECRET, FieldKind.NOTE, FieldKind.HEADING, FieldKind.HIDDEN})


class Scope(StrEnum):
    """Whose entities a picker offers."""

    ALL = "all"
    MY_GROUPS = "my-groups"
    OWNED = "owned"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, and what people read for it."""

    label: str
    value: Any  # Any: JSON; choices may be objects


@dataclass(frozen=True, slots=True)
class Limits:
    """What the schema says that an input can enforce by itself. None: no limit."""

    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class CatalogQuery:
    """Which entities a picker offers. `kinds` are in lower case, none meaning all.

    An entity must fit one of `filters`, if there are any: each is field path (`spec.type`) to the values that it may have, in
    lower case, none meaning that the field must only be there. `is_free`: whatever was typed may be taken as it is.
    """

    kinds: tuple[str, ...] = ()
    filters: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    default_kind: str | None = None
    default_namespace: str | None = None
    is_free: bool = True
    scope: Scope = Scope.ALL
    is_owner: bool = False


@dataclass(frozen=True, slots=True)
class RepoQuery:
    """Where a repository may be; each empty list leaves it to the person."""

    hosts: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    for_person: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `path` are the names that lead to its value among the answers.

    `steers`: other fields of the page depend on it, so that its change draws the page anew. `schema` is the parameter's
    own. `loss` says what is awkward about asking it this way, where something is. `secret` is the name in the secret store.
    """

    path: tuple[str, ...]
    label: str
    kind: FieldKind
    schema: Schema = field(default_factory=dict, repr=False)
    required: bool = False
    help: str = ""
    placeholder: str = ""
    default: Any = None  # Any: JSON
    choices: tuple[Choice, ...] = ()
    limits: Limits = field(default_factory=Limits)
    steers: bool = False
    catalog: CatalogQuery | None = None
    repo: RepoQuery | None = None
    widget: str = ""
    loss: str = ""
    secret: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether a person fills it in."""
        return self.kind not in _NOT_ASKED

    @property
    def name(self) -> str:
        """The parameter's name, dotted where it lies in a nested object: `config.region`."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is shown now, all of a template's page or a part of it.

    `index` counts the pages shown, from 0; `number` names this one whatever else is shown, and rises from page to page;
    `source` is the template's page, from 0.
    """

    index: int
    title: str
    description: str
    fields: tuple[Field, ...]
    number: int = 0
    source: int = 0


class FormRefusedError(GoldenPathError):
    """The form cannot be asked in Slack. `field` is the parameter at fault, `reason` why, in sentences that say what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"`{field}`: {reason}" if field else reason)
        self.field = field
        self.reason = reason


def value_at(answers: Answers, path: tuple[str, ...]) -> Any:  # Any: JSON
    """What stands there among the answers, None when nothing does."""
    found: Any = answers
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def with_value(answers: Answers, path: tuple[str, ...], value: Any) -> dict[str, Any]:  # Any: JSON
    """The answers with this value there."""
    head, *rest = path
    if not rest:
        return {**answers, head: value}
    inner = answers.get(head)
    return {**answers, head: with_value(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)}
