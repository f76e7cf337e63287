"""The documents that its file names are there."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import NAMES_DOCUMENTS, SILVER
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.mending import TECHDOCS, documents
from catalog_store.scorecards.model import Check, Mending


def _mend(sheet: Sheet) -> Mending:
    """A first page where its file says that there is one."""
    return documents(sheet) if sheet.values.get(f"annotation:{TECHDOCS}") in ("dir:.", "dir:./") else ()


CHECK = Check(
    id="documents-readable",
    title="Has documents that can be read",
    level=SILVER,
    reason="Its file promises documents, and none could be found where it says.",
    fix="Correct `backstage.io/techdocs-ref`, or add `mkdocs.yml` and `docs/index.md`.",
    rule=Condition("documents.pages", Operator.AT_LEAST, 1),
    applies=NAMES_DOCUMENTS,
    mend=_mend,
)
