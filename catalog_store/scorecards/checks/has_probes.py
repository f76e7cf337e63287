"""Kubernetes knows when it is ready, and when it hangs."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import RUNNING, SILVER
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.mending import manifests
from catalog_store.scorecards.model import Check, Mending, Probes


def _mend(sheet: Sheet) -> Mending:
    """Probes of its port, in plain manifests: what Helm makes, and what lies elsewhere, is for a person."""
    found = manifests(sheet)
    return (Probes(found, sheet.ref.name),) if found else ()


CHECK = Check(
    id="has-probes",
    title="Tells Kubernetes when it is well",
    level=SILVER,
    reason="Without a readiness probe people reach pods that are not up yet, without a liveness probe one that hangs stays.",
    fix=(
        "Add `readinessProbe` and `livenessProbe` to the container that serves, in its Deployment or chart:"
        " at the least `tcpSocket: {port: …}`, better `httpGet` of a page that says how it is."
    ),
    rule=Every((fact_is("running.areReady"), fact_is("running.areAlive"))),
    applies=RUNNING,
    effort=2,
    mend=_mend,
)
