"""What is asked of code hosts about a repository, and where the code of a thing is."""

from collections.abc import Mapping
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


class FactHosts(Protocol):
    """The code hosts at which we are somebody."""

    def paths(self, host: str, slug: str, branch: str) -> tuple[str, ...]:
        """The paths of all files at the branch's head.

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


@dataclass(frozen=True, slots=True)
class InCode:
    """A repository at a code host."""

    host: str
    slug: str
    branch: str


Place: TypeAlias = Path | InCode


def repository_of(subject: Subject) -> InCode | None:
    """Its repository, if a host shows it to us."""
    code = subject.code
    return (
        InCode(code.host, code.slug, code.default_branch) if code and code.default_branch and not code.is_gone else None
    )


def place_of(subject: Subject, *, can_ask: bool) -> Place | None:
    """Where its files are: in its repository, or in the folder that its file was read from."""
    location, found = subject.known.provenance.location, repository_of(subject)
    if found and can_ask:
        return found
    return Path(location.removeprefix("file:")).parent if location.startswith("file:/") else None
