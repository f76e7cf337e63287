"""git itself, told who we are by its environment: no token on a command line, in a file or in a message."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.adapters.github.errors import (
    GithubError,
    NotAllowedError,
    NotThereError,
    NotUnderstoodError,
    NoWorkflowRightError,
    UnwellError,
)
from golden_paths import git_alone
from golden_paths.ports import Author

#: Seconds for one command. A push may carry much, over a slow line.
_PATIENCE = 180.0
_LONGEST_REASON = 300

#: Files are taken as they lie there, whatever this machine would ignore.
_SETTINGS = {"core.excludesFile": "/dev/null", "core.fileMode": "true", "core.quotePath": "false"}

_WORKFLOW = re.compile(r"refusing to allow .* to create or update workflow `?([^` ]+)", re.IGNORECASE)
_PROTECTED = re.compile(r"protected branch|repository rule violations|GH006|GH013", re.IGNORECASE)
_TOO_LARGE = re.compile(r"GH001|exceeds GitHub's file size limit|pack exceeds maximum", re.IGNORECASE)
_MOVED_ON = re.compile(r"\[rejected\]|fetch first|non-fast-forward|stale info|cannot lock ref", re.IGNORECASE)
_STATUS = re.compile(r"returned error: (\d{3})")
_REMOTE = re.compile(r"^(?:remote: |fatal: |error: )", re.MULTILINE)


class MovedOnError(GithubError):
    """The branch holds something else than we thought."""

    def __init__(self) -> None:
        super().__init__("the branch holds commits of somebody else")


class Git:
    """A repository of ours on this disk, for one push. `files` is the folder whose files it is about."""

    def __init__(self, folder: Path, files: Path, *, url: str, token: str | None) -> None:
        self._folder = folder
        self._files = files
        self._url = url
        self._environment = git_alone.environment({**_SETTINGS, **git_alone.login(url, token)})

    def run(self, *words: str, given: bytes = b"", environment: Mapping[str, str] | None = None) -> str:
        """What the command says.

        Raises:
            GithubError: it fails, or takes too long.
        """
        told = {**self._environment, "GIT_DIR": str(self._folder), **(environment or {})}
        try:
            answer = git_alone.run(words, told, seconds=_PATIENCE, folder=self._files, given=given)
        except git_alone.GitTooSlowError as error:
            raise UnwellError(str(error)) from error
        if answer.status:
            raise _refusal(answer.complained)
        return answer.said.decode("utf-8", "surrogateescape")

    def stage(self, paths: Sequence[tuple[str, bool]], *, below: str = "") -> None:
        """Put files of the folder into the index as they are, `below` a path there. Each comes with whether it is a program.

        Raises:
            NotUnderstoodError: a name has a line break, which git takes for the end of a name.
        """
        if odd := next((path for path, _ in paths if "\n" in path or path.endswith("\r")), None):
            raise NotUnderstoodError(f"the name of the file {odd!r} has a line break. Give it another name")
        if not paths:
            return
        # A name that begins with a quotation mark would be taken as quoted, and might lead anywhere on this disk.
        names = "".join(f"./{path}\n" for path, _ in paths)
        hashes = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=_bytes(names)).split()
        modes = ("100755" if is_program else "100644" for _, is_program in paths)
        prefix = f"{below.strip('/')}/" if below.strip("/") else ""
        lines = (f"{mode} {sha}\t{prefix}{path}" for mode, sha, (path, _) in zip(modes, hashes, paths, strict=True))
        self._change_index(lines)

    def remove(self, paths: Iterable[str]) -> None:
        """Take files out of the index."""
        self._change_index(f"0 {'0' * 40}\t{path}" for path in paths)

    def _change_index(self, lines: Iterable[str]) -> None:
        self.run("update-index", "-z", "--index-info", given=_bytes("".join(f"{line}\0" for line in lines)))

    def tree(self) -> str:
        """The index as a tree. What was not fetched, as it stays the same, need not be here."""
        return self.run("write-tree", "--missing-ok").strip()

    def commit(self, tree: str, parent: str | None, message: str, author: Author, when: datetime) -> str:
        """A commit with this tree. The same words give the same commit."""
        signature = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", when.isoformat()))
        }
        parents = ("-p", parent) if parent else ()
        return self.run("commit-tree", tree, *parents, "-F", "-", given=message.encode(), environment=signature).strip()

    def push(self, commit: str, branch: str, *, expected: str | None = None) -> None:
        """Put the branch to the commit, if it is where we think: at `expected`, or nowhere."""
        lease = f"--force-with-lease=refs/heads/{branch}:{expected or ''}"
        self.run("push", "--no-verify", "--porcelain", lease, self._url, f"{commit}:refs/heads/{branch}")

    def fetch(self, branch: str) -> str:
        """Have the branch's last commit here, as far as one needs it to add another."""
        ref = f"refs/heads/{branch}"
        self.run("fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", self._url, f"+{ref}:{ref}")
        return self.run("rev-parse", "--verify", ref).strip()


@contextmanager
def repository(files: Path, *, url: str, token: str | None) -> Iterator[Git]:
    """A new one for a folder of files, gone afterwards.

    Raises:
        GithubError: there is no git, or no room on the disk.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="callboard-push-", ignore_cleanup_errors=True) as folder:
            git = Git(Path(folder), files, url=url, token=token)
            git.run("init", "--quiet", "--bare")
            yield git
    except FileNotFoundError as error:
        raise NotUnderstoodError("git is not installed beside Callboard; install it, then try again") from error
    except OSError as error:
        raise UnwellError(f"git could not work on this machine: {error.strerror}") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _refusal(complained: str) -> GithubError:
    reason = _REMOTE.sub("", complained).strip()
    short = " ".join(reason.split())[:_LONGEST_REASON]
    if found := _WORKFLOW.search(reason):
        return NoWorkflowRightError(found[1])
    if _PROTECTED.search(reason):
        return NotUnderstoodError(
            "the branch is protected, so that nobody may push to it. Propose a pull request instead"
        )
    if _TOO_LARGE.search(reason):
        return NotUnderstoodError(f"a file is too large for GitHub ({short})")
    if _MOVED_ON.search(reason):
        return MovedOnError()
    return _by_status(reason, short)


def _by_status(reason: str, short: str) -> GithubError:
    found = _STATUS.search(reason)
    status = int(found[1]) if found else None
    if status == 404 or "not found" in reason.lower():
        return NotThereError("such repository")
    if status in (401, 403) or "authentication failed" in reason.lower() or "could not read Username" in reason:
        return NotAllowedError(f"our token may not push there ({short})")
    if status == 429 or (status and status >= 500):
        return UnwellError(f"GitHub has trouble ({status})")
    if re.search(r"unable to access|hung up|early EOF|timed? ?out|RPC failed|resolve host", reason, re.IGNORECASE):
        return UnwellError("GitHub did not answer git")
    return NotUnderstoodError(f"git says: {short or 'nothing'}")
