"""Its file says where its code is."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import LASTING, SILVER
from catalog_store.scorecards.conditions import Some, fact_exists, fact_is
from catalog_store.scorecards.mending import annotation, text_of
from catalog_store.scorecards.model import Check, Mending


def _mend(sheet: Sheet) -> Mending:
    """The repository that it was found in."""
    slug = text_of(sheet, "repository.name")
    return (annotation("github.com/project-slug", slug),) if slug else ()


CHECK = Check(
    id="names-repository",
    title="Says where its code is",
    level=SILVER,
    reason="Pull requests, commits and code owners can be told only of a known repository.",
    fix="Add the annotation `github.com/project-slug`.",
    rule=Some(
        (
            fact_exists("annotation:github.com/project-slug"),
            fact_exists("annotation:gitlab.com/project-slug"),
            fact_exists("annotation:bitbucket.org/project-slug"),
            fact_exists("annotation:backstage.io/source-location"),
            fact_is("descriptor.isInRepository"),
        )
    ),
    applies=LASTING,
    effort=1,
    mend=_mend,
)
