"""How a team's scorecards look in Slack."""

from collections.abc import Sequence
from datetime import timedelta

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.scorecards import Result, Scorecard, Standing, to_next_level
from catalog_store.standings.store import StandingChange
from commands import kit
from commands.ask import Answer, Block
from commands.naming import label_of, names
from commands.scorecard.card import TREND
from commands.scorecard.phrases import level_words, passed_words, score_words
from commands.services import Services

TEAM_PAGE = "scorecard.team"
_PAGE = 10
_WEEK = timedelta(days=7)
_MENDED = (Result.FAILED, Result.PASSED)


def team_scorecard(team: Known, services: Services, notes: Sequence[str] = (), start: int = 0) -> Answer:
    """The standings of all that a team owns, the worst first."""
    scorecard = services.judging.scorecard
    standings = worst_first(services.judging.judge_owned((team.ref,)))
    label = kit.shown(team.entity.label)
    if not standings:
        sentence = f"Nothing that belongs to {label} is judged."
        return Answer(sentence, (kit.section(sentence),), subject=team.ref)
    told = score_words(standings, scorecard)
    since = services.clock() - _WEEK
    changes = services.judging.standings.changes((team.ref,), since=since)
    shown = standings[start : start + _PAGE]
    return Answer(
        text=f"{label} has {told}.",
        blocks=(
            kit.section(f"*{label_of(team)}*  ·  {told}{changed_words(changes)}"),
            *(_row(each, scorecard, number) for number, each in enumerate(shown)),
            *kit.row(_buttons(team.ref, start, len(standings))),
            kit.context(kit.capitalized(" · ".join([*notes, f"judged {kit.moment(services.clock())}"]))),
        ),
        subject=team.ref,
    )


def worst_first(standings: Sequence[Standing]) -> list[Standing]:
    """Those of the lowest level first, then those of the lowest score; what nothing is known of comes last."""
    return sorted(standings, key=lambda each: (each.score is None, each.level, each.score or 0, each.label.casefold()))


def changed_words(changes: Sequence[StandingChange]) -> str:
    """What was mended in a week, and what went wrong, by name. What only became known is neither."""
    mended = {change.entity_id for change in changes if (change.before, change.after) == _MENDED}
    broken = {change.entity_id for change in changes if change.is_regression}
    levels: dict[int, StandingChange] = {}
    for change in reversed(changes):
        if not change.check_id:
            first = levels.get(change.entity_id)
            before = first.before if first else change.before
            levels[change.entity_id] = StandingChange(
                change.entity_id, change.label, "", before, change.after, change.at
            )
    up = [each.label for key, each in levels.items() if int(each.after) > int(each.before) and key in mended]
    down = [each.label for key, each in levels.items() if int(each.after) < int(each.before) and key in broken]
    told = [f":arrow_up: better than a week ago: {_few(up)}"] if up else []
    told += [f":arrow_down: worse than a week ago: {_few(down)}"] if down else []
    return "".join(f"\n{line}" for line in told)


def _few(labels: Sequence[str]) -> str:
    return names(map(kit.shown, labels))


def _row(standing: Standing, scorecard: Scorecard, number: int) -> Block:
    following = to_next_level(scorecard, standing)
    first = kit.shown(following[0].title) if following else ""
    next_step = f"\nNext, for {level_words(scorecard, following[0].level)}: {first}" if following else ""
    show = kit.button(
        "Show", kit.numbered(kit.ASK_ACTION, number), f"scorecard {standing.ref}", spoken=f"Show {standing.label}"
    )
    level = f"{level_words(scorecard, standing.level)}  ·  " if standing.score is not None else ""
    return kit.section(f"*{kit.shown(standing.label)}*  ·  {level}{passed_words(standing)}{next_step}", accessory=show)


def _buttons(team: EntityRef, start: int, total: int) -> list[kit.Element]:
    last = start + _PAGE
    back = [kit.button("Back", kit.numbered(TEAM_PAGE, 0), f"{team} {max(start - _PAGE, 0)}")] if start else []
    forward = (
        [kit.button(f"+{total - last} more", kit.numbered(TEAM_PAGE, 1), f"{team} {last}")] if last < total else []
    )
    return [*back, *forward, kit.button("Trend", kit.numbered(TREND, 0), str(team))]
