"""What a text may be naming: keys to look up, each with how sure it would be and why."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalog_store.candidates import Certainty

#: Kinds by the words that people use for them.
KIND_WORDS: dict[str, frozenset[str]] = {
    word: frozenset(kinds.split())
    for kinds, words in (
        ("component", "component service microservice app application library website lib"),
        ("api", "api endpoint"),
        ("system", "system"),
        ("domain", "domain"),
        ("resource", "resource database db bucket topic queue"),
        ("group", "group team squad guild crew"),
        ("user", "user person"),
        ("template", "template"),
    )
    for word in words.split()
}


class Lead(NamedTuple):  # as all here not a dataclass: a long text makes a thousand, in a quarter of the time
    """A key (`ref:…` or an alias key) that one shape of text leads to.

    `tier` orders the leads of one piece of text, the lowest that finds something wins. `is_exact` says that the text
    itself would be the id; otherwise it only holds one. `reading` is the beginning of a clause: "`reading` is its name".
    """

    key: str
    tier: int
    is_exact: bool = True
    reading: str = "that"
    kinds: frozenset[str] | None = None
    is_guess: bool = False


class Clue(NamedTuple):
    """A lead with the place in the text where it came from.

    `span` counts words, end exclusive: of two that find something, the one within the other is dropped. `weight` 0 are
    ids and compound names, 1 what is likely only mentioned, 2 plain words; heavier ones count only without lighter.
    """

    lead: Lead
    certainty: Certainty
    matched: str
    span: tuple[int, int]
    weight: int = 0


def clues_for(
    leads: Iterable[Lead], matched: str, span: tuple[int, int], *, is_whole: bool, weight: int = 0
) -> Iterator[Clue]:
    """The leads of a piece of text; only the whole of what was asked can be exactly an id."""
    for lead in leads:
        certainty = Certainty.EXACT if is_whole and lead.is_exact else Certainty.LIKELY
        yield Clue(lead, Certainty.GUESS if lead.is_guess else certainty, matched, span, weight)
