"""Results, levels and evidence in words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from catalog_store.facts import FactType, Value, kind_of
from catalog_store.scorecards import Evidence, Judged, Result, Scorecard, Standing
from catalog_store.scorecards.conditions import Operator
from commands import kit
from commands.naming import names

_MARKS: Mapping[Result, str] = {
    Result.PASSED: ":white_check_mark:",
    Result.FAILED: ":x:",
    Result.DOES_NOT_APPLY: ":heavy_minus_sign:",
    Result.UNKNOWN: ":grey_question:",
    Result.EXEMPT: ":ticket:",
}
_COMPARED: Mapping[Operator, str] = {
    Operator.IS: "wanted is",
    Operator.IS_NOT: "wanted is anything but",
    Operator.ONE_OF: "wanted is one of",
    Operator.NONE_OF: "wanted is none of",
    Operator.MATCHES: "wanted is something like",
    Operator.CONTAINS: "wanted is something with",
    Operator.CONTAINS_NOT: "wanted is something without",
    Operator.HAS_FILE: "wanted is a file like",
    Operator.AT_LEAST: "wanted is at least",
    Operator.AT_MOST: "wanted is at most",
    Operator.MORE_THAN: "wanted is more than",
    Operator.LESS_THAN: "wanted is less than",
    Operator.VERSION_AT_LEAST: "wanted is at least version",
    Operator.YOUNGER_THAN_DAYS: "wanted is within so many days:",
    Operator.OLDER_THAN_DAYS: "wanted is longer ago than so many days:",
}
_BESIDE: Mapping[Result, str] = {
    Result.UNKNOWN: "unknown",
    Result.EXEMPT: "exempt",
    Result.DOES_NOT_APPLY: "not applicable",
}
_WHY_BESIDE: Mapping[Result, str] = {
    Result.UNKNOWN: "Unknown: nothing that could tell is connected, or it has not told yet.",
    Result.DOES_NOT_APPLY: "Not applicable: asked of another kind, type or lifecycle.",
}
_THERE_IS = re.compile(r"there (?:is|are) ")
_VALUE_LIMIT = 60
_MOST_EVIDENCE = 3


def mark(result: Result) -> str:
    """The emoji of a result; the word always stands beside it."""
    return _MARKS[result]


def outcome_words(judged: Judged) -> str:
    """The check as a headline: its title says what holds, so that a failed one has to say that it does not."""
    title = kit.shown(judged.check.title)
    return f"{mark(judged.result)} *{'Not met: ' if judged.result is Result.FAILED else ''}{title}*"


def level_words(scorecard: Scorecard, level: int) -> str:
    """`Silver`, or that there is none yet."""
    return kit.shown(scorecard.level_name(level)) if level else f"below {kit.shown(scorecard.levels[0])}"


def passed_words(standing: Standing) -> str:
    """`14 of 18 judged checks passed`, and how many are not known, exempt, or do not apply."""
    counts = Counter(standing.results.values())
    judged = counts[Result.PASSED] + counts[Result.FAILED]
    told = [f"{counts[Result.PASSED]} of {kit.counted(judged, 'judged check')} passed" if judged else "nothing judged"]
    told += [f"{number} {words}" for result, words in _BESIDE.items() if (number := counts[result])]
    return ", ".join(told)


def uncounted_words(standing: Standing) -> str:
    """Why some checks stand beside the count, in sentences; empty when none do."""
    counts = Counter(standing.results.values())
    return " ".join(words for result, words in _WHY_BESIDE.items() if counts[result])


def evidence_words(judged: Judged, now: datetime) -> str:
    """What a result rests on: values, who says so, and how old that is."""
    if judged.exemption:
        until = f"{judged.exemption.until:%d %b %Y}"
        allowed = f", allowed by {kit.shown(judged.exemption.approved_by)}" if judged.exemption.approved_by else ""
        return f"exempt until {until}: {kit.shown(judged.exemption.reason, 200)}{allowed}"
    wanting = [each for each in judged.evidence if each.holds is not True] or list(judged.evidence)
    shown = [_evidence(each, now) for each in wanting[:_MOST_EVIDENCE]]
    more = f" +{len(wanting) - _MOST_EVIDENCE} more" if len(wanting) > _MOST_EVIDENCE else ""
    return "; ".join(shown) + more


def value_words(value: Value) -> str:
    """A value, ready to be shown."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return kit.moment(value)
    if isinstance(value, tuple):
        return names((kit.shown(each, 30) for each in value), 4)
    return kit.quoted(str(value), _VALUE_LIMIT)


def score_words(standings: Sequence[Standing], scorecard: Scorecard) -> str:
    """`2 Gold, 3 Silver, 1 below Bronze`, the highest first; what no check could judge has no level."""
    counts: dict[int, int] = {}
    for standing in standings:
        if standing.score is not None:
            counts[standing.level] = counts.get(standing.level, 0) + 1
    unjudged = len(standings) - sum(counts.values())
    return ", ".join(filter(None, (level_counts(counts, scorecard), f"{unjudged} not judged" if unjudged else "")))


def level_counts(counts: Mapping[int, int], scorecard: Scorecard) -> str:
    """The same of numbers."""
    return ", ".join(f"{counts[level]} {level_words(scorecard, level)}" for level in sorted(counts, reverse=True))


def _evidence(evidence: Evidence, now: datetime) -> str:
    kind = kind_of(evidence.condition.fact)
    about = kind.about if kind and ":" not in kind.name else evidence.condition.fact.partition(":")[2]
    what = f"{kit.shown(about)}"
    if evidence.fact is None and ":" not in evidence.condition.fact:
        why = f" ({kit.shown(evidence.fault, 300)})" if evidence.fault else ""
        return f"not known{' whether' if kind and kind.type is FactType.YES_OR_NO else ':'} {what}{why}"
    if evidence.fact and evidence.fact.value is False and evidence.holds is False:
        return f"{_missing(about)}{_told(evidence, now)}"
    value = value_words(evidence.fact.value) if evidence.fact else "nothing"
    wanted = _wanted(evidence)
    return f"{what}: {value}{f' ({wanted})' if wanted else ''}{_told(evidence, now)}"


def _missing(about: str) -> str:
    """`there is a README` that there is not: `missing: a README`."""
    thing = _THERE_IS.sub("", about)
    return f"{'missing' if thing != about else 'not so'}: {kit.shown(thing)}"


def _wanted(evidence: Evidence) -> str:
    """What would do, where the value alone doesn't say it."""
    operator, wanted = evidence.condition.operator, evidence.condition.wanted
    if evidence.holds or operator is Operator.EXISTS or isinstance(wanted, bool):
        return ""
    listed = wanted if isinstance(wanted, tuple) else (wanted,)
    return f"{_COMPARED[operator]} {kit.listed([kit.shown(str(each), 30) for each in listed[:5]], 'or')}"


def _told(evidence: Evidence, now: datetime) -> str:
    if evidence.fact is None:
        return ""
    reading = evidence.fact.reading
    age = kit.age(max(now - reading.read_at, now - now))
    source = kit.shown(reading.source, 40)
    if reading.fault:
        return f", last told by {source} {age} ({kit.shown(reading.fault)})"
    return f", {source} said so {age}{' (stale)' if reading.is_stale(now) else ''}"
