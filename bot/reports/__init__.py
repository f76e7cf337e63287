"""The reports that people get by themselves."""

from bot.reports import catalog_health, scorecard_digest, stale_ownership
from bot.reports.report import Made, Report

ALL: tuple[Report, ...] = (scorecard_digest.REPORT, stale_ownership.REPORT, catalog_health.REPORT)

__all__ = ["ALL", "Made", "Report"]
