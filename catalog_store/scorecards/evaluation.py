"""Judging: facts in, results out. Nothing is asked of anybody here, and the time is given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from catalog_store.facts import Sheet, source_of
from catalog_store.scorecards.conditions import Judge, Values, compiled, conditions
from catalog_store.scorecards.model import Check, Evidence, Exemption, Judged, Result, Scorecard, Standing

Exemptions = Mapping[str, Exemption]
_Judges = tuple[Check, Judge, Judge]

_OF_VERDICT = {True: Result.PASSED, False: Result.FAILED, None: Result.UNKNOWN}


class Evaluation:
    """A scorecard, ready to judge many entities."""

    def __init__(self, scorecard: Scorecard) -> None:
        self._scorecard = scorecard
        self._judges = _judges_of(scorecard.checks)
        self._campaigns = tuple(
            (campaign, compiled(campaign.applies), _judges_of(campaign.checks)) for campaign in scorecard.campaigns
        )

    def judge(self, sheet: Sheet, exempt: Exemptions, *, now: datetime, today: date | None = None) -> Standing:
        """All results of one entity. `today` is the day by which exemptions end."""
        day = today or now.date()
        values = sheet.values
        results = _results(self._judges, values, exempt, now, day)
        level = level_of(self._scorecard, results)
        campaigns = {
            campaign.id: worst(_results(judges, values, exempt, now, day).values())
            for campaign, applies, judges in self._campaigns
            if applies(values, now)
        }
        return Standing(sheet.entity_id, sheet.ref, sheet.label, sheet.owner, level, results, now, campaigns=campaigns)

    def explain(
        self, sheet: Sheet, exempt: Exemptions, *, now: datetime, today: date | None = None
    ) -> tuple[Judged, ...]:
        """The same with what each result rests on."""
        standing = self.judge(sheet, exempt, now=now, today=today)
        return tuple(
            Judged(
                check,
                standing.results[check.id],
                evidence_for(check, sheet, now=now),
                exempt.get(check.id) if standing.results[check.id] is Result.EXEMPT else None,
            )
            for check in self._scorecard.checks
        )


def worst(results: Iterable[Result]) -> Result:
    """What comes of several checks taken together: one that failed outweighs all others."""
    found = set(results)
    order = (Result.FAILED, Result.UNKNOWN, Result.PASSED, Result.EXEMPT)
    return next((each for each in order if each in found), Result.DOES_NOT_APPLY)


def _judges_of(checks: Sequence[Check]) -> tuple[_Judges, ...]:
    """Most checks are meant for the same few kinds of things: those share one judge of that, which is asked once a thing."""
    applies = {repr(check.applies): compiled(check.applies) for check in checks}
    return tuple((check, applies[repr(check.applies)], compiled(check.rule)) for check in checks)


def _results(
    judges: Iterable[_Judges], values: Values, exempt: Exemptions, now: datetime, day: date
) -> dict[str, Result]:
    results = {}
    meant: dict[Judge, bool | None] = {}
    for check, applies, judge in judges:
        if applies not in meant:
            meant[applies] = applies(values, now)
        is_meant = meant[applies]
        if is_meant is False:
            results[check.id] = Result.DOES_NOT_APPLY
            continue
        exemption = exempt.get(check.id)
        if exemption and exemption.holds(day):
            results[check.id] = Result.EXEMPT
        else:
            results[check.id] = Result.UNKNOWN if is_meant is None else _OF_VERDICT[judge(values, now)]
    return results


def evidence_for(check: Check, sheet: Sheet, *, now: datetime) -> tuple[Evidence, ...]:
    """What each condition of a check found."""
    return tuple(
        Evidence(
            condition,
            sheet.fact(condition.fact),
            compiled(condition)(sheet.values, now),
            sheet.fault(source_of(condition.fact)),
        )
        for condition in dict.fromkeys(conditions(check.rule))
    )


def level_of(scorecard: Scorecard, results: Mapping[str, Result]) -> int:
    """The highest level up to which nothing failed, and at each of which something was passed or needs not be.

    What is not known neither lifts nor holds down; a level of which nothing at all is known is not reached.
    """
    reached = 0
    for level in range(1, len(scorecard.levels) + 1):
        found = [results[check.id] for check in scorecard.checks if check.level == level]
        if Result.FAILED in found:
            break
        if Result.PASSED in found:
            reached = level
        elif Result.UNKNOWN in found:
            break
    return reached


def to_next_level(scorecard: Scorecard, standing: Standing) -> tuple[Check, ...]:
    """The failed checks that keep it from its next level, the cheapest first; of no level, those of the highest that it has."""
    failed = [check for check in scorecard.checks if standing.results.get(check.id) is Result.FAILED]
    nearest = min((check.level for check in failed), default=0)
    return tuple(sorted((check for check in failed if check.level == nearest), key=lambda check: check.effort))


def judge_all(
    scorecard: Scorecard,
    sheets: Iterable[Sheet],
    exempt: Mapping[int, Exemptions],
    *,
    now: datetime,
    today: date | None = None,
) -> Sequence[Standing]:
    """The standings of many, in their order."""
    evaluation = Evaluation(scorecard)
    return [evaluation.judge(sheet, exempt.get(sheet.entity_id, {}), now=now, today=today) for sheet in sheets]
