"""Whether somebody is known to be on call for the entity."""

from datetime import timedelta

from catalog_store.facts.collector import Collector
from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType, Reading
from catalog_store.facts.subject import Subject

#: Under this name the paging tool's answers are kept.
PAGING = "paging"
_TIME_TO_LIVE = timedelta(days=1)


def _collect(subject: Subject) -> Reading:
    return Reading("annotations", subject.read_at, _TIME_TO_LIVE, {"onCall.isKnown": subject.on_call})


COLLECTOR = Collector(
    name="on-call",
    facts=(
        FactKind("onCall.isKnown", FactType.YES_OR_NO, "it or its owner names who is on call, or a paging service"),
    ),
    collect=_collect,
)
PAGED = kept(
    "paging",
    PAGING,
    FactKind("onCall.isSomebody", FactType.YES_OR_NO, "the paging tool would call somebody now"),
    FactKind("onCall.name", FactType.TEXT, "whom it would call first"),
)
