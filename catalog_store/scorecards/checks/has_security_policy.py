"""It says how to report a weakness."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import GOLD, OPEN_TO_ALL
from catalog_store.scorecards.conditions import Every, fact_exists, fact_is
from catalog_store.scorecards.mending import text_of
from catalog_store.scorecards.model import Check, Mending, NewFile


def _mend(sheet: Sheet) -> Mending:
    """The owner's address, where there is one."""
    mail = text_of(sheet, "owner.email")
    if mail is None:
        return ()
    page = f"# Reporting a weakness\n\nPlease write to {mail} and tell nobody else until it is mended.\n"
    return (NewFile("SECURITY.md", page),)


CHECK = Check(
    id="has-security-policy",
    title="Says how to report a weakness",
    level=GOLD,
    reason="Whoever finds a weakness should not have to publish it in order to be heard.",
    fix="Add `SECURITY.md` with an address.",
    rule=fact_is("files.hasSecurityPolicy"),
    applies=Every((OPEN_TO_ALL, fact_exists("files.paths"))),
    effort=1,
    mend=_mend,
)
