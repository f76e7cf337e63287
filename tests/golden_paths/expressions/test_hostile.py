"""Templates are other people's code: none of them gets out of its data, runs for ever, or fills the memory."""

import time
import tracemalloc
from typing import Any

import pytest

from golden_paths.expressions import ExpressionError, LimitError, Limits, Meter, prepare, render_text, render_value
from tests.golden_paths.expressions.rendering import SAMPLE, fault, shown, template

MANY = "a" * 60

ENDLESS = [
    "{% for a in range(1000000000) %}{% endfor %}",
    "{% for a in range(900) %}{% for b in range(900) %}{% for c in range(900) %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in range(0, 1, 0.0000001) %}{% endfor %}",
    "{% for a in range(9007199254740993, 9007199254740999) %}{% endfor %}",
    "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}",
    "{% macro m(n) %}${{ m(n) }}${{ m(n) }}{% endmacro %}${{ m(1) }}",
    "{% macro m() %}${{ caller() }}{% endmacro %}{% macro n() %}{% call m() %}${{ n() }}{% endcall %}{% endmacro %}${{ n() }}",
    f"${{{{ r/(a|aa|aaa)+$/.test('{MANY}b') }}}}",
    f"${{{{ '{MANY}b' | replace(r/(a|aa|aaa)+$/, '') }}}}",
    f"${{{{ '{MANY}b'.split(r/(a|aa|aaa)+$/) }}}}",
    "${{ number[0:9007199254740993] }}",
]

BOMBS = [
    "${{ 'x' | center(1000000000) }}",
    "${{ 'x\nx' | indent(1000000000) }}",
    "${{ '' | indent(2e9, true) }}",
    "{% set x = 'x' %}{% for i in range(60) %}{% set x = x ~ x %}{% endfor %}${{ x }}",
    "{% set x = 'x' %}{% for i in range(60) %}{% set x = x + x %}{% endfor %}${{ x }}",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = x.concat(x) %}{% endfor %}${{ x | length }}",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = [x, x] %}{% endfor %}${{ x }}",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = [x, x] %}{% endfor %}${{ x | dump }}",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = [x, x] %}{% endfor %}${{ x.flat(99) }}",
    "{% set x = [1] %}{% for i in range(60) %}{% set x = [x, x] %}{% endfor %}${{ x == 'a' }}",
    "{% set x = 'ab' %}{% for i in range(40) %}{% set x = x | replace('', x) %}{% endfor %}",
    "{% set x = 'ab' %}{% for i in range(40) %}{% set x = x.replace('a', '$`$\\'$&$&$&ab') %}{% endfor %}",
    "{% set x = 'ab' %}{% for i in range(40) %}{% set x = x | replace(r/a/g, '$`$&$&$&a') %}{% endfor %}",
    "{% set x = 'a' %}{% for i in range(40) %}{% set x = [x, x, x] | join(x) %}{% endfor %}",
    "{% set x = '<' %}{% for i in range(40) %}{% set x = x | forceescape | forceescape %}{% endfor %}",
    "{% set x = '%' %}{% for i in range(60) %}{% set x = x | urlencode %}{% set x = x ~ x %}{% endfor %}",
    "{% set x %}x{% endset %}{% for i in range(60) %}{% set x %}${{ x }}${{ x }}{% endset %}{% endfor %}",
    "{% macro m(x) %}${{ x }}${{ x }}{% endmacro %}{% set x = 'x' %}{% for i in range(60) %}{% set x = m(x) %}{% endfor %}",
    "{% set l = [1] %}{% for i in range(9) %}{% for j in range(99999) %}${{ l.push('"
    + "x" * 2000
    + "') }}{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}" + "x" * 10_000 + "{% endfor %}",
    "{% set x %}{% for i in range(100000) %}" + "x" * 10_000 + "{% endfor %}{% endset %}",
    "${{ [] | batch(1000000000, 1) }}${{ [1] | batch(1000000000, 1) }}",
    "${{ [1] | slice(1000000000) }}",
    "${{ '{}' | dump(10) }}{% set x = [[]] %}{% for i in range(2000) %}{% set x = [x] %}{% endfor %}${{ x | dump(10) }}",
    "${{ (1).toFixed(1000000) }}${{ (1).toPrecision(1000000) }}",
]

TOO_DEEP = [
    "${{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "${{ " + "[" * 5000 + "]" * 5000 + " }}",
    "${{ " + "not " * 5000 + "1 }}",
    "${{ " + "-(" * 2000 + "1" + ")" * 2000 + " }}",
    "${{ 1" + " ** 1" * 5000 + " }}",
    "${{ x" + ".y" * 20_000 + " }}",
    "${{ x" + " and x" * 20_000 + " }}",
    "${{ x" + " + x" * 20_000 + " }}",
    "${{ x" + " | upper" * 20_000 + " }}",
    "${{ x" + "()" * 5000 + " }}",
    "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "{% for a in [1] %}" * 300 + "{% endfor %}" * 300,
    "{% if 0 %}" + "{% elif 0 %}" * 3000 + "{% endif %}",
    "{# x #}" * 100_000 + "${{ x }}" * 100_000,
]


@pytest.mark.parametrize("source", ENDLESS, ids=lambda source: source[:50])
def test_what_never_ends_is_ended(source: str) -> None:
    start = time.process_time()

    with pytest.raises(LimitError):
        render_text(source, prepare(SAMPLE), meter=Meter(Limits(seconds=0.5)))

    assert time.process_time() - start < 5


@pytest.mark.more
@pytest.mark.parametrize("source", BOMBS, ids=lambda source: source[:70])
def test_what_would_fill_the_memory_is_ended_before(source: str) -> None:
    tracemalloc.start()

    fault(source)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 400_000_000


@pytest.mark.more
@pytest.mark.parametrize("source", TOO_DEEP, ids=lambda source: source[:30])
def test_what_nests_too_deep_or_is_too_long_ends_in_a_sentence(source: str) -> None:
    start = time.process_time()

    problem = fault(source, {"x": "a"})

    assert problem == "" or problem.startswith(("Line 1: ", "This ", "`x", "A list"))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "expression",
    [
        "text.__class__", "text['__class__']", "text['__cla' + 'ss__']", "list.__len__", "thing._x", "thing['con' + 'structor']",
        "range.__globals__", "always.__self__", "text.toUpperCase.__func__", "loop.__init__", "text.format", "text.encode",
        "thing.update", "list.append", "nope.__class__.__mro__", "r/x/.source", "r/x/._compiled", "(1).real", "number.__add__",
        "self", "context", "environment", "_runtime", "cycler.__init__.__globals__", "lipsum", "namespace", "dict",
    ],
)  # fmt: skip
def test_nothing_of_python_can_be_reached(expression: str) -> None:
    assert shown(f"({expression}) is undefined") == "true"


@pytest.mark.parametrize(
    "source",
    [
        "${{ text | attr('__class__') }}",
        "${{ text | js read }}",
        "${{ text | format }}",
        "${{ text.format(1) }}",
        "${{ ''.join.call() }}",
        "${{ cycler(1).next.__call__() }}",
        "${{ thing() }}",
        "${{ number() }}",
        "{% set _runtime = 1 %}${{ _runtime() }}",
        "{% macro m() %}{% endmacro %}${{ m.__call__() }}",
        "${{ [range] | dump }}",
        "${{ range | sort }}",
        "${{ range + 1 }}",
    ],
)
def test_nothing_but_our_functions_can_be_called(source: str) -> None:
    assert fault(source)


def test_names_of_our_own_in_a_template_change_nothing() -> None:
    source = "{% set _runtime = 1 %}{% set context = 2 %}{% set environment = 3 %}"
    loop = "{% for _round_1 in list %}${{ _round_1 }}{% endfor %}"

    assert template(source + loop + "${{ _runtime }}${{ context }}${{ environment }}") == "312123"


@pytest.mark.parametrize("named", ["self", "__obj", "_JavaScriptSandbox__obj", "context", "class", "caller"])
def test_named_arguments_of_any_name_reach_macros_only(named: str) -> None:
    source = "{% macro m(" + named + "=1) %}${{ " + named + " }}{% endmacro %}${{ m(" + named + "=5) }}"

    assert template(source) == "5"


@pytest.mark.parametrize(
    "hostile", ["${{ 7*7 }}", "{{ 7*7 }}", "{% for x in y %}", "#}", "a\nb: c", "${{ secrets.TOKEN }}", "\0", "'\"\\"]
)
def test_values_arrive_as_data_wherever_they_are_used(hostile: str) -> None:
    values = {"x": hostile}

    assert render_text("[${{ values.x }}]", values) == f"[{hostile}]"
    assert render_text("{% set y = values.x %}{% for a in [y] %}${{ a ~ '' }}{% endfor %}", values) == hostile
    assert render_text("{% macro m(a) %}${{ a }}{% endmacro %}${{ m(values.x) }}", values) == hostile


def test_limits_can_be_set_lower_and_hold_over_several_texts() -> None:
    meter = Meter(Limits(characters=100))
    render_text("${{ values.x }}", {"x": "a" * 60}, meter=meter)

    with pytest.raises(LimitError, match="more than 100 characters"):
        render_text("${{ values.x }}", {"x": "a" * 60}, meter=meter)


def test_a_limit_is_never_swallowed() -> None:
    with pytest.raises(LimitError):
        render_value(["${{ range(100) }}", "${{ range(10000) }}"], {}, limits=Limits(steps=5_000))


def test_the_clock_ends_what_takes_too_long() -> None:
    ticks = iter(range(1_000_000))
    meter = Meter(Limits(seconds=5), clock=lambda: next(ticks))

    with pytest.raises(LimitError, match="longer than 5 seconds"):
        render_text("{% for a in range(10000) %}${{ a }}{% endfor %}", {}, meter=meter)


def test_values_that_nest_without_end_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(ExpressionError, match="nests more than 100 levels"):
        render_value("${{ x }}", {"x": endless})


def test_a_list_that_holds_itself_is_ended() -> None:
    assert "nests more than" in fault("{% set x = [1] %}${{ x.push(x) }}${{ x }}", SAMPLE)
    assert "nests more than" in fault("{% set x = [1] %}${{ x.push(x) }}${{ x | dump }}", SAMPLE)


@pytest.mark.more
def test_what_was_compiled_is_kept_only_as_long_as_there_is_room() -> None:
    tracemalloc.start()

    for number in range(6_000):
        render_text(f"${{{{ values.x }}}} {number}", {"x": 1})

    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000_000
