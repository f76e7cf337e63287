"""Nothing is merged that nobody else has read."""

from catalog_store.scorecards.about import GOLD, WITH_REPOSITORY
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="reviews-required",
    title="Has every change read by somebody else",
    level=GOLD,
    reason="Two people see more than one, and two know how it works.",
    fix="Require at least one approval in the rules of its default branch.",
    rule=Condition("branch.reviews", Operator.AT_LEAST, 1),
    applies=WITH_REPOSITORY,
    effort=1,
)
