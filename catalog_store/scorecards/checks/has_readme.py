"""A README greets whoever opens the repository."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import BRONZE, WITH_FILES
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.mending import plain, text_of
from catalog_store.scorecards.model import Check, Mending, NewFile


def _mend(sheet: Sheet) -> Mending:
    """What is known of it, and what is left to say."""
    about = text_of(sheet, "entity.description") or text_of(sheet, "repository.description")
    owner = f"It belongs to {plain(sheet.owner.name)}." if sheet.owner else "Say here whom to ask."
    told = plain(about) if about else "Say in two sentences what it is for."
    page = f"# {plain(sheet.label)}\n\n{told}\n\n## Run it\n\nSay here how to start and test it.\n\n## Whom to ask\n\n{owner}\n"
    return (NewFile("README.md", page),)


CHECK = Check(
    id="has-readme",
    title="Has a README",
    level=BRONZE,
    reason="It is the first thing that a new colleague reads.",
    fix="Add `README.md`: what it is, how to run it, whom to ask.",
    rule=fact_is("files.hasReadme"),
    applies=WITH_FILES,
    effort=1,
    mend=_mend,
)
