"""The scorecard that the platform team wants: levels, built-in checks, their own, and Backstage's. Faults leave the rest alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from catalog_store.facts import Value
from catalog_store.scorecards import tech_insights
from catalog_store.scorecards.about import LEVELS
from catalog_store.scorecards.checks import ALL
from catalog_store.scorecards.conditions import Every
from catalog_store.scorecards.model import Check, Result, Scorecard
from catalog_store.scorecards.reading import Faults, RuleFault, Written, facts_from, filter_from, rule_from

PLACE = "callboard.scorecards"
_KEYS = ("levels", "builtIn", "checks")
_CHECK_KEYS = ("id", "title", "level", "reason", "fix", "effort", "filter", "when", "pass", "tests")
_BUILT_IN_KEYS = ("leaveOut", "levels", "only")
_LONGEST = 300
_MOST_CHECKS = 500
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class CheckTest:
    """What should come of a check for these facts."""

    check_id: str
    place: str
    facts: Mapping[str, Value]
    wanted: Result


@dataclass(frozen=True, slots=True)
class Configured:
    """The scorecard, the tests that stand beside its rules, and everything that is wrong with them."""

    scorecard: Scorecard
    tests: tuple[CheckTest, ...] = ()
    faults: tuple[RuleFault, ...] = ()


#: Where nothing is configured.
DEFAULT = Scorecard(LEVELS, ALL)


def read(written: object, insights: object = None) -> Configured:
    """The scorecard of `callboard.scorecards` and of Backstage's `techInsights`."""
    faults = Faults()
    section = _mapping(written, PLACE, faults)
    _only(section, _KEYS, PLACE, faults)
    levels = _levels(section.get("levels"), faults)
    built_in = tuple(_built_in(section.get("builtIn"), levels, faults))
    own: list[Check] = []
    tests: list[CheckTest] = []
    taken = {check.id for check in built_in}
    for place, entry in _entries(section.get("checks"), faults):
        check = _check(entry, place, levels, taken, faults)
        if check:
            own.append(check)
            taken.add(check.id)
            tests.extend(_tests(check.id, entry.get("tests"), f"{place}.tests", faults))
    brought = tech_insights.read(insights, taken, faults)
    return Configured(Scorecard(levels, (*built_in, *own, *brought)), tuple(tests), tuple(faults.found))


def _levels(written: object, faults: Faults) -> tuple[str, ...]:
    if written is None:
        return LEVELS
    place = f"{PLACE}.levels"
    listed = written if isinstance(written, list) else []
    found = tuple(dict.fromkeys(str(each).strip() for each in listed if isinstance(each, str) and each.strip()))
    if not found or len(found) != len(listed) or len(found) > _MOST_LEVELS or any(len(each) > 30 for each in found):
        faults.add(place, "are not one to ten different names", "Write for example `levels: [Bronze, Silver, Gold]`.")
        return LEVELS
    return found


def _built_in(written: object, levels: Sequence[str], faults: Faults) -> Iterator[Check]:
    """The checks that come with us, less those that are left out, at the levels that are wished."""
    place = f"{PLACE}.builtIn"
    section = _mapping(written, place, faults)
    _only(section, _BUILT_IN_KEYS, place, faults)
    left_out = _ids(section.get("leaveOut"), f"{place}.leaveOut", faults)
    only = _ids(section.get("only"), f"{place}.only", faults) if "only" in section else None
    moved = _mapping(section.get("levels"), f"{place}.levels", faults)
    _ids(list(moved), f"{place}.levels", faults)
    for check in ALL:
        if check.id in left_out or (only is not None and check.id not in only):
            continue
        level = _level(moved[check.id], levels, f"{place}.levels.{check.id}", faults) if check.id in moved else None
        yield replace(check, level=level or min(check.level, len(levels)))


def _ids(written: object, place: str, faults: Faults) -> frozenset[str]:
    if written is None:
        return frozenset()
    if not isinstance(written, list):
        faults.add(place, "must be a list of checks", "Write for example `[has-license]`.")
        return frozenset()
    known = [check.id for check in ALL]
    for index, name in enumerate(written):
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "docs/reference/checks.md lists them."
            faults.add(f"{place}[{index}]", f"there is no built-in check {name!r}", hint)
    return frozenset(str(name) for name in written)


def _entries(written: object, faults: Faults) -> Iterator[tuple[str, Written]]:
    place = f"{PLACE}.checks"
    if written is None:
        return
    if not isinstance(written, list) or len(written) > _MOST_CHECKS:
        faults.add(place, f"must be a list of at most {_MOST_CHECKS} checks", "Begin each with `- id: my-check`.")
        return
    for index, entry in enumerate(written):
        if isinstance(entry, Mapping):
            yield f"{place}[{index}]", entry
        else:
            faults.add(f"{place}[{index}]", "is no check", "Write its id, title, level and pass.")


def _check(entry: Written, place: str, levels: Sequence[str], taken: set[str], faults: Faults) -> Check | None:
    """The check, if nothing at all is wrong with it: half a rule would judge wrongly."""
    before = len(faults.found)
    _only(entry, _CHECK_KEYS, place, faults)
    check_id = _id(entry.get("id"), f"{place}.id", taken, faults)
    title = _sentence(entry.get("title"), f"{place}.title", "title: Runs on Python 3.13", faults)
    level = _level(entry.get("level"), levels, f"{place}.level", faults)
    reason = _sentence(entry.get("reason", "The platform team asks for it."), f"{place}.reason", "reason: Why", faults)
    fix = _sentence(
        entry.get("fix", "Ask the platform team how to mend it."), f"{place}.fix", "fix: What to do", faults
    )
    applies = filter_from(entry.get("filter"), f"{place}.filter", faults)
    when = rule_from(entry["when"], f"{place}.when", faults) if "when" in entry else None
    rule = rule_from(entry.get("pass"), f"{place}.pass", faults)
    effort = entry.get("effort", 2)
    if effort not in (1, 2, 3):
        faults.add(f"{place}.effort", "must be 1, 2 or 3", "1 is what takes minutes, 3 what takes days.")
    if len(faults.found) > before or not (check_id and title and level and reason and fix and applies and rule):
        return None
    about = Every((applies, when)) if when else applies
    return Check(check_id, title, level, reason, fix, rule, about, effort)


def _id(written: object, place: str, taken: set[str], faults: Faults) -> str | None:
    good = isinstance(written, str) and 0 < len(written) <= 60 and written.replace("-", "").isalnum()
    if not good or not str(written).isascii() or str(written) != str(written).lower():
        faults.add(
            place, "must be small letters, digits and hyphens, at most 60", "Write for example `id: on-python-3-13`."
        )
        return None
    if written in taken:
        faults.add(place, f"{written} is the id of another check", "Give it another one, or leave the other out.")
        return None
    return str(written)


def _sentence(written: object, place: str, example: str, faults: Faults) -> str | None:
    if not isinstance(written, str) or not written.strip() or len(written) > _LONGEST:
        faults.add(place, f"must be a text of at most {_LONGEST} signs", f"Write for example `{example}`.")
        return None
    return " ".join(written.split())


def _level(written: object, levels: Sequence[str], place: str, faults: Faults) -> int | None:
    found = [number for number, name in enumerate(levels, 1) if str(written).casefold() == name.casefold()]
    if not found:
        faults.add(place, f"{written!r} is no level", f"Write one of {', '.join(levels)}.")
    return found[0] if found else None


def _tests(check_id: str, written: object, place: str, faults: Faults) -> Iterator[CheckTest]:
    if written is None:
        return
    if not isinstance(written, list):
        faults.add(place, "must be a list", "Write for example `- facts: {…}` with `result: passed`.")
        return
    for index, entry in enumerate(written):
        at = f"{place}[{index}]"
        told = _mapping(entry, at, faults)
        facts = facts_from(told.get("facts"), f"{at}.facts", faults)
        wanted = told.get("result")
        if wanted not in set(Result):
            faults.add(f"{at}.result", f"{wanted!r} is no result", f"Write one of {', '.join(Result)}.")
        elif facts is not None:
            yield CheckTest(check_id, at, {"entity.kind": "component", **facts}, Result(wanted))


def _mapping(written: Any, place: str, faults: Faults) -> Written:  # Any: YAML
    if written is None:
        return {}
    if isinstance(written, Mapping):
        return written
    faults.add(place, "must be a mapping", "Indent its keys below it.")
    return {}


def _only(section: Written, known: Sequence[str], place: str, faults: Faults) -> None:
    for key in section:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            faults.add(f"{place}.{key}", "is not known", hint)
