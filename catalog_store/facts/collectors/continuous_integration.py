"""How the last runs of CI on the default branch went."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

COLLECTOR = kept(
    "continuous-integration",
    "CI",
    FactKind("ci.runs", FactType.NUMBER, "how many of the last runs on the default branch passed or failed, of 50"),
    FactKind("ci.isPassing", FactType.YES_OR_NO, "the last run of every workflow on the default branch passed"),
    FactKind("ci.failing", FactType.LIST, "the workflows whose last run on the default branch failed"),
    FactKind("ci.successShare", FactType.NUMBER, "of a hundred of these runs, how many passed"),
    FactKind("ci.minutes", FactType.NUMBER, "how many minutes such a run takes: half of them take less"),
    FactKind("ci.lastRun", FactType.TIME, "when the last of them ended"),
)
