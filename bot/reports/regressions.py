"""For a team: what got worse since it was last told, on the day on which that happened."""

from collections.abc import Collection

from bot.reports.report import Made, Report, Told
from catalog_store.reports.calendar import day_slot
from catalog_store.reports.teams import ReportTeam
from commands.scorecard import regressions as view
from commands.services import Services


def _make(team: ReportTeam | None, services: Services, _period: str, before: Told) -> Made:
    assert team is not None, "a report for teams"
    found = view.gather(team, services, before)
    answer = view.message(found, services.judging.scorecard)
    return Made(answer, {"told": found.told, "shown": found.shown}, is_empty=not found.worse)


def _concerned(services: Services) -> Collection[str]:
    """Teams of which something got worse lately that no report has looked at. What has not settled yet is left for later.

    Theirs is one report a day: it is not to be used up before there is something to tell.
    """
    now = services.clock()
    return services.judging.standings.owners_of_worse(
        since=now - view.LATELY, now=now, settled=view.SETTLED, untold_by=view.REPORT
    )


def _is_wanted(services: Services) -> bool:
    return services.report_usual.tells_regressions


REPORT = Report(
    view.REPORT,
    "What got worse",
    for_teams=True,
    make=_make,
    redraw=view.redrawn,
    is_wanted=_is_wanted,
    slot=day_slot,
    concerned=_concerned,
)
