"""What is known of each entity, fact by fact: what it says, who says so, since when, and for how long that is good."""

from catalog_store.facts.collector import Collector
from catalog_store.facts.collectors import ALL, kind_of, source_of
from catalog_store.facts.model import Fact, FactKind, FactType, Reading, Sheet, Value
from catalog_store.facts.sheets import sheet_of
from catalog_store.facts.subject import Code, OwnerFacts, Subject

__all__ = [
    "ALL",
    "Code",
    "Collector",
    "Fact",
    "FactKind",
    "FactType",
    "OwnerFacts",
    "Reading",
    "Sheet",
    "Subject",
    "Value",
    "kind_of",
    "sheet_of",
    "source_of",
]
