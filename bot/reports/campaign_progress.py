"""For the platform team: how far the campaigns are of which teams hear this week, and the closing report of those that end."""

from bot.reports.report import Made, Report, Told
from catalog_store.reports.teams import ReportTeam
from commands.campaigns import card as view
from commands.services import Services


def _make(_team: ReportTeam | None, services: Services, _period: str, _before: Told) -> Made:
    return Made(view.progress_message(services), is_empty=not view.is_any_told(services))


REPORT = Report(view.PROGRESS_REPORT, "Campaign progress", for_teams=False, make=_make, is_wanted=view.is_any_told)
