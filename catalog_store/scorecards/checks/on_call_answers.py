"""The paging tool has somebody to call."""

from catalog_store.scorecards.about import SERVICES_IN_PRODUCTION, SILVER
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="on-call-answers",
    title="Has somebody on call now",
    level=SILVER,
    reason="A rota with a gap in it calls nobody, and nobody notices before the incident.",
    fix="Fill the gap in the rota of its escalation policy.",
    rule=fact_is("onCall.isSomebody"),
    applies=SERVICES_IN_PRODUCTION,
    effort=1,
)
