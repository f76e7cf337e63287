"""What the collectors look at: an entity with all that the catalog holds around it."""

from dataclasses import dataclass
from datetime import datetime

from catalog_store.entities import Known
from catalog_store.facts.model import Reading

#: On a team: what it is called at GitHub.
CODE_TEAM_ANNOTATION = "github.com/team-slug"


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """The owner that the catalog has. `logins` are what its people are called at code hosts, in lower case."""

    known: Known
    members: int
    logins: frozenset[str]
    has_left: bool


@dataclass(frozen=True, slots=True)
class Code:
    """The repository that it belongs to, as its host told of it at `seen_at`.

    `head` is the commit of its default branch; `committers` are those of 90 days, in lower case.
    """

    host: str
    slug: str
    seen_at: datetime
    is_archived: bool
    is_gone: bool
    visibility: str
    topics: tuple[str, ...] = ()
    language: str | None = None
    default_branch: str | None = None
    head: str | None = None
    description: str | None = None
    committed_at: datetime | None = None
    codeowners: str | None = None
    committers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """One entity. `runbook_pages` counts the pages of its documents that `documents.RUNBOOK_WORDS` are in."""

    known: Known
    named_owner: str | None
    owner: OwnerFacts | None
    is_current: bool
    dangling: int
    claims: int
    code: Code | None
    pages: int
    runbook_pages: int
    on_call: bool
    kept: tuple[Reading, ...] = ()

    @property
    def read_at(self) -> datetime:
        return self.known.provenance.read_at
