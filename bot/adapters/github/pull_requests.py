"""Pull requests of ours on GitHub: changes on a branch of our own, never a second one while the first is open."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from bot.adapters.github.client import PATIENCE, Client, Json, items
from bot.adapters.github.errors import (
    GithubError,
    LimitedError,
    NotAllowedError,
    NotThereError,
    NotUnderstoodError,
    UnwellError,
)
from bot.adapters.github.hub import Hub
from bot.github_settings import GithubSettings
from bot.source_host import Amendment, FileChange, HostAwayError, NotProposedError, Proposal, Proposed, PullState

_NO_RIGHT = (
    "our token may not write there ({reason})."
    " It needs the permissions contents and pull requests, both to write, for this repository"
)


class PullRequests:
    """Opens them, wherever we are somebody."""

    def __init__(
        self, settings: GithubSettings, *, clock: Callable[[], datetime], patience: timedelta = PATIENCE
    ) -> None:
        """Limits that end within `patience` are waited for."""
        self._hub = Hub(settings.hosts, clock=clock, patience=patience)

    def propose(self, host: str, slug: str, proposal: Proposal) -> Proposed:
        """Open a pull request with the file, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """
        new_file = FileChange(proposal.path, partial(_only_new, proposal))
        return self.amend(host, slug, Amendment((new_file,), proposal.branch, proposal.title, proposal.body))

    def amend(self, host: str, slug: str, amendment: Amendment) -> Proposed:
        """Open a pull request with changes to files, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """
        with self._spoken_to(host, slug) as client:
            return _Proposing(client, amendment, client.get(f"/repos/{slug}")).proposed()

    def state(self, host: str, slug: str, number: int) -> PullState:
        """What has become of a pull request.

        Raises:
            NotProposedError: GitHub does not say.
        """
        with self._spoken_to(host, slug) as client:
            found = client.get(f"/repos/{slug}/pulls/{number}")
        if found.get("merged"):
            return PullState.MERGED
        return PullState.OPEN if found.get("state") == "open" else PullState.CLOSED

    @contextmanager
    def _spoken_to(self, host: str, slug: str) -> Iterator[Client]:
        """Whoever we are to the owner of a repository; what GitHub says no to is told in our words."""
        known = self._hub.known_at(host)
        if known is None:
            raise NotProposedError(f"nobody told me who I am on {host}. Set GITHUB_TOKEN, or the App's id and key")
        try:
            with self._hub.asking(known, slug.partition("/")[0]) as client:
                yield client
        except (UnwellError, LimitedError) as error:
            raise HostAwayError(str(error)) from error
        except GithubError as error:
            raise NotProposedError(str(error)) from error


def _only_new(proposal: Proposal, current: str | None) -> str:
    """The content of a file that is not there yet."""
    if current is not None:
        raise NotProposedError(f"it has a {proposal.path} by now, which is read at the next look")
    return proposal.content


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is on a branch."""

    sha: str
    text: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file as it is where others start from, and as it is to be."""

    path: str
    before: str | None
    content: str


class _Proposing:
    """One proposal to one repository, which is spoken to by the name that it has now."""

    def __init__(self, client: Client, amendment: Amendment, repository: Json) -> None:
        self._client = client
        self._amendment = amendment
        self._repository = repository
        self._slug: str = repository["full_name"]
        self._base: str = repository["default_branch"]

    def proposed(self) -> Proposed:
        """The pull request."""
        if self._repository.get("archived"):
            raise NotProposedError("it is archived, so nothing can be added to it")
        if found := self._open():
            return found
        wanted = self._contents()
        head = self._head()
        try:
            self._make_branch(head)
            for change in wanted:
                self._commit(change)
            return self._pull_request()
        except (NotAllowedError, NotThereError) as error:  # GitHub hides what one may not change
            raise NotProposedError(_NO_RIGHT.format(reason=error)) from error

    def _open(self) -> Proposed | None:
        owner = self._slug.partition("/")[0]
        found = items(self._client.get(self._path("/pulls"), head=f"{owner}:{self._amendment.branch}", state="open"))
        return Proposed(found[0]["number"], found[0]["html_url"], is_new=False) if found else None

    def _contents(self) -> "list[_Wanted]":
        """What the files are to hold, as far as they do not yet."""
        found = []
        for change in self._amendment.changes:
            current = self._file(change.path, self._base)
            wanted = change.change(current.text if current else None)
            if wanted is not None and (current is None or wanted != current.text):
                found.append(_Wanted(change.path, current.text if current else None, wanted))
        if not found:
            raise NotProposedError("everything is as it should be by now, which is read at the next look")
        return found

    def _file(self, path: str, branch: str) -> "_File | None":
        try:
            found = self._client.get(self._path(f"/contents/{quote(path)}"), ref=branch)
        except NotThereError:
            return None
        if not isinstance(found, dict) or found.get("encoding") != "base64":
            raise NotProposedError(f"{path} is there, and is no file that can be changed")
        try:
            return _File(str(found["sha"]), base64.b64decode(found["content"]).decode())
        except UnicodeDecodeError as error:
            raise NotProposedError(f"{path} is no text in UTF-8") from error

    def _head(self) -> str:
        try:
            head: str = self._client.get(self._path(f"/git/ref/heads/{quote(self._base)}"))["object"]["sha"]
        except (NotThereError, NotUnderstoodError) as error:
            raise NotProposedError("nothing was ever pushed there") from error
        return head

    def _make_branch(self, head: str) -> None:
        """Where it is left over from an earlier time, it is brought up to date unless it has commits of its own."""
        ref = f"heads/{self._amendment.branch}"
        try:
            self._client.send("POST", self._path("/git/refs"), {"ref": f"refs/{ref}", "sha": head})
        except NotUnderstoodError:
            try:
                self._client.send("PATCH", self._path(f"/git/refs/{ref}"), {"sha": head, "force": False})
            except NotUnderstoodError:
                return

    def _commit(self, wanted: "_Wanted") -> None:
        current = self._file(wanted.path, self._amendment.branch)
        if (current.text if current else None) != wanted.before:
            return  # we were here before, or somebody has written on our branch: that stays
        content = base64.b64encode(wanted.content.encode()).decode()
        change = {"message": self._amendment.title, "content": content, "branch": self._amendment.branch}
        replaced = {"sha": current.sha} if current else {}
        try:
            self._client.send("PUT", self._path(f"/contents/{quote(wanted.path)}"), {**change, **replaced})
        except NotUnderstoodError:
            now = self._file(wanted.path, self._amendment.branch)
            if now is None or now.text == wanted.before:  # else somebody else's press was quicker
                raise

    def _pull_request(self) -> Proposed:
        asked = {
            "title": self._amendment.title,
            "body": self._amendment.body,
            "head": self._amendment.branch,
            "base": self._base,
        }
        try:
            made = self._client.send("POST", self._path("/pulls"), asked)
        except NotUnderstoodError:
            if found := self._open():  # somebody else's press was quicker, or our own came through unheard
                return found
            raise
        return Proposed(made["number"], made["html_url"], is_new=True)

    def _path(self, rest: str) -> str:
        return f"/repos/{self._slug}{rest}"
