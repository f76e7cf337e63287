"""The owning team has people in it."""

from catalog_store.scorecards.about import OWNED_BY_TEAM, SILVER
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-has-members",
    title="Is owned by a team that has people",
    level=SILVER,
    reason="A team without people is a name that nobody answers to.",
    fix="Add `memberOf` to the people of the team, or name another team in `spec.owner`.",
    rule=Condition("owner.members", Operator.MORE_THAN, 0),
    applies=OWNED_BY_TEAM,
)
