"""`scorecards`: how everybody stands, which checks fail most, and what is asked for."""

from collections.abc import Iterator, Sequence

from catalog_store.refs import EntityRef
from catalog_store.scorecards import Scorecard
from catalog_store.standings.store import OwnerSummary
from commands import kit
from commands.ask import Answer, Block
from commands.naming import name_of
from commands.scorecard.phrases import level_counts, level_words
from commands.services import Services

_MOST_TEAMS = 10
_MOST_CHECKS = 5


def overview(services: Services) -> Answer:
    """The standing of all teams, the worst first."""
    scorecard = services.judging.scorecard
    owners = sorted(services.judging.standings.by_owner(), key=_badness)
    if not owners:
        sentence = "Nothing was judged yet. That happens within a minute of the first reading of the catalog."
        return Answer(sentence, (kit.section(sentence), kit.context(_asked(scorecard))))
    total: dict[int, int] = {}
    for owner in owners:
        for level, things in owner.levels.items():
            total[level] = total.get(level, 0) + things
    told = level_counts(total, scorecard)
    failing = services.judging.standings.failing()[:_MOST_CHECKS]
    return Answer(
        text=f"All components together: {told}.",
        blocks=(
            kit.section(f"*Scorecards of all components*  ·  {told}"),
            *_teams(owners, scorecard),
            kit.section(kit.bounded(["*What fails most*", *_failing(failing, scorecard)], 1500)),
            kit.context(_asked(scorecard)),
        ),
    )


def _teams(owners: Sequence[OwnerSummary], scorecard: Scorecard) -> Iterator[Block]:
    for number, owner in enumerate(owners[:_MOST_TEAMS]):
        label = kit.shown(owner.owner or (name_of(EntityRef.parse(owner.owner_ref)) if owner.owner_ref else "nobody"))
        told = level_counts(owner.levels, scorecard)
        show = kit.button("Show", kit.numbered(kit.ASK_ACTION, number), f"scorecard team {owner.owner_ref}")
        missing = "" if owner.owner or not owner.owner_ref else " (not in the catalog)"
        yield kit.section(f"*{label}*{missing}  ·  {told}", accessory=show if owner.owner else None)
    if len(owners) > _MOST_TEAMS:
        yield kit.context(f"+{len(owners) - _MOST_TEAMS} more teams")


def _failing(failing: Sequence[tuple[str, int]], scorecard: Scorecard) -> Iterator[str]:
    for check_id, things in failing:
        check = scorecard.find(check_id)
        if check:
            yield f"• {kit.shown(check.title)} ({level_words(scorecard, check.level)}): {kit.counted(things, 'thing')}"


def _asked(scorecard: Scorecard) -> str:
    levels = kit.listed([kit.shown(level) for level in scorecard.levels])
    return f"{kit.counted(len(scorecard.checks), 'check')} at the levels {levels}"


def _badness(owner: OwnerSummary) -> tuple[float, int, str]:
    things = sum(owner.levels.values())
    mean = sum(level * count for level, count in owner.levels.items()) / things if things else 0.0
    return (mean, -things, owner.owner or "")
