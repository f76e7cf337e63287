"""Which weaknesses are known in what it needs and in its own code."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

DEPENDENCIES = kept(
    "dependency-alerts",
    "dependency alerts",
    FactKind("dependencies.areWatched", FactType.YES_OR_NO, "weaknesses in what it needs are looked for"),
    FactKind("dependencies.alerts", FactType.NUMBER, "how many of them are open; no more than 2,000 are counted"),
    FactKind("dependencies.severeAlerts", FactType.NUMBER, "how many open ones in what it needs are high or critical"),
    FactKind("dependencies.areAllCounted", FactType.YES_OR_NO, "they are few enough for all to be counted"),
)
SCANNING = kept(
    "code-scanning",
    "code scanning",
    FactKind("code.isScanned", FactType.YES_OR_NO, "weaknesses in its own code are looked for"),
    FactKind("code.alerts", FactType.NUMBER, "how many of them in its code are open; no more than 2,000 are counted"),
    FactKind("code.severeAlerts", FactType.NUMBER, "how many open ones in its code are high or critical"),
    FactKind("code.areAllCounted", FactType.YES_OR_NO, "those in its code are few enough for all to be counted"),
)
