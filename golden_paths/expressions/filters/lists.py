"""Filters on lists and objects."""

from collections.abc import Callable, Sequence
from functools import cmp_to_key

from golden_paths.expressions.coercion import added, integer_of, is_same, order, shown, text_of, truth
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.filters.filter import (
    Filter,
    Given,
    argument,
    attribute_of,
    list_input,
    projected,
    sequence_input,
)
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import described, own
from golden_paths.expressions.predicates import check_name, holds_for
from golden_paths.expressions.values import UNDEFINED, SafeText, Value, in_order, units

_MOST_PIECES = 100_000


def _join(value: Value, given: Given, meter: Meter) -> Value:
    attribute = argument(given, 1)
    items = projected(value, attribute, meter) if truth(attribute) else list_input(value, "join")
    separator = text_of(argument(given, 0), meter) if truth(argument(given, 0)) else ""
    meter.step(len(items))
    texts = [shown(item, meter) for item in items]
    meter.build(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _edge(name: str, index: int) -> Callable[[Value, Given, Meter], Value]:
    def edge(value: Value, _: Given, __: Meter) -> Value:
        items = sequence_input(value, name)
        return items[index] if items else UNDEFINED

    return edge


def _length(value: Value, _: Given, __: Meter) -> Value:
    match value:
        case str():
            return len(units(value))
        case list() | dict():
            return len(value)
        case None:
            return 0
        case _:
            return 0 if value is UNDEFINED or value is False else UNDEFINED


def _list(value: Value, _: Given, meter: Meter) -> Value:
    match value:
        case str():
            items: list[Value] = list(units(value))
        case dict():
            items = [{"key": key, "value": item} for key, item in value.items()]
        case list():
            items = value
        case _:
            raise ExpressionError(
                f"The filter `list` works on lists, objects and text, and this is {described(value)}.",
                "Give it a default: `(x or []) | list`.",
            )
    meter.step(len(items))
    return items


def _reverse(value: Value, _: Given, meter: Meter) -> Value:
    match value:
        case str():
            turned = units(value)[::-1]
            return SafeText(turned) if isinstance(value, SafeText) else turned
        case list():
            meter.step(len(value))
            return value[::-1]
        case _:
            return []


def _sort(value: Value, given: Given, meter: Meter) -> Value:
    items = sequence_input(value, "sort") if isinstance(value, list | str) else []
    attribute = argument(given, 2)
    path = text_of(attribute, meter).split(".") if truth(attribute) else []
    meter.step(len(items))
    keys = {index: _sort_key(_behind(item, path), truth(argument(given, 1))) for index, item in enumerate(items)}
    sign = -1 if truth(argument(given, 0)) else 1

    def compare(left: int, right: int) -> int:
        meter.step()
        difference = order(keys[left], keys[right], meter)
        return sign * ((difference > 0) - (difference < 0))

    return [items[index] for index in sorted(keys, key=cmp_to_key(compare))]


def _sort_key(value: Value, case_matters: bool) -> Value:
    return value.lower() if isinstance(value, str) and not case_matters else value


def _behind(value: Value, path: list[str]) -> Value:
    for name in path:
        if value is None or value is UNDEFINED:
            raise ExpressionError(f"An item is {described(value)} and has no attributes.", "Leave such items out.")
        value = own(value, name)
    return value


def _sum(value: Value, given: Given, meter: Meter) -> Value:
    attribute = argument(given, 0)
    items = projected(value, attribute, meter) if truth(attribute) else list_input(value, "sum")
    total: Value = 0
    for item in items:
        meter.step()
        total = added(total, item, meter)
    return added(0 if argument(given, 1) is UNDEFINED else argument(given, 1), total, meter)


def _dictsort(value: Value, given: Given, meter: Meter) -> Value:
    if not isinstance(value, dict):
        raise ExpressionError(f"The filter `dictsort` works on an object, and this is {described(value)}.", "Pass one.")
    by = argument(given, 1)
    if by not in (UNDEFINED, "key", "value"):
        raise ExpressionError("The filter `dictsort` sorts by key or by value.", "Write `dictsort(false, 'value')`.")
    pairs: list[list[Value]] = [[key, item] for key, item in value.items()]
    place = 1 if by == "value" else 0
    case_matters = truth(argument(given, 0))

    def compare(left: list[Value], right: list[Value]) -> int:
        meter.step()
        first, second = (_upper(pair[place], case_matters) for pair in (left, right))
        return 1 if order(first, second, meter) > 0 else 0 if is_same(first, second) else -1

    return sorted(pairs, key=cmp_to_key(compare))


def _upper(value: Value, case_matters: bool) -> Value:
    return value.upper() if isinstance(value, str) and not case_matters else value


def _batch(value: Value, given: Given, meter: Meter) -> Value:
    items = sequence_input(value, "batch")
    size = integer_of(argument(given, 0), meter)
    if size < 1:
        raise ExpressionError("The filter `batch` takes a whole number above 0.", "Write `batch(3)`.")
    meter.step(len(items))
    rows = [items[start : start + size] for start in range(0, len(items), size)]
    if rows and truth(argument(given, 1)):
        missing = size - len(rows[-1])
        meter.step(missing)
        rows[-1] = rows[-1] + [argument(given, 1)] * missing
    return rows


def _slice(value: Value, given: Given, meter: Meter) -> Value:
    items: Sequence[Value] = units(value) if isinstance(value, str) else list_input(value, "slice")
    count = integer_of(argument(given, 0), meter)
    if not 1 <= count <= _MOST_PIECES:
        raise ExpressionError("The filter `slice` takes a whole number above 0.", "Write `slice(3)`.")
    meter.step(len(items) + count)
    length, longer = divmod(len(items), count)
    ends = [(index + 1) * length + min(index + 1, longer) for index in range(count)]
    columns = [items[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    if not truth(argument(given, 1)):
        return columns
    if isinstance(value, str):
        raise ExpressionError("The filter `slice` cannot fill up text.", "Leave out its second argument.")
    return [[*column, argument(given, 1)] if index >= longer else column for index, column in enumerate(columns)]


def _groupby(value: Value, given: Given, meter: Meter) -> Value:
    items = sequence_input(value, "groupby")
    attribute = argument(given, 0)
    path = text_of(attribute, meter).split(".") if truth(attribute) else []
    groups: dict[str, list[Value]] = {}
    for item in items:
        meter.step()
        groups.setdefault(text_of(_behind(item, path), meter), []).append(item)
    return in_order(dict(groups))


def _by_attribute(name: str, *, wanted: bool) -> Callable[[Value, Given, Meter], Value]:
    def select(value: Value, given: Given, meter: Meter) -> Value:
        items = list_input(value, name)
        meter.step(len(items))
        return [item for item in items if truth(attribute_of(item, argument(given, 0), meter)) is wanted]

    return select


def _by_test(name: str, *, wanted: bool) -> Callable[[Value, Given, Meter], Value]:
    def select(value: Value, given: Given, meter: Meter) -> Value:
        test = text_of(argument(given, 0), meter) if argument(given, 0) is not UNDEFINED else "truthy"
        check_name(test)
        items = sequence_input(value, name)
        meter.step(len(items))
        return [item for item in items if holds_for(test, item, given[1:], meter) is wanted]

    return select


LIST_FILTERS = (
    Filter("batch", "Rows of so many items; a second argument fills the last row", _batch),
    Filter("dictsort", "Pairs of key and value, sorted by key; `dictsort(false, 'value')` by value", _dictsort),
    Filter("first", "The first item", _edge("first", 0)),
    Filter("groupby", "An object of lists, by what the items have under a name", _groupby),
    Filter("join", "The items as one text; a second argument takes what they have under a name", _join),
    Filter("last", "The last item", _edge("last", -1)),
    Filter("length", "How many items, keys or characters", _length),
    Filter("list", "The characters of a text; an object as a list of `{key, value}`", _list),
    Filter("reject", "Without the items that are true, or that pass a test", _by_test("reject", wanted=False)),
    Filter("rejectattr", "Without the items that have something under a name", _by_attribute("rejectattr", wanted=False)),
    Filter("reverse", "The other way round", _reverse),
    Filter("select", "Only the items that are true, or that pass a test: `select('odd')`", _by_test("select", wanted=True)),
    Filter("selectattr", "Only the items that have something under a name", _by_attribute("selectattr", wanted=True)),
    Filter("slice", "So many columns; a second argument fills them up", _slice),
    Filter(
        "sort", "In order, numbers as numbers; `sort(true)` the other way round",
        _sort, ("reverse", "case_sensitive", "attribute"),
    ),
    Filter("sum", "All added up; an argument takes what they have under a name", _sum),
)  # fmt: skip
