"""The tables, as SQLAlchemy Core knows them. `migrations/` makes them; a test holds the two together."""

from catalog_store.tables import catalog, golden_paths, operations, people, repositories, scorecards, sending
from catalog_store.tables.metadata import metadata

__all__ = ["catalog", "golden_paths", "metadata", "operations", "people", "repositories", "scorecards", "sending"]
