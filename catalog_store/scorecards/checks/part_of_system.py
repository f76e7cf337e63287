"""It is part of a system."""

from catalog_store.scorecards.about import LASTING, SILVER
from catalog_store.scorecards.conditions import fact_exists
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="part-of-system",
    title="Is part of a system",
    level=SILVER,
    reason="A system tells what belongs together, and who inherits what nobody is named for.",
    fix="Name its system in `spec.system`.",
    rule=fact_exists("entity.system"),
    applies=LASTING,
    effort=1,
)
