"""It has tags to be found by."""

from catalog_store.descriptors.formats import is_tag
from catalog_store.facts import Sheet
from catalog_store.scorecards.about import GOLD, LASTING
from catalog_store.scorecards.conditions import fact_exists
from catalog_store.scorecards.mending import text_of
from catalog_store.scorecards.model import Check, DescriptorField, Mending

_MOST = 10


def _mend(sheet: Sheet) -> Mending:
    """Its repository's topics, else its language."""
    topics = sheet.values.get("repository.topics")
    language = text_of(sheet, "repository.language")
    words = [*(topics if isinstance(topics, tuple) else ()), *([language.lower()] if language else [])]
    tags = tuple(dict.fromkeys(word for word in words if is_tag(word)))[:_MOST]
    return (DescriptorField(("metadata", "tags"), tags),) if tags else ()


CHECK = Check(
    id="has-tags",
    title="Has tags",
    level=GOLD,
    reason="People search by language and topic when they don't know a name.",
    fix="Add a few words to `metadata.tags`, such as the language.",
    rule=fact_exists("entity.tags"),
    applies=LASTING,
    effort=1,
    mend=_mend,
)
