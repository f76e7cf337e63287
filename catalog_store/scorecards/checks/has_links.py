"""Its file leads on to other places."""

from catalog_store.scorecards.about import GOLD, IN_PRODUCTION
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-links",
    title="Has links",
    level=GOLD,
    reason="Dashboards and logs should be one click away for whoever is on call.",
    fix="Add its dashboard, its logs or its runbook to `metadata.links`.",
    rule=Condition("entity.links", Operator.AT_LEAST, 1),
    applies=IN_PRODUCTION,
    effort=1,
)
