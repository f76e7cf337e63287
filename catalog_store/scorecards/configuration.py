"""The scorecard that the platform team wants: levels, built-in checks, their own, and Backstage's. Faults leave the rest alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from catalog_store.facts import Value
from catalog_store.scorecards import tech_insights
from catalog_store.scorecards.about import LEVELS
from catalog_store.scorecards.campaigns import read_campaigns
from catalog_store.scorecards.checks import ALL
from catalog_store.scorecards.conditions import Every
from catalog_store.scorecards.model import Check, Result, Scorecard
from catalog_store.scorecards.reading import Faults, RuleFault, Written, facts_from, filter_from, rule_from
from catalog_store.scorecards.written import mapping, new_id, only_keys, sentence

PLACE = "callboard.scorecards"
_KEYS = ("levels", "builtIn", "checks", "campaigns")
_CHECK_KEYS = ("id", "title", "level", "reason", "fix", "effort", "filter", "when", "pass", "tests")
_BUILT_IN_KEYS = ("leaveOut", "levels", "only")
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
    section = mapping(written, PLACE, faults)
    only_keys(section, _KEYS, PLACE, faults)
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
    checks = (*built_in, *own, *brought)
    campaigns = read_campaigns(section.get("campaigns"), checks, f"{PLACE}.campaigns", faults)
    return Configured(Scorecard(levels, checks, campaigns), tuple(tests), tuple(faults.found))


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
    section = mapping(written, place, faults)
    only_keys(section, _BUILT_IN_KEYS, place, faults)
    left_out = _ids(section.get("leaveOut"), f"{place}.leaveOut", faults)
    only = _ids(section.get("only"), f"{place}.only", faults) if "only" in section else None
    moved = mapping(section.get("levels"), f"{place}.levels", faults)
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
    only_keys(entry, _CHECK_KEYS, place, faults)
    check_id = new_id(entry.get("id"), f"{place}.id", taken, "check", faults)
    title = sentence(entry.get("title"), f"{place}.title", "title: Runs on Python 3.13", faults)
    level = _level(entry.get("level"), levels, f"{place}.level", faults)
    reason = sentence(entry.get("reason", "The platform team asks for it."), f"{place}.reason", "reason: Why", faults)
    fix = sentence(entry.get("fix", "Ask the platform team how to mend it."), f"{place}.fix", "fix: What to do", faults)
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
        told = mapping(entry, at, faults)
        facts = facts_from(told.get("facts"), f"{at}.facts", faults)
        wanted = told.get("result")
        if wanted not in set(Result):
            faults.add(f"{at}.result", f"{wanted!r} is no result", f"Write one of {', '.join(Result)}.")
        elif facts is not None:
            yield CheckTest(check_id, at, {"entity.kind": "component", **facts}, Result(wanted))
