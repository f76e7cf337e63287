"""Kubernetes knows when it is ready, and when it hangs."""

from catalog_store.scorecards.about import RUNNING, SILVER
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-probes",
    title="Tells Kubernetes when it is well",
    level=SILVER,
    reason="Without a readiness probe people reach pods that are not up yet, without a liveness probe one that hangs stays.",
    fix="Add `readinessProbe` and `livenessProbe` to the container that serves, in its manifests.",
    rule=Every((fact_is("running.areReady"), fact_is("running.areAlive"))),
    applies=RUNNING,
    effort=2,
)
