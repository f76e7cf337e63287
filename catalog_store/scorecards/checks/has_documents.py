"""It has documents that Callboard can read."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import LASTING, SILVER
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.mending import TECHDOCS, annotation, documents
from catalog_store.scorecards.model import Check, Mending


def _mend(sheet: Sheet) -> Mending:
    """A first page, and where it is."""
    return (*documents(sheet), annotation(TECHDOCS, "dir:."))


CHECK = Check(
    id="has-documents",
    title="Has documents",
    level=SILVER,
    reason="Documents that are named in its file can be searched and read in Slack.",
    fix="Add `docs/index.md`, `mkdocs.yml` and the annotation `backstage.io/techdocs-ref: dir:.`.",
    rule=fact_is("documents.areNamed"),
    applies=LASTING,
    mend=_mend,
)
