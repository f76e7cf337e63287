"""It survives the loss of one pod."""

from catalog_store.scorecards.about import GOLD, RUNNING, SERVICES_IN_PRODUCTION
from catalog_store.scorecards.conditions import Condition, Every, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-replicas",
    title="Runs at least twice",
    level=GOLD,
    reason="With one pod every drained node and every crash is an outage.",
    fix="Set `replicas`, or `minReplicas` of its autoscaler, to 2 at least.",
    rule=Condition("running.leastReplicas", Operator.AT_LEAST, 2),
    applies=Every((SERVICES_IN_PRODUCTION, RUNNING)),
    effort=1,
)
