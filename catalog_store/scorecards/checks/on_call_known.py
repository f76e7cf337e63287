"""It is known who is on call."""

from catalog_store.scorecards.about import SERVICES_IN_PRODUCTION, SILVER
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="on-call-known",
    title="Says who is on call",
    level=SILVER,
    reason="In an incident the first question is whom to call.",
    fix="Add `pagerduty.com/service-id`, or `callboard.io/on-call` with a person, to it or to its team.",
    rule=fact_is("onCall.isKnown"),
    applies=SERVICES_IN_PRODUCTION,
    effort=1,
)
