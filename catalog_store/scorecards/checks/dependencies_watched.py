"""Somebody hears of weaknesses in what it needs."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="dependencies-watched",
    title="Hears of weaknesses in what it needs",
    level=SILVER,
    reason="Most weaknesses that are used are known ones in other people's code.",
    fix="Switch on Dependabot alerts under Settings, Advanced Security, of its repository.",
    rule=fact_is("dependencies.areWatched"),
    applies=WITH_REPOSITORY,
    effort=1,
)
