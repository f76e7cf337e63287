"""Nothing that it needs has a grave weakness."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="no-severe-dependency-alerts",
    title="Needs nothing with a grave weakness",
    level=SILVER,
    reason="High and critical weaknesses in what it needs are known to everybody, and are looked for from outside.",
    fix="Merge what Dependabot proposes, or bring up to date what it names under Security.",
    rule=fact_is("dependencies.severeAlerts", 0),
    applies=WITH_REPOSITORY,
    effort=2,
)
