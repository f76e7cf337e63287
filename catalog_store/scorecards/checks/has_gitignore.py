"""What should not be committed is ignored."""

from catalog_store.scorecards.about import GOLD, WITH_FILES
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-gitignore",
    title="Ignores what should not be committed",
    level=GOLD,
    reason="Without it built files and, worse, secrets end up in the history.",
    fix="Add a `.gitignore` for its language.",
    rule=fact_is("files.hasGitignore"),
    applies=WITH_FILES,
    effort=1,
)
