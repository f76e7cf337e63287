"""The reports that people get by themselves."""

from bot.reports import campaign_progress, campaigns, catalog_health, regressions, scorecard_digest, stale_ownership
from bot.reports.report import Made, Report

ALL: tuple[Report, ...] = (
    scorecard_digest.REPORT,
    stale_ownership.REPORT,
    catalog_health.REPORT,
    campaigns.REPORT,
    campaign_progress.REPORT,
    regressions.REPORT,
)

__all__ = ["ALL", "Made", "Report"]
