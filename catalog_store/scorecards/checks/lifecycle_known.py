"""Its lifecycle is one of those that everybody knows."""

from catalog_store.scorecards.about import COMPONENTS, SILVER
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="lifecycle-known",
    title="Has a lifecycle that is understood",
    level=SILVER,
    reason="What is expected of it, and whether one may build on it, hangs on its lifecycle.",
    fix="Set `spec.lifecycle` to experimental, production or deprecated.",
    rule=Condition("entity.lifecycle", Operator.ONE_OF, ("experimental", "production", "deprecated")),
    applies=COMPONENTS,
    effort=1,
)
