"""Everything in `pasted.yaml` leads to what is meant, or to no single answer where more than one thing may be."""

from pathlib import Path

import pytest
import yaml

from catalog_store.resolver import Resolver

_PASTED: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("pasted.yaml").read_text(encoding="utf-8"))
_CASES = [pytest.param(text, meant, id=text[:70]) for meant, texts in _PASTED.items() for text in texts]


@pytest.mark.parametrize("text, meant", _CASES)
def test_finds_what_is_meant_or_does_not_say(resolver: Resolver, text: str, meant: str) -> None:
    resolution = resolver.resolve(text)

    found = str(resolution.candidates[0].ref) if resolution.is_clear else "abstain"
    assert found == meant


def test_there_are_many_ways_to_ask() -> None:
    assert len(_CASES) >= 200
