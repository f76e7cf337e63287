"""What checks are about: the filters that many of them share, and the built-in levels."""

from catalog_store.scorecards.conditions import Condition, Every, Not, Operator, Rule, fact_is

BRONZE, SILVER, GOLD = 1, 2, 3
LEVELS = ("Bronze", "Silver", "Gold")

#: Things that somebody should own.
OWNABLE: Rule = Condition("entity.kind", Operator.ONE_OF, ("component", "api", "system", "resource"))
COMPONENTS: Rule = fact_is("entity.kind", "component")
_ON_ITS_WAY_OUT: Rule = Condition("entity.lifecycle", Operator.ONE_OF, ("deprecated", "retired", "experimental"))
#: Components that are meant to last.
LASTING: Rule = Every((COMPONENTS, Not(_ON_ITS_WAY_OUT)))
#: Services that people rely on.
IN_PRODUCTION: Rule = Every(
    (
        COMPONENTS,
        fact_is("entity.lifecycle", "production"),
        Condition("entity.type", Operator.ONE_OF, ("service", "website", "worker", "job", "pipeline")),
    )
)
SERVICES_IN_PRODUCTION: Rule = Every((IN_PRODUCTION, fact_is("entity.type", "service")))
OWNED_BY_TEAM: Rule = Every((OWNABLE, fact_is("owner.kind", "group")))
WITH_REPOSITORY: Rule = Every((LASTING, Condition("repository.name", Operator.EXISTS, True)))
#: Where CI has run on the default branch.
WITH_RUNS: Rule = Every((WITH_REPOSITORY, Condition("ci.runs", Operator.MORE_THAN, 0)))
#: What was seen to run on a cluster.
RUNNING: Rule = Every((LASTING, Condition("running.workloads", Operator.MORE_THAN, 0)))
OPEN_TO_ALL: Rule = Every((WITH_REPOSITORY, fact_is("repository.visibility", "public")))
WITH_FILES: Rule = Every((LASTING, Condition("files.paths", Operator.EXISTS, True)))
NAMES_DOCUMENTS: Rule = Every((COMPONENTS, fact_is("documents.areNamed")))

__all__ = [
    "BRONZE",
    "COMPONENTS",
    "GOLD",
    "IN_PRODUCTION",
    "LASTING",
    "LEVELS",
    "NAMES_DOCUMENTS",
    "OPEN_TO_ALL",
    "OWNABLE",
    "OWNED_BY_TEAM",
    "RUNNING",
    "SERVICES_IN_PRODUCTION",
    "SILVER",
    "WITH_FILES",
    "WITH_REPOSITORY",
    "WITH_RUNS",
]
