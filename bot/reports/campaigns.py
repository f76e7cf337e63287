"""What a team is told of campaigns: seldom at first, each week at the end, and once when they close."""

from bot.reports.report import Made, Report, Told
from catalog_store.reports.teams import ReportTeam
from commands.campaigns import card as view
from commands.services import Services


def _make(team: ReportTeam | None, services: Services, _period: str, _before: Told) -> Made:
    assert team is not None, "a report for teams"
    parts = view.gather(team, services)
    told = {part.campaign.id: [part.tally.passed, part.tally.total] for part in parts}
    return Made(view.team_message(team, parts, services), {"campaigns": told}, is_empty=not parts)


REPORT = Report(view.REPORT, "Campaigns", for_teams=True, make=_make, is_wanted=view.is_any_told)
