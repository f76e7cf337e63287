"""Which languages its repository is written in."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

COLLECTOR = kept(
    "languages",
    "languages",
    FactKind("languages.all", FactType.LIST, "the languages that it is written in, the most used first"),
)
