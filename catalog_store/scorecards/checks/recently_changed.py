"""Something was committed within half a year."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="recently-changed",
    title="Was changed within half a year",
    level=SILVER,
    reason="What nobody touched for half a year gets no updates, and often nobody who knows it is left.",
    fix="Bring what it needs up to date, or set `spec.lifecycle` to deprecated.",
    rule=Condition("repository.lastCommit", Operator.YOUNGER_THAN_DAYS, 180),
    applies=WITH_REPOSITORY,
    effort=3,
)
