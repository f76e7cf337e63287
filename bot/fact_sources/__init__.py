"""Facts that the catalog does not hold, each read from who knows it, and only when it is no longer good."""

from bot.fact_sources.collecting import Collected, Collecting, FactSource
from bot.fact_sources.errors import FactsNotReadError, SourceAwayError
from bot.fact_sources.hosts import FactHosts, FactReading, Topic

__all__ = [
    "Collected",
    "Collecting",
    "FactHosts",
    "FactReading",
    "FactSource",
    "FactsNotReadError",
    "SourceAwayError",
    "Topic",
]
