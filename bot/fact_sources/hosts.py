"""What is asked of code hosts about a repository, and where the code of a thing is."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

from catalog_store.facts import Subject, Value


class Topic(StrEnum):
    """What a code host tells of a repository, one reading each. The names are those of the sources of the facts."""

    CI = "CI"
    BRANCH = "branch"
    PROTECTION = "branch protection"
    DEPENDENCIES = "dependency alerts"
    SCANNING = "code scanning"
    LANGUAGES = "languages"


class FactReading(Protocol):
    """What is told of one repository after the other, as long as the reading lasts."""

    def paths(self, host: str, slug: str, commit: str) -> tuple[str, ...]:
        """The paths of all files of a commit, or of a branch's head.

        Raises:
            FactsNotReadError: they are not told, or not all.
        """

    def text(self, host: str, slug: str, path: str) -> str | None:
        """A file of the default branch; None where there is none.

        Raises:
            FactsNotReadError: it is not shown.
        """

    def facts(self, topic: Topic, host: str, slug: str, branch: str) -> Mapping[str, Value]:
        """What is told of a repository.

        Raises:
            FactsNotReadError: it is not told, and why.
        """


class FactHosts(Protocol):
    """The code hosts at which we are somebody."""

    def reading(self) -> AbstractContextManager[FactReading]:
        """One reading of many repositories, over the same connections."""


@dataclass(frozen=True, slots=True)
class InCode:
    """A repository at a code host. `head` is the commit of its branch, as far as its host told of it."""

    host: str
    slug: str
    branch: str
    head: str | None = None


Place: TypeAlias = Path | InCode


def repository_of(subject: Subject) -> InCode | None:
    """Its repository, if a host shows it to us."""
    code = subject.code
    if code is None or not code.default_branch or code.is_gone:
        return None
    return InCode(code.host, code.slug, code.default_branch, code.head)


def place_of(subject: Subject, *, can_ask: bool) -> Place | None:
    """Where its files are: in its repository, or in the folder that its file was read from."""
    location, found = subject.known.provenance.location, repository_of(subject)
    if found and can_ask:
        return found
    return Path(location.removeprefix("file:")).parent if location.startswith("file:/") else None


def once_a_commit(
    fact: str, place: Place | None, subject: Subject, read: Callable[[], Mapping[str, Value]]
) -> Mapping[str, Value]:
    """What `read` gives, kept with the head of its repository under the name `fact`: it is read again when that has moved.

    It may raise whatever `read` raises.
    """
    if not isinstance(place, InCode) or place.head is None:
        return read()
    kept = next((each.values for each in subject.kept if each.values.get(fact) == place.head), None)
    return kept or {**read(), fact: place.head}
