"""CODEOWNERS and the catalog name the same owner."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="codeowners-agree",
    title="Has a CODEOWNERS file that names its owner",
    level=SILVER,
    reason="The catalog and CODEOWNERS name different people: one of the two sends questions to the wrong team.",
    fix="Correct `spec.owner` or CODEOWNERS, whichever is out of date.",
    rule=fact_is("repository.codeownersAgree"),
    applies=Every((WITH_REPOSITORY, fact_is("repository.hasCodeowners"))),
)
