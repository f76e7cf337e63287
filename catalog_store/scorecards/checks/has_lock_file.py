"""The versions of what it needs are written down."""

from catalog_store.scorecards.about import SILVER, WITH_FILES
from catalog_store.scorecards.conditions import Every, fact_exists, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-lock-file",
    title="Locks what it needs",
    level=SILVER,
    reason="Without locked versions tomorrow's build is not today's.",
    fix="Commit the lock file of its package manager.",
    rule=fact_is("files.hasLockFile"),
    applies=Every((WITH_FILES, fact_exists("repository.language"))),
)
