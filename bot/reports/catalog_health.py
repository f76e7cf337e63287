"""For the platform team: coverage against targets, what is wrong, who was told what, and what did not arrive."""

from bot.reports.report import Made, Report, Told
from catalog_store.reports.teams import ReportTeam
from commands.reports import platform as view
from commands.services import Services


def _make(_team: ReportTeam | None, services: Services, _period: str, before: Told) -> Made:
    found = view.gather(services, before.get("coverage", {}))
    return Made(view.platform_card(found, services), {"coverage": view.told(found)})


REPORT = Report(view.REPORT, "Catalog health", for_teams=False, make=_make)
