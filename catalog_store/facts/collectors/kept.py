"""Facts that others read and keep: they come with their reading, so that nothing is left to be collected."""

from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, Reading
from catalog_store.facts.subject import Subject


def _nothing(_subject: Subject) -> Reading | None:
    """What is kept is in the sheet already."""
    return None


def kept(name: str, source: str, *facts: FactKind) -> Collector:
    """A collector of facts that are kept under the name of their source."""
    return Collector(name, facts, _nothing, source)
