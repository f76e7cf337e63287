"""The functions that every template has: `range`, `cycler` and `joiner`."""

from collections.abc import Mapping, Sequence

from golden_paths.expressions.coercion import added, order, truth
from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import HasFacts
from golden_paths.expressions.values import UNDEFINED, Function, Value


def _checked(name: str, positional: Sequence[Value], named: Mapping[str, Value], most: int | None) -> Sequence[Value]:
    if named or (most is not None and len(positional) > most):
        raise ExpressionError(
            f"`{name}()` takes {'no named' if named else f'at most {most}'} arguments.", "Correct the call."
        )
    if any(isinstance(value, Function) for value in positional):
        raise ExpressionError(f"`{name}()` cannot take a function.", "Pass a value.")
    return positional


class _Range(Function):
    def call(self, meter: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        given = _checked("range", positional, named, 3)
        start, stop, step = (given[index] if index < len(given) else UNDEFINED for index in range(3))
        if stop is UNDEFINED:
            start, stop, step = 0, start, 1
        step = step if truth(step) else 1
        numbers: list[Value] = []
        sign = 1 if order(step, 0, meter) > 0 else -1
        while order(start, stop, meter) * sign < 0:
            meter.step()
            numbers.append(start)
            start = added(start, step, meter)
        return numbers


class _Cycler(HasFacts):
    """Gives its values in turn."""

    def __init__(self, values: Sequence[Value]) -> None:
        self._values = tuple(values)
        self._at = -1

    def call(self, _: Meter, __: Sequence[Value], ___: Mapping[str, Value], /) -> Value:
        raise ExpressionError("A cycler is not called itself.", "Write `.next()` behind it.")

    def facts(self) -> Mapping[str, Value]:
        current = self._values[self._at] if 0 <= self._at < len(self._values) else None
        return {"current": current, "next": _CyclerStep(self, 1), "reset": _CyclerStep(self, 0)}

    def turn(self, steps: int) -> Value:
        if not steps:
            self._at = -1
            return UNDEFINED
        self._at = (self._at + 1) % len(self._values) if self._values else 0
        return self._values[self._at] if self._values else UNDEFINED


class _CyclerStep(Function):
    def __init__(self, cycler: _Cycler, steps: int) -> None:
        self._cycler = cycler
        self._steps = steps

    def call(self, _: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        _checked("next" if self._steps else "reset", positional, named, 0)
        return self._cycler.turn(self._steps)


class _NewCycler(Function):
    def call(self, _: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        return _Cycler(_checked("cycler", positional, named, None))


class _Joiner(Function):
    """Gives nothing the first time and the separator from then on."""

    def __init__(self, separator: Value) -> None:
        self._separator = separator
        self._is_used = False

    def call(self, _: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        _checked("joiner", positional, named, 0)
        separator = self._separator if self._is_used else ""
        self._is_used = True
        return separator


class _NewJoiner(Function):
    def call(self, _: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        given = _checked("joiner", positional, named, 1)
        return _Joiner(given[0] if given and truth(given[0]) else ",")


class Asked(Function):
    """`always()` or `failure()` of a step's condition: it remembers that it was asked."""

    def __init__(self, answer: bool) -> None:
        self._answer = answer
        self.was_asked = False

    def call(self, _: Meter, positional: Sequence[Value], named: Mapping[str, Value], /) -> Value:
        _checked("failure", positional, named, None)
        self.was_asked = True
        return self._answer


_EVERYWHERE: Mapping[str, Value] = {"range": _Range(), "cycler": _NewCycler(), "joiner": _NewJoiner()}
_IN_COOKIECUTTER: Mapping[str, Value] = {**_EVERYWHERE, "True": True, "False": False, "None": None}


def names_everywhere(dialect: Dialect) -> Mapping[str, Value]:
    """The names that every template knows."""
    return _IN_COOKIECUTTER if dialect.cookiecutter else _EVERYWHERE
