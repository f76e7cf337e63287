"""Searching the catalog: words and filters in, what fits and why out; two engines behind one door."""

from catalog_store.documents import Section
from catalog_store.search.engine import Engine, IndexUnusableError
from catalog_store.search.following import Following
from catalog_store.search.hits import Hit, Match, Page
from catalog_store.search.query import FILTERS, Filter, Query, parse_query
from catalog_store.search.ranking import best_sections
from catalog_store.search.search import Search

__all__ = [
    "FILTERS",
    "Engine",
    "Filter",
    "Following",
    "Hit",
    "IndexUnusableError",
    "Match",
    "Page",
    "Query",
    "Search",
    "Section",
    "best_sections",
    "parse_query",
]
