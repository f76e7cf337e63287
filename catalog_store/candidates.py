"""What a look-up finds: candidates, each with the reason why and how sure it is."""

from dataclasses import dataclass
from enum import StrEnum

from catalog_store.refs import EntityRef


class Certainty(StrEnum):
    """How sure a candidate is. Only `EXACT` and `LIKELY` are ever answered without asking back."""

    EXACT = "exact"  # the words are a name or an id of it
    LIKELY = "likely"  # the words hold one: a URL within its repository, a pod of its deployment
    GUESS = "guess"  # it only looks alike


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that may be meant. `matched` is the part of the words that led here, `because` why, as part of a sentence.

    `owner` is the reference that its file names, where that was read on the way.
    """

    entity_id: int
    ref: EntityRef
    label: str
    certainty: Certainty
    matched: str
    because: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the words may mean, best first.

    With `is_clear`, the first candidate is the answer. Otherwise `candidates` are equally good ones to choose from;
    with none, `suggestions` (at most five, all guesses) may help. `asked` is the text that was looked for.
    """

    asked: str
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[Candidate, ...] = ()

    @property
    def is_clear(self) -> bool:
        return len(self.candidates) == 1
