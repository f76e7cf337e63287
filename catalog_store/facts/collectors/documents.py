"""Which documents the entity has."""

from datetime import timedelta

from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, FactType, Reading
from catalog_store.facts.subject import Subject

#: Says where the documents of an entity are.
TECHDOCS_ANNOTATION = "backstage.io/techdocs-ref"
_TIME_TO_LIVE = timedelta(days=1)
#: A page whose path or headings have one of these is about trouble.
RUNBOOK_WORDS = ("runbook", "playbook", "on-call", "incident", "alert", "troubleshoot")


def _collect(subject: Subject) -> Reading:
    return Reading(
        "its documents",
        subject.read_at,
        _TIME_TO_LIVE,
        {
            "documents.areNamed": TECHDOCS_ANNOTATION in subject.known.entity.annotations,
            "documents.pages": subject.pages,
            "documents.hasRunbook": subject.runbook_pages > 0,
        },
    )


COLLECTOR = Collector(
    name="documents",
    facts=(
        FactKind("documents.areNamed", FactType.YES_OR_NO, "its file says where its documents are"),
        FactKind("documents.pages", FactType.NUMBER, "how many pages could be read"),
        FactKind("documents.hasRunbook", FactType.YES_OR_NO, "a page or a heading is about trouble"),
    ),
    collect=_collect,
)
