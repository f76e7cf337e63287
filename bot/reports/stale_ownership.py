"""What of each team's things may no longer be theirs; and what the teams below were silent about."""

from bot.reports.report import Made, Report, Told
from catalog_store.reports.deliveries import Delivery
from catalog_store.reports.teams import ReportTeam
from commands.ask import Answer
from commands.services import Services
from commands.stale import card as view
from commands.stale.report import REPORT as NAME
from commands.stale.report import gather, gather_again

#: More are not shown, and what nobody was shown nobody was asked.
_MOST_ASKED = 10


def _make(team: ReportTeam | None, services: Services, _period: str, _before: Told) -> Made:
    assert team is not None, "a report for teams"
    found = gather(team, services.report_teams.all(), services)
    asked = [each.sheet.entity_id for each in found.things[:_MOST_ASKED]]
    return Made(view.stale_card(found, services), {"asked": asked}, is_quiet=found.is_well, asked=asked)


def _redraw(delivery: Delivery, services: Services) -> Answer | None:
    team = services.report_teams.find(delivery.team)
    return view.stale_card(gather_again(delivery, team, services), services) if team else None


REPORT = Report(NAME, "Stale ownership", for_teams=True, make=_make, redraw=_redraw)
