"""Each team's scorecard: what changed since last time, and the cheapest steps up."""

from bot.reports.report import Made, Report, Told
from catalog_store.reports.teams import ReportTeam
from commands.scorecard import digest as view
from commands.services import Services


def _make(team: ReportTeam | None, services: Services, period: str, before: Told) -> Made:
    assert team is not None, "a report for teams"
    gathered = view.gather(team, services, before=before, period=period)
    answer = view.digest(gathered, services.judging.scorecard)
    told = {"things": {ref: list(each) for ref, each in gathered.told.items()}}
    return Made(answer, told, is_quiet=gathered.is_well and gathered.is_unchanged)


REPORT = Report(view.REPORT, "Scorecard", for_teams=True, make=_make, redraw=view.redrawn)
