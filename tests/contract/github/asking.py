"""Asking a GitHub with an unmodified PyGithub, and hearing no."""

from collections.abc import Iterator
from contextlib import contextmanager

import github as pygithub
import pytest
from github.Repository import Repository


def client(url: str, token: str | None) -> pygithub.Github:
    """An unmodified PyGithub that doesn't try again by itself."""
    return client_with(url, pygithub.Auth.Token(token) if token else None)


def client_with(url: str, auth: pygithub.Auth.Auth | None) -> pygithub.Github:
    """As above, with any way to prove who one is, and without its usual pauses."""
    return pygithub.Github(auth=auth, base_url=url, retry=None, seconds_between_requests=0, seconds_between_writes=0)


@contextmanager
def refused(status: int, words: str) -> Iterator[None]:
    """What is done inside is refused with that status and those words."""
    with pytest.raises(pygithub.GithubException) as caught:
        yield
    assert (caught.value.status, words in str(caught.value.data)) == (status, True), caught.value


def head(repository: Repository) -> str:
    """Where main is."""
    return repository.get_git_ref("heads/main").object.sha


def branch_with(repository: Repository, branch: str, path: str, content: str) -> None:
    """A new branch with one more file."""
    repository.create_git_ref(f"refs/heads/{branch}", head(repository))
    repository.create_file(path, f"Add {path}", content, branch=branch)
