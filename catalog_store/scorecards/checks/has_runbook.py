"""There is a runbook for bad days."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import IN_PRODUCTION, SILVER
from catalog_store.scorecards.conditions import Some, fact_is
from catalog_store.scorecards.mending import TECHDOCS, annotation, documents, plain
from catalog_store.scorecards.model import Check, Mending, NewFile

_PAGE = """\
# Runbook of {name}

## How to tell that it is broken

Name the alerts and what they mean.

## What to do first

Restart, roll back, switch off: with the commands to copy.

## Whom to call

Name the team, its channel and who is on call.
"""


def _mend(sheet: Sheet) -> Mending:
    """A page that asks the questions which a runbook answers, named where nothing is named yet."""
    name = plain(sheet.label)
    page = _PAGE.format(name=name)
    if sheet.values.get("documents.areNamed"):
        return (NewFile("docs/runbook.md", page),)
    return (NewFile("docs/runbook.md", page), *documents(sheet), annotation(TECHDOCS, "dir:."))


CHECK = Check(
    id="has-runbook",
    title="Has a runbook",
    level=SILVER,
    reason="Whoever is woken by it should not have to invent what to do.",
    fix="Write `docs/runbook.md`, or add a link called Runbook to `metadata.links`.",
    rule=Some((fact_is("entity.hasRunbookLink"), fact_is("documents.hasRunbook"))),
    applies=IN_PRODUCTION,
    mend=_mend,
)
