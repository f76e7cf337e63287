"""How alike words are. The one door to RapidFuzz, which is loaded with the first comparison: many a process makes none."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple


class Alike(NamedTuple):
    """A word so many slips away from the one in question, and its place among those that were compared."""

    slips: int
    place: int
    word: str


def alike(word: str, among: Sequence[str], *, slips: int, limit: int) -> list[Alike]:
    """Words at most so many slips away, nearest first. Two letters that changed places are one slip."""
    scorer = _distance().OSA.distance
    found = _process().extract(word, among, scorer=scorer, processor=None, score_cutoff=slips, limit=limit)
    return sorted(Alike(distance, place, match) for match, distance, place in found)


def quickly_alike(word: str, among: Sequence[str], *, slips: int, limit: int) -> list[Alike]:
    """The same among very many, quicker, where a change of places uses up two of the slips. It is told as one."""
    scorer = _distance().Levenshtein.distance
    found = _process().extract(word, among, scorer=scorer, processor=None, score_cutoff=slips, limit=limit)
    return sorted(Alike(_distance().OSA.distance(word, match), place, match) for match, _, place in found)


def likeness(word: str, other: str) -> float:
    """From 0, nothing alike, to 100, the same."""
    return float(import_module("rapidfuzz.fuzz").ratio(word, other))


def likest(word: str, among: Iterable[str], *, least: float) -> list[str]:
    """At most five words that are at least so much alike, likeliest first."""
    scored = [(likeness(word, other), other) for other in among]
    return [other for score, other in sorted(scored, key=lambda each: -each[0])[:5] if score >= least]


@cache
def _distance() -> Any:  # Any: a module
    return import_module("rapidfuzz.distance")


@cache
def _process() -> Any:  # Any: a module
    return import_module("rapidfuzz.process")
