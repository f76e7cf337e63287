"""What a check asks of the facts: conditions, and how they are put together. True, false, or not known."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TypeAlias

from catalog_store import patterns
from catalog_store.facts import FactType, Value

#: What it is compared with: as it stands in the configuration.
Wanted: TypeAlias = bool | int | float | str | tuple[bool | int | float | str, ...] | None
Values = Mapping[str, Value]
#: True, false, or None where a fact is missing that the answer hangs on.
Judge: TypeAlias = Callable[[Values, datetime], bool | None]

#: Patterns see no more of a text than this, so that none takes long.
_LONGEST = 1000
#: In seconds. What a pattern that never ends would say is not known.
_PATIENCE = 0.05
_VERSION = re.compile(r"\d+(?:\.\d+)*")


class Operator(StrEnum):
    """How a fact is compared. Each is written as a key of the condition."""

    IS = "is"
    IS_NOT = "isNot"
    ONE_OF = "oneOf"
    NONE_OF = "noneOf"
    EXISTS = "exists"
    MATCHES = "matches"
    CONTAINS = "contains"
    CONTAINS_NOT = "containsNot"
    HAS_FILE = "hasFile"
    AT_LEAST = "atLeast"
    AT_MOST = "atMost"
    MORE_THAN = "moreThan"
    LESS_THAN = "lessThan"
    VERSION_AT_LEAST = "versionAtLeast"
    YOUNGER_THAN_DAYS = "youngerThanDays"
    OLDER_THAN_DAYS = "olderThanDays"


_NUMBERS = frozenset((Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN))
_TEXTS = frozenset((Operator.MATCHES, Operator.VERSION_AT_LEAST))
_TIMES = frozenset((Operator.YOUNGER_THAN_DAYS, Operator.OLDER_THAN_DAYS))
_MEMBERS = frozenset((Operator.CONTAINS, Operator.CONTAINS_NOT))

#: Which operators make sense for a fact of each type, besides those that always do.
ALLOWED: Mapping[FactType, frozenset[Operator]] = {
    FactType.YES_OR_NO: frozenset((Operator.IS, Operator.IS_NOT, Operator.EXISTS)),
    FactType.NUMBER: frozenset(
        (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, Operator.EXISTS, *_NUMBERS)
    ),
    FactType.TEXT: frozenset(
        (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, Operator.EXISTS, *_TEXTS, *_MEMBERS)
    ),
    FactType.TIME: frozenset((Operator.EXISTS, *_TIMES)),
    FactType.LIST: frozenset((Operator.EXISTS, Operator.HAS_FILE, *_MEMBERS)),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One question to one fact."""

    fact: str
    operator: Operator
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    of: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these holds."""

    of: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    of: "Rule"


Rule: TypeAlias = Condition | Every | Some | Not


def fact_is(name: str, wanted: Wanted = True) -> Condition:
    """The fact has this value."""
    return Condition(name, Operator.IS, wanted)


def fact_exists(name: str) -> Condition:
    """The fact says something."""
    return Condition(name, Operator.EXISTS, True)


def compiled(rule: Rule) -> Judge:
    """The rule as a function of the facts."""
    if isinstance(rule, Condition):
        return _compiled(rule)
    if isinstance(rule, Not):
        return _negated(compiled(rule.of))
    return _together(tuple(map(compiled, rule.of)), decisive=isinstance(rule, Some))


def conditions(rule: Rule) -> Iterator[Condition]:
    """All conditions in a rule, in their order."""
    if isinstance(rule, Condition):
        yield rule
    elif isinstance(rule, Not):
        yield from conditions(rule.of)
    else:
        for part in rule.of:
            yield from conditions(part)


def _together(parts: tuple[Judge, ...], *, decisive: bool) -> Judge:
    """All or some of several: one that says `decisive` settles it, whatever is not known."""

    def judge(values: Values, now: datetime) -> bool | None:
        verdict: bool | None = not decisive
        for part in parts:
            answer = part(values, now)
            if answer is decisive:
                return decisive
            if answer is None:
                verdict = None
        return verdict

    return judge


def _negated(part: Judge) -> Judge:
    def judge(values: Values, now: datetime) -> bool | None:
        answer = part(values, now)
        return None if answer is None else not answer

    return judge


def _compiled(condition: Condition) -> Judge:
    name, compare = condition.fact, _COMPARISONS[condition.operator](condition.wanted)
    # What a file may name freely is known not to be there when it is not named.
    is_open = name.startswith(("annotation:", "label:"))

    def judge(values: Values, now: datetime) -> bool | None:
        if name in values:
            return compare(values[name], now)
        return compare(None, now) if is_open and "entity.kind" in values else None

    return judge


_Compare: TypeAlias = Callable[[Value, datetime], bool | None]


def _equal(wanted: Wanted) -> _Compare:
    same = _same_as(wanted)
    return lambda value, _now: same(value)


def _unequal(wanted: Wanted) -> _Compare:
    same = _same_as(wanted)
    return lambda value, _now: not same(value)


def _one_of(wanted: Wanted) -> _Compare:
    among = _among(wanted)
    return lambda value, _now: among(value)


def _none_of(wanted: Wanted) -> _Compare:
    among = _among(wanted)
    return lambda value, _now: not among(value)


def _exists(wanted: Wanted) -> _Compare:
    return lambda value, _now: (value is not None and value not in ("", ())) is bool(wanted)


def _matches(wanted: Wanted) -> _Compare:
    pattern = patterns.compiled(str(wanted), "i")

    def compare(value: Value, _now: datetime) -> bool | None:
        if not isinstance(value, str):
            return False
        try:
            return pattern.search(value[:_LONGEST], timeout=_PATIENCE) is not None
        except TimeoutError:
            return None

    return compare


def _contains(wanted: Wanted) -> _Compare:
    sought = str(wanted).lower()
    return lambda value, _now: _has(value, sought)


def _contains_not(wanted: Wanted) -> _Compare:
    sought = str(wanted).lower()
    return lambda value, _now: not _has(value, sought)


def _has_file(wanted: Wanted) -> _Compare:
    pattern = str(wanted).lower().lstrip("/")
    return lambda value, _now: isinstance(value, tuple) and any(fnmatchcase(path, pattern) for path in value)


def _numeric(holds: Callable[[float, float], bool]) -> Callable[[Wanted], _Compare]:
    def made(wanted: Wanted) -> _Compare:
        limit = float(wanted) if isinstance(wanted, int | float) else 0.0
        return lambda value, _now: (
            isinstance(value, int | float) and not isinstance(value, bool) and holds(float(value), limit)
        )

    return made


def _version_at_least(wanted: Wanted) -> _Compare:
    least = version(str(wanted))

    def compare(value: Value, _now: datetime) -> bool | None:
        found = version(value) if isinstance(value, str) else None
        return None if found is None or least is None else found >= least

    return compare


def _younger(wanted: Wanted) -> _Compare:
    span = _days(wanted)
    return lambda value, now: isinstance(value, datetime) and now - value <= span


def _older(wanted: Wanted) -> _Compare:
    span = _days(wanted)
    return lambda value, now: isinstance(value, datetime) and now - value > span


_COMPARISONS: Mapping[Operator, Callable[[Wanted], _Compare]] = {
    Operator.IS: _equal,
    Operator.IS_NOT: _unequal,
    Operator.ONE_OF: _one_of,
    Operator.NONE_OF: _none_of,
    Operator.EXISTS: _exists,
    Operator.MATCHES: _matches,
    Operator.CONTAINS: _contains,
    Operator.CONTAINS_NOT: _contains_not,
    Operator.HAS_FILE: _has_file,
    Operator.AT_LEAST: _numeric(lambda value, limit: value >= limit),
    Operator.AT_MOST: _numeric(lambda value, limit: value <= limit),
    Operator.MORE_THAN: _numeric(lambda value, limit: value > limit),
    Operator.LESS_THAN: _numeric(lambda value, limit: value < limit),
    Operator.VERSION_AT_LEAST: _version_at_least,
    Operator.YOUNGER_THAN_DAYS: _younger,
    Operator.OLDER_THAN_DAYS: _older,
}


def version(text: str) -> tuple[int, ...] | None:
    """The first dotted number in a text, without zeros at its end: `Python 3.13.0` is (3, 13)."""
    found = _VERSION.search(text[:_LONGEST])
    if found is None or len(found[0]) > 40:
        return None
    parts = [int(part) for part in found[0].split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _same_as(wanted: object) -> Callable[[Value], bool]:
    """Texts are the same in any case, as people write `Production`; true is not 1."""
    if isinstance(wanted, str):
        folded = wanted.casefold()
        return lambda value: isinstance(value, str) and value.casefold() == folded
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    return lambda value: not isinstance(value, bool) and value == wanted


def _among(wanted: Wanted) -> Callable[[Value], bool]:
    """Whether a value is the same as one of these."""
    listed = wanted if isinstance(wanted, tuple) else (wanted,)
    texts = frozenset(each.casefold() for each in listed if isinstance(each, str))
    others = tuple(_same_as(each) for each in listed if not isinstance(each, str))
    return lambda value: value.casefold() in texts if isinstance(value, str) else any(same(value) for same in others)


def _has(value: Value, sought: str) -> bool:
    if isinstance(value, str):
        return sought in value[:_LONGEST].lower()
    return isinstance(value, tuple) and any(each.lower() == sought for each in value)


def _days(wanted: Wanted) -> timedelta:
    return timedelta(days=float(wanted) if isinstance(wanted, int | float) else 0)
