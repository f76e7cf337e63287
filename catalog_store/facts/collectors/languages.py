"""Which languages its repository is written in."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

#: The fact that names the commit at which they were read.
COMMIT = "languages.commit"

COLLECTOR = kept(
    "languages",
    "languages",
    FactKind("languages.all", FactType.LIST, "the languages that it is written in, the most used first"),
    FactKind(COMMIT, FactType.TEXT, "the commit at which they were read"),
)
