"""Pull requests of ours on GitHub: one new file on a branch of our own, never a second one while the first is open."""

import base64
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotAllowedError, NotThereError, NotUnderstoodError
from bot.adapters.github.hub import Hub
from bot.github_settings import GithubSettings
from bot.source_host import NotProposedError, Proposal, Proposed

_NO_RIGHT = (
    "our token may not write there ({reason})."
    " It needs the permissions contents and pull requests, both to write, for this repository"
)


class PullRequests:
    """Opens them, wherever we are somebody."""

    def __init__(self, settings: GithubSettings, *, clock: Callable[[], datetime]) -> None:
        self._hub = Hub(settings.hosts, clock=clock)

    def propose(self, host: str, slug: str, proposal: Proposal) -> Proposed:
        """Open a pull request with the file, or find the one that is open. It is safe to ask twice.

        Raises:
            NotProposedError: there is none.
        """
        known = self._hub.known_at(host)
        if known is None:
            raise NotProposedError(f"nobody told me who I am on {host}. Set GITHUB_TOKEN, or the App's id and key")
        try:
            client = self._hub.client(known, slug.partition("/")[0])
            try:
                return _Proposing(client, proposal, client.get(f"/repos/{slug}")).proposed()
            finally:
                client.close()
        except GithubError as error:
            raise NotProposedError(str(error)) from error


class _Proposing:
    """One proposal to one repository, which is spoken to by the name that it has now."""

    def __init__(self, client: Client, proposal: Proposal, repository: Json) -> None:
        self._client = client
        self._proposal = proposal
        self._repository = repository
        self._slug: str = repository["full_name"]
        self._base: str = repository["default_branch"]

    def proposed(self) -> Proposed:
        """The pull request."""
        if self._repository.get("archived"):
            raise NotProposedError("it is archived, so nothing can be added to it")
        if found := self._open():
            return found
        if self._has_file(self._base):
            raise NotProposedError(f"it has a {self._proposal.path} by now, which is read at the next look")
        head = self._head()
        try:
            self._make_branch(head)
            if not self._has_file(self._proposal.branch):
                self._commit()
            return self._pull_request()
        except (NotAllowedError, NotThereError) as error:  # GitHub hides what one may not change
            raise NotProposedError(_NO_RIGHT.format(reason=error)) from error

    def _open(self) -> Proposed | None:
        owner = self._slug.partition("/")[0]
        found = items(self._client.get(self._path("/pulls"), head=f"{owner}:{self._proposal.branch}", state="open"))
        return Proposed(found[0]["number"], found[0]["html_url"], is_new=False) if found else None

    def _has_file(self, branch: str) -> bool:
        try:
            self._client.get(self._path(f"/contents/{quote(self._proposal.path)}"), ref=branch)
        except NotThereError:
            return False
        return True

    def _head(self) -> str:
        try:
            head: str = self._client.get(self._path(f"/git/ref/heads/{quote(self._base)}"))["object"]["sha"]
        except (NotThereError, NotUnderstoodError) as error:
            raise NotProposedError("nothing was ever pushed there") from error
        return head

    def _make_branch(self, head: str) -> None:
        """Where it is left over from an earlier time, it is brought up to date unless it has commits of its own."""
        ref = f"heads/{self._proposal.branch}"
        try:
            self._client.send("POST", self._path("/git/refs"), {"ref": f"refs/{ref}", "sha": head})
        except NotUnderstoodError:
            try:
                self._client.send("PATCH", self._path(f"/git/refs/{ref}"), {"sha": head, "force": False})
            except NotUnderstoodError:
                return

    def _commit(self) -> None:
        content = base64.b64encode(self._proposal.content.encode()).decode()
        change = {"message": self._proposal.title, "content": content, "branch": self._proposal.branch}
        try:
            self._client.send("PUT", self._path(f"/contents/{quote(self._proposal.path)}"), change)
        except NotUnderstoodError:
            if not self._has_file(self._proposal.branch):  # else somebody else's press was quicker
                raise

    def _pull_request(self) -> Proposed:
        asked = {
            "title": self._proposal.title,
            "body": self._proposal.body,
            "head": self._proposal.branch,
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
