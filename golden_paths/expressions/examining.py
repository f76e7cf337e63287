"""Looking at templates without running them: what in them cannot work, where, and what to write instead."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from golden_paths.expressions.advice import RAW, advice_on_filter, advice_on_method, is_of_github_actions
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.filters import BY_NAME as FILTERS
from golden_paths.expressions.filters import filters_of
from golden_paths.expressions.findings import Findings
from golden_paths.expressions.functions import names_everywhere
from golden_paths.expressions.grammar import Grammar
from golden_paths.expressions.methods import method_names
from golden_paths.expressions.pieces import Kind, Piece, has_marks, pieces_of
from golden_paths.expressions.predicates import BY_NAME as TESTS
from golden_paths.expressions.statements import read_pieces

#: What the values of steps can name; a skeleton knows only `values`.
STEP_NAMES = ("parameters", "steps", "each", "user", "secrets", "environment", "context")
SKELETON_NAMES = ("values",)
_STEP_FUNCTIONS = ("always", "failure")
_ALWAYS_KNOWN = frozenset({"loop", "caller", "undefined"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot work: its line in the text, what is wrong, and what to write. `path` leads to it in a value.

    `gives_nothing`: it renders all the same, with nothing in its place.
    """

    line: int
    problem: str
    fix: str
    path: tuple[str | int, ...] = ()
    gives_nothing: bool = False

    def __str__(self) -> str:
        return f"{self.problem} {self.fix}".strip()


@dataclass(frozen=True, slots=True)
class Use:
    """Something that a template reads, such as `steps.fetch.output.url`, as far as its keys are plain."""

    keys: tuple[str, ...]
    line: int


def examine_text(
    text: str,
    *,
    names: Collection[str] = SKELETON_NAMES,
    trim_blocks: bool = False,
    lstrip_blocks: bool = False,
    cookiecutter: bool = False,
    extended: bool = False,
) -> tuple[Problem, ...]:
    """All that cannot work in a skeleton's text, in the order of its lines."""
    if not has_marks(text, cookiecutter=cookiecutter):
        return ()
    known = ("cookiecutter",) if cookiecutter and names is SKELETON_NAMES else names
    dialect = Dialect(trim_blocks, lstrip_blocks, cookiecutter, extended)
    return tuple(sorted(_problems(text, dialect, known), key=lambda each: each.line))


def examine_value(value: Any, *, names: Collection[str] = STEP_NAMES, extended: bool = False) -> tuple[Problem, ...]:
    """All that cannot work in a step's value; each problem says by its path in which text, and its line is that within the text."""
    dialect = Dialect(extended=extended)
    known = (*names, *_STEP_FUNCTIONS)
    return tuple(
        replace(problem, path=path)
        for path, text in _texts(value, ())
        for problem in sorted(_problems(text, dialect, known), key=lambda each: each.line)
    )


def uses_in(value: Any, *, cookiecutter: bool = False, extended: bool = False) -> tuple[Use, ...]:
    """What the texts of a value read; nothing of a text that cannot be read itself."""
    dialect = Dialect(cookiecutter=cookiecutter, extended=extended)
    return tuple(use for _, text in _texts(value, ()) for use in _uses(text, dialect))


def _uses(text: str, dialect: Dialect) -> Iterator[Use]:
    if not has_marks(text, cookiecutter=dialect.cookiecutter):
        return
    findings = _findings(text, dialect)
    yield from (Use(keys, line) for keys, line in findings.paths) if findings else ()


@lru_cache(maxsize=64)  # whoever examines a text asks for its uses next
def _findings(text: str, dialect: Dialect) -> Findings | None:
    """What a text that can be read comes across; it is shared, so nobody changes it."""
    try:
        return read_pieces(list(pieces_of(text, dialect)), dialect).findings
    except ExpressionError:
        return None


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _problems(text: str, dialect: Dialect, names: Collection[str]) -> Iterator[Problem]:
    findings = _findings(text, dialect)
    yield from _unknown(findings, dialect, names) if findings else _faults(text, dialect, names)


def _faults(text: str, dialect: Dialect, names: Collection[str]) -> Iterator[Problem]:
    """All faults of a text that cannot be read, expression by expression, and what is unknown in the rest of it."""
    try:
        pieces = list(pieces_of(text, dialect))
    except ExpressionError as error:
        yield _problem(error)
        return
    findings = Findings()
    readable: list[Piece] = []
    for piece in pieces:
        fault = _fault_of(piece, findings, dialect) if piece.kind is Kind.EXPRESSION else None
        if fault:
            yield fault
        readable.append(replace(piece, text="''") if fault else piece)
    try:
        findings = read_pieces(readable, dialect).findings
    except ExpressionError as error:
        yield _problem(error)
        findings.names.clear()
    yield from _unknown(findings, dialect, names)


def _fault_of(piece: Piece, findings: Findings, dialect: Dialect) -> Problem | None:
    try:
        Grammar(piece.text, piece.line, findings, dialect).expression()
    except ExpressionError as error:
        return _problem(error)
    return None


def _problem(error: ExpressionError) -> Problem:
    return Problem(error.line or 1, error.problem, error.fix)


def _unknown(findings: Findings, dialect: Dialect, names: Collection[str]) -> Iterator[Problem]:
    known = {*names, *findings.defined, *names_everywhere(dialect), *_ALWAYS_KNOWN}
    filters = filters_of(dialect)
    for name, line in findings.filters:
        if name not in filters:
            yield Problem(line, f"There is no filter `{name}`.", advice_on_filter(name, ", ".join(FILTERS)))
    for name, line in findings.tests:
        if name not in TESTS:
            yield Problem(line, f"There is no test `{name}`.", f"There are: {', '.join(TESTS)}.")
    for path, line in findings.calls:
        if not _can_be_called(path, known, dialect):
            yield Problem(line, f"`{path}` cannot be called.", advice_on_method(path))
    called = {path for path, _ in findings.calls}
    for name, line in findings.names:
        if name not in known and name not in called:
            said = f"`{name}` is not known here and gives nothing."
            yield Problem(line, said, _advice_on_name(name, names), gives_nothing=True)
    for line in findings.negations:
        yield Problem(
            line, "`not` belongs to the left side of the comparison only.", "Write `not (a == b)`, or `a != b`."
        )


def _can_be_called(path: str, known: Collection[str], dialect: Dialect) -> bool:
    _, dot, method = path.rpartition(".")
    if not dot:
        return path in known or not path.isidentifier()
    return not method.isidentifier() or method in method_names(dialect)


def _advice_on_name(name: str, names: Collection[str]) -> str:
    if is_of_github_actions(name):
        return RAW
    here = f"Here are: {', '.join(f'`{each}`' for each in names if each not in _STEP_FUNCTIONS)}."
    if name in ("parameters", "user", "secrets", "steps") and "values" in names:
        return f"Hand it to the skeleton under `values`, and write `values.{name}`. {here}"
    return here
