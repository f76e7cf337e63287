"""The first commit of a repository: made of a folder, pushed by git, and never a second time."""

from pathlib import Path

from bot.adapters.github.hosting.git import Git, MovedOnError, repository
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.hosting.repositories import run_of
from golden_paths.ports import Author, Mark, SourceHostError
from golden_paths.sending import sent_files
from golden_paths.workspace import Workspace


def push(place: Place, folder: Path, branch: str, message: str, author: Author, mark: Mark) -> str:
    """Make the folder the branch's first commit. Where this run has done so already, it is left as it is."""
    if earlier := _earlier(place, branch, mark):
        return earlier
    with repository(folder, url=_url(place), token=place.client.token()) as git:
        stage(git, folder)
        commit = git.commit(git.tree(), None, marked(message, mark), author, mark.began)
        try:
            git.push(commit, branch)
        except MovedOnError:
            if earlier := _earlier(place, branch, mark):
                return earlier
            raise
        return commit


def stage(git: Git, folder: Path, *, below: str = "") -> None:
    """Take the folder's files, but those that its `.gitignore` names."""
    git.stage([(file.path, file.is_executable) for file in sent_files(Workspace(folder))], below=below)


def marked(message: str, mark: Mark) -> str:
    """The message with the run's name at its end."""
    return f"{message.rstrip()}\n\n{mark.trailer}\n"


def _earlier(place: Place, branch: str, mark: Mark) -> str | None:
    """The branch's last commit, if it is one of this run.

    Raises:
        SourceHostError: it is somebody else's.
    """
    head = place.branch(branch)
    if head is None:
        return None
    if mark.run_id in (run_of(place.message(head)), run_of(place.first_message())):
        return head
    raise SourceHostError(
        f"The branch {branch} of {place.repo.slug} holds commits of others already, and they stay."
        " Begin again with another name."
    )


def _url(place: Place) -> str:
    return str(place.client.get(place.path())["clone_url"])
