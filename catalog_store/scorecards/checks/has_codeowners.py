"""A CODEOWNERS file says who reviews."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.mending import text_of
from catalog_store.scorecards.model import Check, Mending, NewFile


def _mend(sheet: Sheet) -> Mending:
    """Everything belongs to the owning team, by the name that it has at the code host."""
    repository, team = text_of(sheet, "repository.name"), text_of(sheet, "owner.codeTeam")
    if repository is None or team is None:
        return ()
    organisation = repository.partition("/")[0]
    handle = team if "/" in team else f"{organisation}/{team}"
    return (NewFile(".github/CODEOWNERS", f"# Who reviews changes to this repository.\n* @{handle}\n"),)


CHECK = Check(
    id="has-codeowners",
    title="Has a CODEOWNERS file",
    level=SILVER,
    reason="With CODEOWNERS every pull request finds its reviewer by itself.",
    fix="Add `.github/CODEOWNERS` with the owning team.",
    rule=fact_is("repository.hasCodeowners"),
    applies=WITH_REPOSITORY,
    effort=1,
    mend=_mend,
)
