"""All that its file refers to is there."""

from catalog_store.scorecards.about import OWNABLE, SILVER
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="no-dangling-references",
    title="Refers only to what is there",
    level=SILVER,
    reason="A reference that leads nowhere hides what really depends on what.",
    fix="Describe what it refers to, or correct the reference; `/callboard health` names them.",
    rule=Condition("descriptor.dangling", Operator.AT_MOST, 0),
    applies=OWNABLE,
)
