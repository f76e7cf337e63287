"""Who can change the default branch, and what that demands."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType

BRANCH = kept(
    "branch",
    "branch",
    FactKind("branch.isProtected", FactType.YES_OR_NO, "a rule says what may be done to its default branch"),
)
PROTECTION = kept(
    "branch-protection",
    "branch protection",
    FactKind("branch.reviews", FactType.NUMBER, "how many people have to approve before something is merged"),
    FactKind("branch.requiredChecks", FactType.NUMBER, "how many checks have to pass before something is merged"),
)
