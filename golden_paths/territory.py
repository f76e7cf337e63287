"""Where a run acts that acts on something of the catalog: its own repository, those that the path spells out, and new ones."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from golden_paths.errors import InvalidRepoUrlError
from golden_paths.ports import Mark, SourceHost, SourceHostError
from golden_paths.repo_url import RepoUrl
from golden_paths.template import Template

#: Looks only, or takes back what bears the run's own mark.
_HARMLESS = frozenset(("find_repository", "remove_repository", "close_pull_request"))

#: Says why a repository is not the thing's own; None where it is.
Objection = Callable[[RepoUrl], str | None]


class OutOfBoundsError(SourceHostError):
    """A step would act on a repository that does not belong to what the run acts on."""


def bounded(host: SourceHost, objection: Objection, template: Template, mark: Mark) -> SourceHost:
    """The same host, which acts on nothing else. `mark` is of the whole run: what it made itself is its own."""
    return cast(SourceHost, _Bounded(host, objection, frozenset(map(_key, _spelled_out(template))), mark))


class _Bounded:
    """Looks at each repository before each call."""

    def __init__(self, host: SourceHost, objection: Objection, spelled_out: frozenset[str], mark: Mark) -> None:
        self._host = host
        self._objection = objection
        self._spelled_out = spelled_out
        self._mark = mark

    def absence(self, repo: RepoUrl) -> str | None:
        """As the host itself says; where it would let us, the repository has to be one of ours as well."""
        said = self._host.absence(repo)
        if said is None:
            self._check(repo)
        return said

    def __getattr__(self, name: str) -> Any:  # Any: whatever the host has
        call = getattr(self._host, name)
        if name in _HARMLESS:
            return call

        @wraps(call)
        def within(*words: object, **more: object) -> Any:  # Any: as above
            for repo in (word for word in (*words, *more.values()) if isinstance(word, RepoUrl)):
                self._check(repo)
            return call(*words, **more)

        return within

    def _check(self, repo: RepoUrl) -> None:
        if _key(repo) in self._spelled_out or (refused := self._objection(repo)) is None:
            return
        found = self._host.find_repository(repo)
        if found is not None and not found.is_of(self._mark):
            raise OutOfBoundsError(refused)


def _spelled_out(template: Template) -> Iterator[RepoUrl]:
    """What the path itself says word for word, nobody else has chosen."""
    for step in template.steps:
        written = step.input.get("repoUrl")
        if isinstance(written, str) and "{{" not in written:
            try:
                yield RepoUrl.parse(written)
            except InvalidRepoUrlError:
                continue


def _key(repo: RepoUrl) -> str:
    return str(repo).lower()
