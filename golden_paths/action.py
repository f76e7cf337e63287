"""What an action of the scaffolder is: one description with what it takes, what it gives and how it is carried out."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from golden_paths.errors import InvalidInputError
from golden_paths.ports import JsonObject
from golden_paths.repo_url import RepoUrl
from golden_paths.workshop import Workshop


class Inputs(BaseModel):
    """What a step hands to an action. Names are camelCase outside; nothing is converted, and no key may be unknown."""

    # Built when a step first uses it: most of a process's life has nothing to do with most actions.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        """A missing key has a default, an empty one is a mistake: `None` here stands for missing only."""
        if isinstance(given, dict):
            for name, value in given.items():
                if value is None:
                    raise ValueError(f"`{name}` is empty (null). Write a value, or leave the key out.")
        return given


I = TypeVar("I", bound=Inputs)  # noqa: E741  # the one type that an action is about


@dataclass(frozen=True, slots=True)
class Example:
    """How a step with the action is written in a template."""

    summary: str
    input: JsonObject


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an existing repository: the files below `folder` go to `target_path` on a branch off `base`.

    `folder` is a path of the workspace, `deletes` are paths of the repository.
    """

    repo: RepoUrl
    base: str | None
    folder: str
    target_path: str
    deletes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an input: the keys that lead there, a sentence, and the key that was most likely meant."""

    path: tuple[str | int, ...]
    text: str
    near: str = ""


def no_effects(_inputs: Any, _workshop: Workshop) -> tuple[str, ...]:  # Any: whatever the action takes
    """Nothing outside of the workspace changes."""
    return ()


def no_doubt(_inputs: Any, _workshop: Workshop) -> None:  # Any: whatever the action takes
    """Nothing can be seen beforehand."""


def no_change(_inputs: Any, _workshop: Workshop) -> Change | None:  # Any: whatever the action takes
    """No existing repository changes."""
    return None


def no_wait(_inputs: Any) -> float:  # Any: whatever the action takes
    """It is carried out at once."""
    return 0.0


def no_push(_inputs: Any) -> str | None:  # Any: whatever the action takes
    """Nothing of the workspace is sent away."""
    return None


@dataclass(frozen=True, slots=True)
class Action(Generic[I]):
    """One kind of step.

    `outputs` is the JSON Schema of what `perform` gives; a dry run that skips the action makes an example from it, unless
    `gives_example` is false. `stays_inside`: it touches the workspace only, and reads at
    most; such an action runs in previews and dry runs as well. `rehearse` is what a dry run does for one that does not.
    `is_repeatable`: carried out twice, it leaves the same as once, because it finds what an earlier try made. One that
    cannot is asked to `find_earlier` what an earlier try of this step made: its output, or None when there is nothing.
    `examine` raises in a preview what can be seen already, such as a name that is taken; it reads at most.
    `effects` are sentences that say what will change outside; `pushes` is the part of the workspace that it sends away.
    `clean_up` removes what the step made outside, if it can be, and says in a sentence what it did.
    `waits` are the seconds that pass before it is carried out for real; nobody is held up meanwhile.
    """

    id: str
    description: str
    inputs: type[I]
    perform: Callable[[I, Workshop], JsonObject]
    examples: tuple[Example, ...]
    outputs: JsonObject = field(default_factory=dict)
    gives_example: bool = True
    stays_inside: bool = False
    rehearse: Callable[[I, Workshop], JsonObject] | None = None
    is_repeatable: bool = True
    find_earlier: Callable[[I, Workshop], JsonObject | None] | None = None
    examine: Callable[[I, Workshop], None] = no_doubt
    effects: Callable[[I, Workshop], Sequence[str]] = no_effects
    change: Callable[[I, Workshop], Change | None] = no_change
    pushes: Callable[[I], str | None] = no_push
    clean_up: Callable[[I, Workshop], str] | None = None
    waits: Callable[[I], float] = no_wait

    @property
    def runs_in_dry_run(self) -> bool:
        """Whether a dry run does more than giving an example of its output."""
        return self.stays_inside or self.rehearse is not None

    def parsed(self, given: object) -> I:
        """The input as the action takes it.

        Raises:
            InvalidInputError: it does not fit.
        """
        try:
            return self.inputs.model_validate(given)
        except ValidationError as error:
            raise InvalidInputError(self.id, tuple(fault.text for fault in faults_of(error, self.names))) from error

    def faults(self, given: object) -> tuple[Fault, ...]:
        """What does not fit."""
        try:
            self.inputs.model_validate(given)
        except ValidationError as error:
            return tuple(faults_of(error, self.names))
        return ()

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that a step may give it."""
        return tuple(info.alias or name for name, info in self.inputs.model_fields.items())

    def input_schema(self) -> JsonObject:
        """The JSON Schema of what it takes."""
        return self.inputs.model_json_schema(by_alias=True)


def faults_of(error: ValidationError, names: Sequence[str]) -> Iterator[Fault]:
    """What pydantic found, in our words; `names` are the keys that may be meant."""
    for detail in error.errors(include_url=False):
        near = _near(detail, names)
        yield Fault(tuple(detail["loc"]), _sentence(detail, near), near)


def _near(detail: ErrorDetails, names: Sequence[str]) -> str:
    if detail["type"] != "extra_forbidden":
        return ""
    return next(iter(get_close_matches(_place(detail["loc"]), names, n=1)), "")


_WANTED = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _sentence(detail: ErrorDetails, near: str) -> str:
    place = _place(detail["loc"]) or "the input"
    kind = detail["type"]
    if kind == "missing":
        return f"`{place}` is missing."
    if kind == "extra_forbidden":
        return f"`{place}` is not known{f'; did you mean `{near}`' if near else ''}."
    if kind in _WANTED:
        return f"`{place}` must be {_WANTED[kind]}, not {shown(detail['input'])}."
    if kind == "literal_error":
        return f"`{place}` must be {detail['ctx']['expected']}, not {shown(detail['input'])}."
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return f"`{place}`: {detail['msg']}."


def _place(path: Sequence[str | int]) -> str:
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def shown(value: object) -> str:
    """A value in a sentence, not too long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"


def outputs(**types: str) -> JsonObject:
    """The JSON Schema of an output with these keys. A question mark behind the type says that the key may be missing."""
    plain = {name: {"type": kind.rstrip("?")} if kind != "any" else {} for name, kind in types.items()}
    required = [name for name, kind in types.items() if not kind.endswith("?")]
    return {"type": "object", "properties": plain, "required": required}


def example_of(schema: Mapping[str, Any]) -> object:  # Any: a JSON Schema
    """What a dry run gives where an action does not run: an example made from the schema, as Backstage makes it."""
    kind = schema.get("type")
    if kind == "object":
        return {name: example_of(each) for name, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items", {}))]
    simple = {"string": "<example>", "number": 0, "boolean": False}
    return simple.get(kind, "<unknown>") if isinstance(kind, str) else "<unknown>"
