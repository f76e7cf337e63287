"""Its code has no grave weakness that is known."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="no-severe-code-alerts",
    title="Has no grave weakness in its code",
    level=SILVER,
    reason="What a scanner finds, others find as well.",
    fix="Mend what code scanning names under Security, or dismiss it there with a reason.",
    rule=fact_is("code.severeAlerts", 0),
    applies=WITH_REPOSITORY,
    effort=3,
)
