"""A bot keeps what it needs up to date."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import SILVER, WITH_FILES
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.mending import ecosystems
from catalog_store.scorecards.model import Check, Mending, NewFile


def _mend(sheet: Sheet) -> Mending:
    """Dependabot, for what the repository's root shows that it needs."""
    found = ecosystems(sheet)
    if not found:
        return ()
    return (NewFile(".github/dependabot.yml", "version: 2\nupdates:\n" + "".join(map(_entry, found))),)


def _entry(ecosystem: str) -> str:
    return f'  - package-ecosystem: {ecosystem}\n    directory: "/"\n    schedule:\n      interval: weekly\n'


CHECK = Check(
    id="has-dependency-updates",
    title="Gets its dependencies updated",
    level=SILVER,
    reason="Most weaknesses come with old dependencies, and nobody updates them by hand.",
    fix="Add `.github/dependabot.yml`.",
    rule=fact_is("files.hasDependencyUpdates"),
    applies=WITH_FILES,
    effort=1,
    mend=_mend,
)
