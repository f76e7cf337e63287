"""How a team's weekly scorecard looks: what changed, the worst first, and for each the cheapest step up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from catalog_store.facts import Sheet
from catalog_store.reports.deliveries import Delivery
from catalog_store.reports.mendings import AskedMending, MendingState
from catalog_store.reports.teams import ReportTeam
from catalog_store.scorecards import Check, Result, Scorecard, Standing, to_next_level
from commands import kit
from commands.ask import Answer, Block
from commands.pull_requests import state_words
from commands.report_buttons import ending
from commands.scorecard.card import fix_and_menu
from commands.scorecard.evidence_pages import evidence_page
from commands.scorecard.phrases import level_words, passed_words, score_words
from commands.scorecard.team import worst_first
from commands.services import Services

REPORT = "scorecard"
_MOST_ROWS = 10
_MOST_NAMED = 3
_MENDED_LIMIT = 1_000
_ISO_WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_LATELY = timedelta(days=14)

#: What a digest said, in numbers: for each thing its level and how many checks failed.
Told = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest is made of. `before` is what the one before said; None for the first.

    `pages` show why the next step of a thing is not done, by its id.
    """

    team_ref: str
    label: str
    standings: Sequence[Standing]
    before: Told | None
    mendings: Mapping[tuple[int, str], AskedMending]
    period: str
    made_at: datetime
    pages: Mapping[int, str] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, tuple[int, int]]:
        """What this one says, to be compared with later."""
        return {str(each.ref): (each.level, len(each.having(Result.FAILED))) for each in self.standings}

    @property
    def is_unchanged(self) -> bool:
        """Nothing is other than it was told before."""
        return self.before is not None and {ref: tuple(each) for ref, each in self.before.items()} == self.told

    @property
    def is_well(self) -> bool:
        """Nothing has failed."""
        return not any(each.having(Result.FAILED) for each in self.standings)


def gather(team: ReportTeam, services: Services, *, before: Mapping[str, Any], period: str) -> Digest:  # Any: JSON
    """All that a team's digest is made of, judged now. `before` is what the last one told."""
    found = services.judging.judge_with_facts((team.ref,))
    standings = [standing for _, standing in found]
    mendings = services.mendings.latest([each.entity_id for each in standings])
    things = before.get("things")
    told = {ref: (each[0], each[1]) for ref, each in things.items()} if things is not None else None
    pages = dict(_pages(found, services.judging.scorecard))
    return Digest(str(team.ref), team.label, standings, told, mendings, period, services.clock(), pages)


def _pages(found: Sequence[tuple[Sheet, Standing]], scorecard: Scorecard) -> Iterator[tuple[int, str]]:
    for sheet, standing in found:
        following = to_next_level(scorecard, standing)
        if following and (page := evidence_page(following[0], sheet)):
            yield standing.entity_id, page


def redrawn(delivery: Delivery, services: Services) -> Answer | None:
    """A digest that was delivered, as it stands now."""
    team = services.report_teams.find(delivery.team)
    if team is None:
        return None
    earlier = services.deliveries.before(delivery)
    return digest(
        gather(team, services, before=earlier.told if earlier else {}, period=delivery.period),
        services.judging.scorecard,
    )


def digest(made: Digest, scorecard: Scorecard) -> Answer:
    """The message; one line where nothing changed and all is well."""
    label, told = kit.shown(made.label), score_words(made.standings, scorecard)
    if made.is_unchanged and made.is_well:
        sentence = f"{label}: all is well, and nothing has changed since last time ({told})."
        mended = _mended(made, (), scorecard)
        return Answer(
            sentence, (kit.section(f":white_check_mark: {sentence}"), *mended, *ending(REPORT, made.team_ref))
        )
    rows = [each for each in worst_first(made.standings) if to_next_level(scorecard, each)]
    change = _change(made)
    return Answer(
        text=f"{label} has {told}. {_spoken(rows, scorecard)} {change}".strip(),
        blocks=(
            kit.section(
                f"*{label}, scorecard of {_week(made.period)}*  ·  {told}\n{change or 'Nothing to compare with yet.'}"
            ),
            *(block for number, each in enumerate(rows[:_MOST_ROWS]) for block in _row(each, made, scorecard, number)),
            *(
                [kit.context(f"+{len(rows) - _MOST_ROWS} more; *All of it* lists them")]
                if len(rows) > _MOST_ROWS
                else []
            ),
            *_mended(made, rows[:_MOST_ROWS], scorecard),
            *ending(REPORT, made.team_ref, words=f"scorecard team {made.team_ref}"),
            kit.context(f"Judged {kit.moment(made.made_at)}. What is not known counts as no failure."),
        ),
    )


def _row(standing: Standing, made: Digest, scorecard: Scorecard, number: int) -> Iterator[Block]:
    check = to_next_level(scorecard, standing)[0]
    asked = made.mendings.get((standing.entity_id, check.id))
    is_under_way = asked is not None and asked.state in (MendingState.ASKED, MendingState.OPEN)
    level = level_words(scorecard, standing.level)
    step = f"Next, for {level_words(scorecard, check.level)}: *{kit.shown(check.title)}*. {kit.shown(check.fix, 200)}"
    progress = "".join(f"\n{line}" for line in _progress(standing, made, scorecard))
    yield kit.section(
        f"*{kit.shown(standing.label)}*  ·  {level}  ·  {passed_words(standing)}\n{step}{_why(standing, made)}{progress}"
    )
    yield from kit.row(list(_buttons(standing, check, number, is_under_way=is_under_way)))


def _week(period: str) -> str:
    """`2026-W47` as `the week of 16 Nov 2026`."""
    found = _ISO_WEEK.fullmatch(period)
    if found is None:
        return kit.shown(period)
    return f"the week of {date.fromisocalendar(int(found[1]), int(found[2]), 1):%d %b %Y}"


def _why(standing: Standing, made: Digest) -> str:
    """A link to what was found. Where there is no page, the menu tells it alone."""
    page = made.pages.get(standing.entity_id)
    return f" {kit.link(page, 'Why')}" if page else ""


def _progress(standing: Standing, made: Digest, scorecard: Scorecard) -> Iterator[str]:
    """What is being mended of it, and what was lately."""
    for (entity_id, what), asked in made.mendings.items():
        check = scorecard.find(what)
        if entity_id == standing.entity_id and check and made.made_at - asked.asked_at < _LATELY:
            yield f"{kit.shown(check.title)}: {state_words(asked)}"


def _mended(made: Digest, rows: Sequence[Standing], scorecard: Scorecard) -> Iterator[Block]:
    """The pull requests of things that have no row: they are well by now, or not among the worst."""
    shown = {each.entity_id for each in rows}
    rest = (each for each in made.standings if each.entity_id not in shown)
    lines = [f"• {kit.shown(each.label, 40)}, {line}" for each in rest for line in _progress(each, made, scorecard)]
    if lines:
        yield kit.section(kit.bounded(["*Pull requests of these two weeks*", *lines], _MENDED_LIMIT))


def _buttons(standing: Standing, check: Check, number: int, *, is_under_way: bool) -> Iterator[kit.Element]:
    """While a pull request is on its way there is nothing to be fixed by another one."""
    buttons = list(fix_and_menu(standing.entity_id, check, number))
    if is_under_way:
        show = kit.numbered(kit.ASK_ACTION, number)
        buttons[0] = kit.button("Show", show, f"scorecard {standing.ref}", spoken=f"Show {standing.label}")
    yield from buttons


def _change(made: Digest) -> str:
    """What is other than last time, by name."""
    if made.before is None:
        return ""
    labels = {str(each.ref): each.label for each in made.standings}
    now, before = made.told, made.before
    up = [labels[ref] for ref in now if ref in before and now[ref][0] > before[ref][0]]
    down = [labels[ref] for ref in now if ref in before and now[ref][0] < before[ref][0]]
    fewer = sum(max(before[ref][1] - now[ref][1], 0) for ref in now if ref in before)
    more = sum(max(now[ref][1] - before[ref][1], 0) for ref in now if ref in before)
    told = [f"up: {_named(up)}"] if up else []
    told += [f"down: {_named(down)}"] if down else []
    told += [f"{kit.counted(fewer, 'check')} mended"] if fewer else []
    told += [f"{kit.counted(more, 'check')} newly failed"] if more else []
    told += [f"{kit.counted(new, 'thing')} new"] if (new := sum(ref not in before for ref in now)) else []
    return f"Since last time: {', '.join(told)}." if told else "Nothing has changed since last time."


def _named(labels: Sequence[str]) -> str:
    more = f" +{len(labels) - _MOST_NAMED}" if len(labels) > _MOST_NAMED else ""
    return kit.listed([kit.shown(label, 40) for label in labels[:_MOST_NAMED]]) + more


def _spoken(rows: Sequence[Standing], scorecard: Scorecard) -> str:
    if not rows:
        return "Nothing that could be judged has failed."
    first = rows[0]
    return f"First {kit.shown(first.label)}: {kit.shown(to_next_level(scorecard, first)[0].title)}."
