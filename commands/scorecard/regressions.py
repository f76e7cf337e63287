"""What got worse since a team was last told: once, while it is so, and not again for a week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog_store.facts import Sheet
from catalog_store.reports.deliveries import Delivery
from catalog_store.reports.mendings import AskedMending
from catalog_store.reports.teams import ReportTeam
from catalog_store.scorecards import Check, Result, Scorecard, Standing
from catalog_store.standings.store import StandingChange
from commands import kit
from commands.ask import Answer, Block
from commands.naming import names
from commands.pull_requests import state_words
from commands.report_buttons import ending
from commands.scorecard.card import fix_and_menu
from commands.scorecard.digest import REPORT as DIGEST
from commands.scorecard.evidence_pages import evidence_page
from commands.scorecard.phrases import level_words
from commands.services import Services

REPORT = "regressions"
#: What comes and goes within this time is nobody's business.
SETTLED = timedelta(minutes=30)
#: After downtime nobody hears of what is older.
LATELY = timedelta(days=2)
_NOT_AGAIN_FOR = timedelta(days=7)
#: A change may become visible a little later than the time that it bears.
_OVERLAP = timedelta(minutes=10)
_MOST_ROWS = 10
_MOST_NAMED = 3

#: When a team was told of which check of which thing: `12 has-readme`.
Told = Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Worse:
    """A check that a thing passed and fails now. `page` shows why. In an older message it may be mended by now."""

    standing: Standing
    check: Check
    since: datetime
    page: str | None
    mending: AskedMending | None = None
    is_mended: bool = False

    @property
    def key(self) -> str:
        """What tells it apart."""
        return f"{self.standing.entity_id} {self.check.id}"


@dataclass(frozen=True, slots=True)
class Regressions:
    """What a team is to be told, and what it was told lately."""

    team: ReportTeam
    worse: Sequence[Worse]
    told_before: Told
    made_at: datetime

    @property
    def told(self) -> dict[str, str]:
        """What it will have been told, as it is kept."""
        lately = {key: at for key, at in self.told_before.items() if self.made_at - at < _NOT_AGAIN_FOR}
        return {key: at.isoformat() for key, at in (lately | {each.key: self.made_at for each in self.worse}).items()}

    @property
    def shown(self) -> dict[str, str]:
        """What this message is about, and since when each is so."""
        return {each.key: each.since.isoformat() for each in self.worse}


def gather(team: ReportTeam, services: Services, before: Mapping[str, Any]) -> Regressions:  # Any: JSON
    """What got worse since the team was last told anything, and still is. `before` is what the last message told."""
    now = services.clock()
    told = {str(key): datetime.fromisoformat(at) for key, at in (before.get("told") or {}).items()}
    found = {sheet.entity_id: (sheet, standing) for sheet, standing in services.judging.judge_with_facts((team.ref,))}
    changes = services.judging.standings.changes((team.ref,), since=_since(team, services, now))
    settled = [each for each in changes if each.is_regression and now - each.at >= SETTLED]
    worse = tuple(_still_worse(settled, found, services.judging.scorecard))
    recent = {key for key, at in told.items() if now - at < _NOT_AGAIN_FOR}
    return Regressions(team, tuple(each for each in worse if each.key not in recent), told, now)


def redrawn(delivery: Delivery, services: Services) -> Answer | None:
    """A message that was delivered, as it stands now: what is mended is told to be, and pull requests as far as they are."""
    team = services.report_teams.find(delivery.team)
    if team is None:
        return None
    found = {sheet.entity_id: (sheet, standing) for sheet, standing in services.judging.judge_with_facts((team.ref,))}
    mendings, scorecard = services.mendings.latest(list(found)), services.judging.scorecard
    worse = []
    for key, since in (delivery.told.get("shown") or {}).items():
        number, _, check_id = key.partition(" ")
        check, known = scorecard.find(check_id), found.get(int(number))
        if check and known:
            sheet, standing = known
            is_mended = standing.results.get(check.id) is not Result.FAILED
            mending, page = mendings.get((standing.entity_id, check.id)), evidence_page(check, sheet)
            worse.append(Worse(standing, check, datetime.fromisoformat(since), page, mending, is_mended))
    return message(Regressions(team, worse, {}, services.clock()), scorecard)


def message(found: Regressions, scorecard: Scorecard) -> Answer:
    """One message for all of it, the newest first."""
    label, shown = kit.shown(found.team.label), found.worse[:_MOST_ROWS]
    failing = [each for each in found.worse if not each.is_mended]
    things = names(dict.fromkeys(kit.shown(each.standing.label, 40) for each in failing), _MOST_NAMED)
    counted = f"{kit.counted(len(failing), 'check that was passed fails', 'checks that were passed fail')} now"
    more = len(found.worse) - len(shown)
    told = f"{label}: {counted}, of {things}." if failing else f"{label}: all that got worse is mended."
    return Answer(
        text=told,
        blocks=(
            kit.section(f":arrow_down: *{label}, what got worse*  ·  {counted if failing else 'all of it is mended'}"),
            *(block for number, each in enumerate(shown) for block in _row(each, scorecard, number)),
            *([kit.context(f"+{more} more; *All of it* lists them")] if more > 0 else []),
            *ending(REPORT, str(found.team.ref), words=f"scorecard team {found.team.ref}", is_daily=True),
            kit.context(
                f"Judged {kit.moment(found.made_at)}. Each is told once; the weekly scorecard goes on counting it."
            ),
        ),
    )


def _since(team: ReportTeam, services: Services, now: datetime) -> datetime:
    """Since the last message of this kind, or the last scorecard, which counts what got worse as well."""
    last = (services.deliveries.last(report, str(team.ref)) for report in (REPORT, DIGEST))
    return max([now - LATELY, *(each.claimed_at - SETTLED - _OVERLAP for each in last if each)])


def _still_worse(
    changes: Sequence[StandingChange], found: Mapping[int, tuple[Sheet, Standing]], scorecard: Scorecard
) -> Iterator[Worse]:
    """Each once, by its newest change."""
    seen: set[tuple[int, str]] = set()
    for change in changes:
        key, check = (change.entity_id, change.check_id), scorecard.find(change.check_id)
        sheet, standing = found.get(change.entity_id, (None, None))
        if key in seen or check is None or sheet is None or standing is None:
            continue
        seen.add(key)
        if standing.results.get(check.id) is Result.FAILED:
            yield Worse(standing, check, change.at, evidence_page(check, sheet))


def _row(worse: Worse, scorecard: Scorecard, number: int) -> Iterator[Block]:
    standing, check = worse.standing, worse.check
    why = f" {kit.link(worse.page, 'Why')}" if worse.page else ""
    lines = [f"*{kit.shown(standing.label)}*  ·  {level_words(scorecard, standing.level)}"]
    if worse.is_mended:
        lines.append(f":white_check_mark: again: *{kit.shown(check.title)}*")
    else:
        since = kit.moment(worse.since)
        lines.append(f"no longer: *{kit.shown(check.title)}*, since {since}. {kit.shown(check.fix, 200)}{why}")
    if worse.mending:
        lines.append(state_words(worse.mending))
    yield kit.section("\n".join(lines))
    if not worse.is_mended:
        yield from kit.row(list(fix_and_menu(standing.entity_id, check, number)))
