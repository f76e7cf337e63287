"""YAML comes out to the letter as npm's `yaml` 2.9 and js-yaml 4.3 write it: `recorded.json` is what they made of chance values."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.descriptors.exact import read
from golden_paths.yaml_text import Style, dumped, yaml_of

RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))
TEXTS = st.text(alphabet="ab:#- \n'\"\\{[,&*!|>%@`?.0_~é\t", max_size=90)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)

each_recorded = pytest.mark.parametrize("case", RECORDED, ids=lambda case: json.dumps(case["value"])[:30])


@each_recorded
def test_is_written_as_npm_s_yaml_does(case: dict[str, Any]) -> None:
    assert yaml_of(case["value"]) == case["yaml"]


@each_recorded
def test_is_written_as_js_yaml_does(case: dict[str, Any]) -> None:
    assert dumped(case["value"]) == case["js-yaml"]


@given(st.dictionaries(st.just("key") | TEXTS, VALUES, min_size=1, max_size=3))
def test_is_read_as_what_was_written(value: dict[str, Any]) -> None:
    assert read(yaml_of(value)) == value


@pytest.mark.parametrize(
    "style, expected",
    [
        (Style(indent=4), "a:\n    - b: 1\nc: '2'\n"),
        (Style(indents_lists=False), "a:\n- b: 1\nc: '2'\n"),
        (Style(quote='"'), 'a:\n  - b: 1\nc: "2"\n'),
        (Style(sorts_keys=True, quotes_all=True), "a:\n  - b: 1\nc: '2'\n"),
    ],
)
def test_js_yaml_s_options_are_heeded(style: Style, expected: str) -> None:
    assert dumped({"a": [{"b": 1}], "c": "2"}, style) == expected


def test_long_lines_are_folded_at_80_signs_or_never() -> None:
    words = {"a": "word " * 30}
    assert max(map(len, yaml_of(words).splitlines())) <= 80
    assert dumped({"a": words["a"].strip()}, Style(width=-1)).count("\n") == 1


@pytest.mark.parametrize(
    "value, expected",
    [
        ({"on": "yes", "day": "2020-01-01"}, "on: yes\nday: 2020-01-01\n"),
        ({"a": "true", "b": "1", "c": "0123456789"}, 'a: "true"\nb: "1"\nc: "0123456789"\n'),
        ({"a": "- x", "b": "a: b"}, 'a: "- x"\nb: "a: b"\n'),
        ({"a": "one\ntwo", "b": "one\n"}, "a: |-\n  one\n  two\nb: |\n  one\n"),
        ({"a": None, "b": [], "c": {}}, "a: null\nb: []\nc: {}\n"),
        ({"a": [{"b": 1, "c": [2]}]}, "a:\n  - b: 1\n    c:\n      - 2\n"),
        ({"a": 1.0, "b": 1e21}, "a: 1\nb: 1e+21\n"),
    ],
)
def test_is_written_plainly(value: object, expected: str) -> None:
    assert yaml_of(value) == expected
