"""Rules as people write them in the configuration: read with every fault at its place, and all others kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from catalog_store import patterns
from catalog_store.facts import FactKind, FactType, Value, kind_of
from catalog_store.facts.collectors import names
from catalog_store.facts.values import value_from
from catalog_store.scorecards.conditions import ALLOWED, Condition, Every, Not, Operator, Rule, Some, Wanted, fact_is

Written = Mapping[str, Any]  # Any: YAML, as people write it

#: What a filter may name, and the fact that it means.
FILTERS: Mapping[str, str] = {
    "kind": "entity.kind",
    "type": "entity.type",
    "lifecycle": "entity.lifecycle",
    "namespace": "entity.namespace",
    "name": "entity.name",
    "system": "entity.system",
    "tag": "entity.tags",
    "language": "repository.language",
    "visibility": "repository.visibility",
    "owner": "owner.named",
}
_GROUPS: Mapping[str, type[Every] | type[Some]] = {"all": Every, "any": Some}
_DEEPEST = 20
_MOST_PARTS = 200
#: As json-rules-engine calls its operators, which Backstage's Tech Insights uses.
ENGINE_OPERATORS: Mapping[str, Operator] = {
    "equal": Operator.IS,
    "notEqual": Operator.IS_NOT,
    "in": Operator.ONE_OF,
    "notIn": Operator.NONE_OF,
    "lessThan": Operator.LESS_THAN,
    "lessThanInclusive": Operator.AT_MOST,
    "greaterThan": Operator.MORE_THAN,
    "greaterThanInclusive": Operator.AT_LEAST,
    "contains": Operator.CONTAINS,
    "doesNotContain": Operator.CONTAINS_NOT,
}


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong in the rules, where, and what to write instead."""

    place: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}. {self.fix}"


@dataclass(slots=True)
class Faults:
    """Collects what is wrong."""

    found: list[RuleFault] = field(default_factory=list)

    def add(self, place: str, problem: str, fix: str) -> None:
        """One more."""
        self.found.append(RuleFault(place, problem, fix))


def rule_from(written: object, place: str, faults: Faults, *, depth: int = 0) -> Rule | None:
    """The rule that stands at a place; None where it has a fault, which is told."""
    if isinstance(written, Sequence) and not isinstance(written, str):
        return _group(Every, written, place, faults, depth)
    if not isinstance(written, Mapping):
        faults.add(place, "is no condition", "Write a fact and what it is compared with, or all, any or not.")
        return None
    if depth > _DEEPEST:
        faults.add(place, f"is nested more than {_DEEPEST} deep", "Say it with fewer groups.")
        return None
    for key, group in _GROUPS.items():
        if key in written:
            _only(written, (key,), place, faults)
            return _group(group, written[key], f"{place}.{key}", faults, depth)
    if "not" in written:
        _only(written, ("not",), place, faults)
        part = rule_from(written["not"], f"{place}.not", faults, depth=depth + 1)
        return Not(part) if part else None
    return _condition(written, place, faults)


def filter_from(written: object, place: str, faults: Faults) -> Rule | None:
    """What a check is about: `{kind: component, type: [service, website]}`; without one, components."""
    if written is None:
        return fact_is("entity.kind", "component")
    if not isinstance(written, Mapping):
        faults.add(place, "is no filter", "Write for example `filter: {kind: component, type: service}`.")
        return None
    parts = [part for key in written if (part := _filtered(str(key), written[key], f"{place}.{key}", faults))]
    if "kind" not in written:
        parts.insert(0, fact_is("entity.kind", "component"))
    return Every(tuple(parts))


def _group(group: "type[Every] | type[Some]", written: object, place: str, faults: Faults, depth: int) -> Rule | None:
    if not isinstance(written, Sequence) or isinstance(written, str) or not written:
        faults.add(place, "has no conditions", "Write a list with at least one condition.")
        return None
    if len(written) > _MOST_PARTS:
        faults.add(place, f"has {len(written)} conditions", f"Write at most {_MOST_PARTS}.")
        return None
    parts = [rule_from(each, f"{place}[{index}]", faults, depth=depth + 1) for index, each in enumerate(written)]
    found = tuple(part for part in parts if part is not None)
    return group(found) if len(found) == len(parts) else None


def _condition(written: Written, place: str, faults: Faults) -> Condition | None:
    name = written.get("fact")
    kind = kind_of(name) if isinstance(name, str) else None
    if kind is None:
        faults.add(f"{place}.fact", *_unknown_fact(name))
        return None
    found = tuple(_comparisons(written))
    if len(found) != 1:
        problem = "compares with nothing" if not found else "compares in several ways"
        faults.add(place, problem, f"Write one of {', '.join(sorted(ALLOWED[kind.type]))}.")
        return None
    _only(written, ("fact", "operator", "value", found[0][0]), place, faults)
    return _compared(kind, *found[0], place, faults)


def _comparisons(written: Written) -> Iterator[tuple[str, object]]:
    """`{fact, atLeast: 3}`, or as json-rules-engine has it: `{fact, operator: greaterThanInclusive, value: 3}`."""
    if "operator" in written:
        yield str(written["operator"]), written.get("value")
    for operator in Operator:
        if operator in written:
            yield operator, written[operator]


def _compared(kind: FactKind, word: str, wanted: object, place: str, faults: Faults) -> Condition | None:
    operator = ENGINE_OPERATORS.get(word) or (Operator(word) if word in set(Operator) else None)
    if operator is None:
        near = get_close_matches(word, [*Operator, *ENGINE_OPERATORS], n=1)
        faults.add(f"{place}.operator", f"{word!r} is no comparison", f"Did you mean {near[0]}?" if near else _ALL)
        return None
    if operator not in ALLOWED[kind.type]:
        allowed = ", ".join(sorted(ALLOWED[kind.type]))
        faults.add(place, f"{kind.name} is a {kind.type}, which {operator} is not about", f"Write one of {allowed}.")
        return None
    problem = _misfit(kind, operator, wanted)
    if problem:
        faults.add(f"{place}.{operator}", *problem)
        return None
    return Condition(kind.name, operator, _wanted(wanted))


_ALL = f"Write one of {', '.join(Operator)}."


def _misfit(kind: FactKind, operator: Operator, wanted: object) -> tuple[str, str] | None:
    """Why a fact of this kind can't be compared with that in this way, and what to write."""
    if operator is Operator.EXISTS:
        return None if isinstance(wanted, bool) else ("must be true or false", "Write `exists: true`.")
    if operator in (Operator.ONE_OF, Operator.NONE_OF):
        listed = isinstance(wanted, Sequence) and not isinstance(wanted, str) and wanted
        return None if listed else ("must be a list", f"Write for example `{operator}: [a, b]`.")
    if operator is Operator.MATCHES:
        return _bad_pattern(wanted)
    if operator in (Operator.CONTAINS, Operator.CONTAINS_NOT, Operator.HAS_FILE, Operator.VERSION_AT_LEAST):
        told = isinstance(wanted, str | int | float) and not isinstance(wanted, bool)
        return None if told else ("must be a text", f"Write for example `{operator}: text`.")
    if operator in (Operator.IS, Operator.IS_NOT):
        return _other_type(kind, wanted)
    is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
    return None if is_number else ("must be a number", f"Write for example `{operator}: 3`.")


def _other_type(kind: FactKind, wanted: object) -> tuple[str, str] | None:
    examples = {FactType.YES_OR_NO: (bool, "true"), FactType.NUMBER: (int | float, "3"), FactType.TEXT: (str, "text")}
    wants, example = examples.get(kind.type, (object, "text"))
    fits = isinstance(wanted, wants) and (kind.type is FactType.YES_OR_NO) == isinstance(wanted, bool)
    return None if fits else (f"must be a {kind.type}, as {kind.name} is", f"Write for example `is: {example}`.")


def _bad_pattern(wanted: object) -> tuple[str, str] | None:
    if not isinstance(wanted, str) or len(wanted) > 300:
        return "must be a pattern of at most 300 signs", "Write for example `matches: ^payments-`."
    try:
        patterns.compiled(wanted, "i")
    except patterns.InvalidPatternError as error:
        return (
            f"is no pattern: {error.problem}",
            "Correct it; a dot, a bracket and a star have a meaning of their own.",
        )
    return None


def _wanted(written: Any) -> Wanted:  # Any: YAML
    return tuple(written) if isinstance(written, list) else written


def _filtered(key: str, wanted: object, place: str, faults: Faults) -> Rule | None:
    name = FILTERS.get(key) or (key if kind_of(key) else None)
    if name is None:
        near = get_close_matches(key, FILTERS, n=1)
        known = f"Did you mean {near[0]}?" if near else f"Write one of {', '.join(FILTERS)}, or the name of a fact."
        faults.add(place, f"{key!r} is nothing to filter by", known)
        return None
    listed = tuple(wanted) if isinstance(wanted, list) else (wanted,)
    if not listed or not all(isinstance(each, str | int | float) for each in listed):
        faults.add(place, "must be a text or a list of texts", f"Write for example `{key}: service`.")
        return None
    kind = kind_of(name)
    if kind and kind.type is FactType.LIST:
        return Some(tuple(Condition(name, Operator.CONTAINS, each) for each in listed))
    return Condition(name, Operator.ONE_OF, listed)


def _unknown_fact(name: object) -> tuple[str, str]:
    if not isinstance(name, str):
        return "no fact is named", "Write for example `fact: entity.description`."
    near = get_close_matches(name, names(), n=1, cutoff=0.5)
    listing = "docs/reference/checks.md lists all facts."
    return f"there is no fact {name!r}", f"Did you mean {near[0]}? {listing}" if near else listing


def _only(written: Written, known: Sequence[str], place: str, faults: Faults) -> None:
    for key in written:
        if key not in known:
            faults.add(f"{place}.{key}", "means nothing here", "Remove it, or put it into a condition of its own.")


def facts_from(written: object, place: str, faults: Faults) -> dict[str, Value] | None:
    """Facts as they stand in a test."""
    if not isinstance(written, Mapping):
        faults.add(place, "has no facts", "Write for example `facts: {entity.kind: component}`.")
        return None
    found: dict[str, Value] = {}
    for name, value in written.items():
        kind = kind_of(str(name))
        if kind is None:
            faults.add(f"{place}.{name}", *_unknown_fact(str(name)))
            return None
        converted = value_from(value, kind.type)
        if not kind.takes(converted):
            faults.add(f"{place}.{name}", f"must be a {kind.type}", "Correct the value.")
            return None
        found[kind.name] = converted
    return found
