"""How one thing's scorecard looks in Slack."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from catalog_store.scorecards import Change, Check, Judged, NewFile, Probes, Result, Scorecard, to_next_level
from catalog_store.standings.judging import Explained
from commands import kit
from commands.ask import Answer, Block
from commands.scorecard.phrases import evidence_words, level_words, outcome_words, passed_words, uncounted_words
from commands.services import Services

WHY, FIX, MORE, ALL_RESULTS, EXEMPT, TREND = (
    "scorecard.why",
    "scorecard.fix",
    "scorecard.more",
    "scorecard.all",
    "scorecard.exempt",
    "scorecard.trend",
)
_MOST_NEXT = 3
_PAGE = 10
_ORDER = (Result.FAILED, Result.UNKNOWN, Result.EXEMPT, Result.PASSED, Result.DOES_NOT_APPLY)


def thing_card(found: Explained, services: Services, notes: Sequence[str] = ()) -> Answer:
    """Its level, and what is cheapest to mend on the way to the next one."""
    scorecard, standing, now = services.judging.scorecard, found.standing, services.clock()
    told = passed_words(standing)
    has_level = standing.score is not None  # what no check could judge has none
    level = level_words(scorecard, standing.level) if has_level else "no level"
    following = to_next_level(scorecard, standing)
    label = kit.shown(standing.label)
    rows = [_row(found, check, number, now) for number, check in enumerate(following[:_MOST_NEXT])]
    more = len(following) - _MOST_NEXT
    return Answer(
        text=f"{label} {'is' if has_level else 'has'} {level}: {told}. {_spoken(following, scorecard)}",
        blocks=(
            kit.section(f"*{label}*  ·  *{level}*  ·  {told}\n{_next(following, scorecard)}"),
            *(block for row in rows for block in row),
            *([kit.context(f"+{more} more at this level")] if more > 0 else []),
            *kit.row(_buttons(found)),
            *([kit.context(why)] if (why := uncounted_words(standing)) else []),
            kit.context(kit.capitalized(" · ".join([*notes, f"judged {kit.moment(now)}"]))),
        ),
        subject=standing.ref,
    )


def all_results(found: Explained, services: Services, start: int = 0) -> Answer:
    """Every check with what it rests on, page by page: what failed first."""
    now, label = services.clock(), kit.shown(found.standing.label)
    ordered = sorted(found.judged, key=lambda each: _ORDER.index(each.result))
    shown = ordered[start : start + _PAGE]
    lines = [
        f"{outcome_words(each)} ({each.result}, "
        f"{level_words(services.judging.scorecard, each.check.level)})\n{evidence_words(each, now)}"
        for each in shown
    ]
    return Answer(
        text=f"{label}: {passed_words(found.standing)}.",
        blocks=(
            kit.section(f"*{label}*, checks {start + 1} to {start + len(shown)} of {len(ordered)}"),
            *(kit.section(line) for line in lines),
            *kit.row(_turning(found.standing.entity_id, start, len(ordered))),
        ),
    )


def why_card(found: Explained, judged: Judged, services: Services) -> Answer:
    """Why a check is there, what came of it and why, and what to do."""
    now, check = services.clock(), judged.check
    label = kit.shown(found.standing.label)
    proposal = check.mend(found.sheet) if check.mend and judged.result is Result.FAILED else ()
    told = f"{outcome_words(judged)}: {judged.result} for {label}"
    proposed = kit.listed([f"`{_path(change)}`" for change in proposal])
    changes = [f"*Fix it* proposes a change to {proposed}."] if proposal else []
    return Answer(
        text=f"{kit.shown(check.title)} is asked for because: {kit.shown(check.reason, 300)}",
        blocks=(
            kit.section(told),
            kit.section(
                "\n".join(
                    [
                        f"*Why it is asked for*\n{kit.shown(check.reason, 300)}",
                        f"*What was found*\n{evidence_words(judged, now)}",
                        f"*How to mend it*\n{_code(check.fix)}",
                        *changes,
                    ]
                )
            ),
            *kit.row(_check_buttons(found, judged)),
        ),
    )


def row_menu(entity_id: int, check: Check, action: str) -> kit.Element:
    """What else can be done about one check of one thing; *Why* stands beside it already where nothing can be fixed."""
    value = f"{entity_id} {check.id}"
    why = (("Why", f"why {value}"),) if check.mend else ()
    return kit.overflow(action, (*why, ("Exempt…", f"exempt {value}"), ("Not ours", f"not-ours {value}")))


def fix_text(check: Check) -> str:
    """What to do, with its code marked."""
    return _code(check.fix)


def _row(found: Explained, check: Check, number: int, now: datetime) -> Iterator[Block]:
    judged = found.find(check.id)
    evidence = evidence_words(judged, now) if judged else ""
    title = outcome_words(judged) if judged else f"*{kit.shown(check.title)}*"
    yield kit.section(f"{title}\n{evidence}\n{fix_text(check)}")
    yield from kit.row(list(fix_and_menu(found.standing.entity_id, check, number)))


def fix_and_menu(entity_id: int, check: Check, number: int) -> Iterator[kit.Element]:
    """One visible button and a menu for the rest."""
    value, spoken = f"{entity_id} {check.id}", f"{check.title}"
    if check.mend:
        yield kit.button("Fix it", kit.numbered(FIX, number), value, spoken=f"Fix it: {spoken}")
    else:
        yield kit.button("Why", kit.numbered(WHY, number), value, spoken=f"Why: {spoken}")
    yield row_menu(entity_id, check, kit.numbered(MORE, number))


def _check_buttons(found: Explained, judged: Judged) -> list[kit.Element]:
    value = f"{found.standing.entity_id} {judged.check.id}"
    if judged.result is not Result.FAILED:
        return []
    fix = [kit.button("Fix it", kit.numbered(FIX, 0), value)] if judged.check.mend else []
    return [*fix, kit.button("Exempt…", kit.numbered(EXEMPT, 0), value)]


def _buttons(found: Explained) -> list[kit.Element]:
    entity_id, owner = found.standing.entity_id, found.standing.owner
    team = [kit.button("Its team", kit.numbered(kit.ASK_ACTION, 1), f"scorecard team {owner}")] if owner else []
    return [kit.button("All results", kit.numbered(ALL_RESULTS, 0), f"{entity_id} 0"), *team]


def _turning(entity_id: int, start: int, total: int) -> list[kit.Element]:
    back = [kit.button("Back", kit.numbered(ALL_RESULTS, 0), f"{entity_id} {max(start - _PAGE, 0)}")] if start else []
    last = start + _PAGE
    forward = [kit.button("Next", kit.numbered(ALL_RESULTS, 1), f"{entity_id} {last}")] if last < total else []
    return [*back, *forward]


def _next(following: Sequence[Check], scorecard: Scorecard) -> str:
    if not following:
        return ":white_check_mark: Nothing that could be judged has failed."
    level = level_words(scorecard, following[0].level)
    return f"{kit.counted(len(following), 'check')} to {level}, the cheapest first:"


def _spoken(following: Sequence[Check], scorecard: Scorecard) -> str:
    if not following:
        return "Nothing that could be judged has failed."
    first = kit.listed([kit.shown(check.title) for check in following[:_MOST_NEXT]])
    return f"{kit.counted(len(following), 'check')} to {level_words(scorecard, following[0].level)}, first: {first}."


def _path(change: Change) -> str:
    if isinstance(change, Probes):
        return kit.shown(change.paths[0])
    return kit.shown(change.path if isinstance(change, NewFile) else ".".join(change.path))


def _code(sentence: str) -> str:
    """Our own sentences keep their code marks; nothing foreign is in them but what the platform team wrote."""
    return kit.shown(sentence, 300)
