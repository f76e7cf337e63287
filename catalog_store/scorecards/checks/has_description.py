"""It says what it is for."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import fact_exists
from catalog_store.scorecards.mending import text_of
from catalog_store.scorecards.model import Check, DescriptorField, Mending


def _mend(sheet: Sheet) -> Mending:
    """What the code host says it is for."""
    described = text_of(sheet, "repository.description")
    return (DescriptorField(("metadata", "description"), described),) if described else ()


CHECK = Check(
    id="has-description",
    title="Says what it is for",
    level=BRONZE,
    reason="Whoever meets its name for the first time, often at night, has to learn what it does.",
    fix="Write one sentence into `metadata.description`.",
    rule=fact_exists("entity.description"),
    applies=OWNABLE,
    effort=1,
    mend=_mend,
)
