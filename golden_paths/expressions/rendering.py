"""Rendering: the values of steps, the conditions of steps, and the text of skeletons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from golden_paths.expressions.coercion import truth
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.functions import Asked, names_everywhere
from golden_paths.expressions.limits import Limits, Meter
from golden_paths.expressions.pieces import has_marks
from golden_paths.expressions.runtime import Runtime
from golden_paths.expressions.sandbox import compiled
from golden_paths.expressions.values import UNDEFINED, Function, Value, admit, release, whole_text


@dataclass(frozen=True, slots=True)
class Swallowed:
    """Text that could not be rendered and was passed on as it stands, as Backstage does it, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A value, which may be UNDEFINED, and what in it could not be rendered."""

    value: Any  # any JSON, whatever the template's author wrote
    swallowed: tuple[Swallowed, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a step runs; whether its condition asked after earlier failures; what in it could not be rendered."""

    holds: bool
    asks_for_failure: bool = False
    swallowed: tuple[Swallowed, ...] = ()


class Prepared(Mapping[str, Value]):
    """Names and values, copied once for any number of renders. None of them can change what the others see."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names: dict[str, Value] = {key: admit(value) for key, value in names.items()}

    def __getitem__(self, key: str) -> Value:
        return self._names[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def with_functions(self, functions: Mapping[str, Function]) -> "Prepared":
        """The same names, and functions that the template may call."""
        more = Prepared({})
        more._names = {**functions, **self._names}
        return more

    def for_one_render(self, *, copied: bool) -> Mapping[str, Value]:
        """All names, as one render may use them; copied where it may change lists or objects."""
        if not copied:
            return self._names
        return {name: value if isinstance(value, Function) else admit(value) for name, value in self._names.items()}


def prepare(names: Mapping[str, Any]) -> Prepared:
    """Raises: ExpressionError: a value is nothing that JSON knows."""
    return names if isinstance(names, Prepared) else Prepared(names)


def render_value(
    value: Any,
    context: Mapping[str, Any],
    *,
    extended: bool = False,
    limits: Limits | None = None,
    seed: str | None = None,
    failed: bool = False,
) -> Rendered:
    """A step's value with every text in it rendered: one lone `${{ }}` keeps its kind, keys stay as they are.

    What cannot be rendered stays as it stands, and is told. What is undefined vanishes from objects, and is null in lists.

    Args:
        seed: the same one makes the filter `random` pick the same again.
        failed: what `failure()` says.

    Raises:
        LimitError: it costs too much altogether.
        ExpressionError: the context holds what JSON does not know.
    """
    names = prepare(context).with_functions({"always": Asked(True), "failure": Asked(failed)})
    return _Values(names, Meter(limits, seed=seed), Dialect(extended=extended)).rendered(value)


def judge(
    condition: bool | str | None, context: Mapping[str, Any], *, failed: bool = False, extended: bool = False
) -> Judgement:
    """Whether a step with this condition runs, given whether an earlier one has failed.

    Raises:
        LimitError: it costs too much.
    """
    if condition is None or isinstance(condition, bool):
        return Judgement(condition is not False)
    always, failure = Asked(True), Asked(failed)
    names = Prepared(context).with_functions({"always": always, "failure": failure})
    rendered = _Values(names, Meter(), Dialect(extended=extended)).rendered(condition)
    return Judgement(is_true_condition(rendered.value), always.was_asked or failure.was_asked, rendered.swallowed)


def holds(condition: bool | str | None, context: Mapping[str, Any], *, extended: bool = False) -> bool:
    """Whether a step with this condition runs. One that cannot be rendered holds: its text is not empty."""
    return judge(condition, context, extended=extended).holds


def is_true_condition(value: Any) -> bool:
    """Whether a rendered `if` holds: false, 0, "", null, undefined and an empty list do not, an empty object does."""
    return len(value) > 0 if isinstance(value, list) else truth(value)


def render_text(
    text: str,
    values: Mapping[str, Any],
    *,
    trim_blocks: bool = False,
    lstrip_blocks: bool = False,
    cookiecutter: bool = False,
    extended: bool = False,
    name: str = "",
    meter: Meter | None = None,
) -> str:
    """A skeleton's text, with the values under `values`, or under `cookiecutter` where that is asked for.

    Raises:
        ExpressionError: it cannot be rendered; the error has `name` as its file, and the line.
    """
    if not has_marks(text, cookiecutter=cookiecutter):
        return text
    dialect = Dialect(trim_blocks, lstrip_blocks, cookiecutter, extended)
    prepared = (
        values if isinstance(values, Prepared) else prepare({"cookiecutter" if cookiecutter else "values": values})
    )
    try:
        return str(_render(text, prepared, meter or Meter(), dialect, as_text=True))
    except ExpressionError as error:
        raise error.at(None, name) from error.__cause__


class _Values:
    """Goes through a step's value and notes what it has to leave as it stands."""

    def __init__(self, names: Prepared, meter: Meter, dialect: Dialect) -> None:
        self._names = names
        self._meter = meter
        self._dialect = dialect
        self._swallowed: list[Swallowed] = []

    def rendered(self, value: Any) -> Rendered:
        return Rendered(self._visited(value), tuple(self._swallowed))

    def _visited(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            visited = ((key, self._visited(item)) for key, item in value.items())
            return {key: item for key, item in visited if item is not UNDEFINED}
        if isinstance(value, list | tuple):
            items = (self._visited(item) for item in value)
            return [None if item is UNDEFINED else item for item in items]
        return value

    def _text(self, text: str) -> Any:
        if not has_marks(text):
            return text
        try:
            return _render(text, self._names, self._meter, self._dialect, as_text=False)
        except LimitError:
            raise
        except ExpressionError as error:
            self._swallowed.append(Swallowed(text, str(error)))
            return text


def _render(text: str, names: Prepared, meter: Meter, dialect: Dialect, *, as_text: bool) -> Any:
    template = compiled(text, dialect, meter.limits)
    given = names.for_one_render(copied=template.findings.mutates)
    runtime = Runtime({**names_everywhere(dialect), **given}, meter, dialect)
    shown = "".join(template.pieces(runtime))
    if not template.lone:
        return whole_text(shown)
    if as_text:
        return whole_text(runtime.show(runtime.kept))
    return release(runtime.kept)
