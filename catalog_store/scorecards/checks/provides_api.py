"""It says which API it provides."""

from catalog_store.scorecards.about import GOLD, SERVICES_IN_PRODUCTION
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="provides-api",
    title="Says which API it provides",
    level=GOLD,
    reason="Without it nobody can tell who breaks when it changes.",
    fix="Describe its API as an entity of the kind API and name it in `spec.providesApis`.",
    rule=Condition("entity.provides", Operator.AT_LEAST, 1),
    applies=SERVICES_IN_PRODUCTION,
    effort=3,
)
