"""The methods of lists. Those that change a list change it for the rest of the template, never for the caller."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from golden_paths.expressions.coercion import integer_of, is_same, shown, text_of
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.methods.method import ANY_NUMBER, Method, argument, by_name
from golden_paths.expressions.values import UNDEFINED, Value, units

Items: TypeAlias = list[Value]


def _at(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    position = integer_of(given[0], meter)
    return items[position] if -len(items) <= position < len(items) else UNDEFINED


def _concat(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    joined = list(items)
    for value in given:
        more = value if isinstance(value, list) else [value]
        meter.step(len(joined) + len(more))
        joined += more
    return joined


def _flat(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    return _flattened(items, integer_of(argument(given, 0), meter, 1), meter)


def _flattened(items: Items, depth: int, meter: Meter) -> Items:
    flat: Items = []
    with meter.deeper():
        for item in items:
            meter.step()
            if isinstance(item, list) and depth > 0:
                flat += _flattened(item, depth - 1, meter)
            else:
                flat.append(item)
    return flat


def _position(items: Items, given: Sequence[Value], index: int, meter: Meter, default: int) -> int:
    """A position as JavaScript reads it: negative ones count from the end."""
    position = integer_of(argument(given, index), meter, default)
    return max(position + len(items), 0) if position < 0 else min(position, len(items))


def _index_of(items: Items, given: Sequence[Value], meter: Meter) -> int:
    meter.step(len(items))
    start = _position(items, given, 1, meter, 0)
    return next((index for index in range(start, len(items)) if is_same(items[index], given[0])), -1)


def _includes(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    wanted = given[0]
    if wanted != wanted:
        return any(item != item for item in items)
    return _index_of(items, given, meter) >= 0


def _last_index_of(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(items))
    start = len(items) - 1 if len(given) < 2 or given[1] is UNDEFINED else integer_of(given[1], meter)
    start = start + len(items) if start < 0 else min(start, len(items) - 1)
    return next((index for index in range(start, -1, -1) if is_same(items[index], given[0])), -1)


def _join(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    separator = "," if argument(given, 0) is UNDEFINED else text_of(argument(given, 0), meter)
    texts = [shown(item, meter) for item in items]
    meter.build(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _slice(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    cut = items[_position(items, given, 0, meter, 0) : _position(items, given, 1, meter, len(items))]
    meter.step(len(cut))
    return cut


def _push(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(given))
    items.extend(given)
    return len(items)


def _pop(items: Items, _: Sequence[Value], __: Meter) -> Value:
    return items.pop() if items else UNDEFINED


def _shift(items: Items, _: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(items))
    return items.pop(0) if items else UNDEFINED


def _unshift(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(items) + len(given))
    items[:0] = given
    return len(items)


def _splice(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    if not given:
        return []
    meter.step(len(items) + len(given))
    start = _position(items, given, 0, meter, 0)
    count = max(integer_of(given[1], meter), 0) if argument(given, 1) is not UNDEFINED else len(items)
    removed = items[start : start + count]
    items[start : start + count] = given[2:]
    return removed


def _sort(items: Items, _: Sequence[Value], meter: Meter) -> Value:
    """By text, as JavaScript sorts: 10 comes before 9; undefined ones last."""
    meter.step(len(items))
    present = sorted((item for item in items if item is not UNDEFINED), key=lambda item: units(text_of(item, meter)))
    items[:] = [*present, *(item for item in items if item is UNDEFINED)]
    return items


def _reverse(items: Items, _: Sequence[Value], meter: Meter) -> Value:
    meter.step(len(items))
    items.reverse()
    return items


def _fill(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    start, stop = _position(items, given, 1, meter, 0), _position(items, given, 2, meter, len(items))
    meter.step(len(items))
    items[start:stop] = [given[0]] * max(stop - start, 0)
    return items


def _copy_within(items: Items, given: Sequence[Value], meter: Meter) -> Value:
    target = _position(items, given, 0, meter, 0)
    source = items[_position(items, given, 1, meter, 0) : _position(items, given, 2, meter, len(items))]
    meter.step(len(items))
    source = source[: len(items) - target]
    items[target : target + len(source)] = source
    return items


LIST_METHODS: Mapping[str, Method[Items]] = by_name(
    Method("at", 1, 1, _at),
    Method("concat", 0, ANY_NUMBER, _concat),
    Method("copyWithin", 1, 3, _copy_within),
    Method("fill", 1, 3, _fill),
    Method("flat", 0, 1, _flat),
    Method("includes", 1, 2, _includes),
    Method("indexOf", 1, 2, _index_of),
    Method("join", 0, 1, _join),
    Method("lastIndexOf", 1, 2, _last_index_of),
    Method("pop", 0, 0, _pop),
    Method("push", 0, ANY_NUMBER, _push),
    Method("reverse", 0, 0, _reverse),
    Method("shift", 0, 0, _shift),
    Method("slice", 0, 2, _slice),
    Method("sort", 0, 0, _sort),
    Method("splice", 0, ANY_NUMBER, _splice),
    Method("unshift", 0, ANY_NUMBER, _unshift),
)
