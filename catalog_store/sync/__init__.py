"""How files become the catalog: read what changed, decide what that means, write it in one transaction, wipe nothing."""

from catalog_store.sync.admission import LetsIn, everything
from catalog_store.sync.forgetting import forget
from catalog_store.sync.ingestion import Ingestion, Outcome
from catalog_store.sync.plan import RemovalLimits
from catalog_store.sync.removals import Removals

__all__ = ["Ingestion", "LetsIn", "Outcome", "RemovalLimits", "Removals", "everything", "forget"]
