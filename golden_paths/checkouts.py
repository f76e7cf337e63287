"""Templates that lie in Git: a repository at a branch, a tag or a commit, as a folder on this disk."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from golden_paths import checkout_folders, git_alone
from golden_paths.errors import GoldenPathError

#: The token with which a host may be read, None where none is needed.
Tokens = Callable[[str], str | None]

_PATIENCE = 120.0
#: The first Git that can be told where a host is.
_PINS_SINCE = (2, 37)
#: What is being laid out.
_NEW = "new-"
#: What holds the commit that was fetched last, so that only what is new comes with the next.
_LAST = "refs/callboard/last"
_LONGEST_REASON = 300
#: Beside https, what only this machine or its keys can open.
_SETTINGS = {"protocol.ssh.allow": "always", "protocol.file.allow": "always"}
_VERSION = re.compile(r"version (\d+)\.(\d+)")
#: A file in a listing: mode, type, name of its content, size.
_SIZE = re.compile(r"\d+ blob [0-9a-f]+ +(\d+)\t")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
#: What Git says about itself, and what nobody needs to read.
_REMOTE = re.compile(r"^(?:remote: |fatal: |error: )", re.MULTILINE)
_CREDENTIALS = re.compile(r"//[^/@\s]*@")


class CheckoutError(GoldenPathError):
    """The repository cannot be read. The text says which, why, and what to do."""


class _TooLargeError(Exception):
    """More comes than anybody should fetch."""


@dataclass(frozen=True, slots=True)
class CheckoutLimits:
    """How much a repository may be: bytes as Git sends them, files, and bytes of all files.

    `kept` are the bytes that stay for the next time; beyond them it is begun anew.
    """

    packed: int = 1024 * 2**20
    kept: int = 256 * 2**20
    files: int = 200_000
    total: int = 4096 * 2**20


@dataclass(frozen=True, slots=True)
class GitPlace:
    """A folder or a file of a repository, at a branch, tag or commit; without one at the repository's own branch."""

    url: str
    ref: str = ""
    path: str = ""

    def __str__(self) -> str:
        at = f"#{self.ref}" if self.ref else ""
        within = f":{self.path}" if self.path else ""
        return f"{_CREDENTIALS.sub('//', self.url)}{at}{within if at else f'#{within}' if within else ''}"


def no_token(_url: str) -> str | None:
    """Everything may be read by everybody."""
    return None


def checked_out(
    place: GitPlace,
    home: Path,
    tokens: Tokens = no_token,
    *,
    addresses: Sequence[str] = (),
    limits: CheckoutLimits | None = None,
) -> Path:
    """The folder with all files of the repository, as they are there now. It stays for a day at least.

    `addresses` are those of its host, where they were looked up already: Git asks nobody then.

    Raises:
        CheckoutError: there is no such repository or branch, it may not be read, it is too large, or Git is not there.
    """
    if place.ref.startswith("-") or place.url.startswith("-"):
        raise CheckoutError(f"{place} is no repository: neither its address nor its branch can begin with `-`.")
    folder = home / hashlib.sha256(f"{place.url}#{place.ref}".encode()).hexdigest()[:20]
    try:
        with checkout_folders.alone(folder):
            checkout_folders.forget_unused(home)  # first of all, as there may be no room for what comes
            target = _fetched(_Git(folder / "repository", place, tokens, addresses, limits or CheckoutLimits()), folder)
            os.utime(target)
            _forget_others(folder, target)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and error.filename == "git":
            raise CheckoutError("Git is not installed beside Callboard. Install it, then try again.") from error
        raise CheckoutError(f"{place} could not be laid out on this disk: {error.strerror}.") from error
    return target


def _fetched(git: "_Git", folder: Path) -> Path:
    """The folder with the files as they are there now. A commit never changes, so what is here of it need not be fetched."""
    ref = git.place.ref
    if _COMMIT.fullmatch(ref) and (folder / ref).is_dir():
        return folder / ref
    commit = git.fetched()
    if not (folder / commit).is_dir():
        _lay_out(git, commit, folder / commit)
    git.keep_little()
    return folder / commit


def _lay_out(git: "_Git", commit: str, target: Path) -> None:
    """All files of the commit in a new folder, which is there whole or not at all."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=_NEW, ignore_cleanup_errors=True) as new:
        files = Path(new, "files")
        files.mkdir()
        index = {"GIT_INDEX_FILE": str(Path(new, "index")), "GIT_WORK_TREE": str(files)}
        git.check_size(commit)
        git.run("read-tree", commit, environment=index)
        git.run("checkout-index", "--all", "--force", environment=index)
        files.rename(target)


def _forget_others(folder: Path, current: Path) -> None:
    """What was laid out before and is in no use, and what somebody left who was stopped meanwhile."""
    for each in folder.iterdir():
        is_other = each != current and _COMMIT.fullmatch(each.name) is not None
        if each.name.startswith(_NEW) or (is_other and checkout_folders.is_old(each)):
            shutil.rmtree(each, ignore_errors=True)


class _Git:
    """Git at work in a bare repository of ours, told who we are by its environment."""

    def __init__(
        self, folder: Path, place: GitPlace, tokens: Tokens, addresses: Sequence[str], limits: CheckoutLimits
    ) -> None:
        self.place = place
        self._folder = folder
        self._tokens = tokens
        self._addresses = addresses
        self._limits = limits
        self._environment = _environment({})

    def fetched(self) -> str:
        """The commit that the branch or tag is at now, which is here afterwards."""
        for left in self._folder.rglob("*.lock"):  # by a Git that was killed: nobody else works here
            left.unlink()
        self.run("init", "--quiet", "--bare")
        most = _size(self._folder) + self._limits.packed
        try:
            self.run(
                "fetch", "--quiet", "--no-tags", "--depth=1", self.place.url, self.place.ref or "HEAD",
                environment=self._known_and_pinned(), most=most,
            )  # fmt: skip
            self._check_growth(most)
        except _TooLargeError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise self._too_large(f"more than {self._limits.packed / 2**20:,.0f} MB packed") from error
        commit = self.run("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
        self.run("update-ref", _LAST, commit)
        return commit

    def keep_little(self) -> None:
        """Remove what was fetched, where it will not be asked for again or is too much to be kept."""
        if _COMMIT.fullmatch(self.place.ref) or _size(self._folder) > self._limits.kept:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _known_and_pinned(self) -> Mapping[str, str]:
        """The environment of a Git that shows who we are, and asks only the addresses that were looked up."""
        pinned = _pinned(self.place.url, self._addresses) if self._addresses else {}
        if pinned and self._version() < _PINS_SINCE:
            raise CheckoutError(
                f"{self.place} could not be read: Git 2.37 or newer is needed for addresses that a template names."
                " Install one, or let an administrator name the place under `callboard.goldenPaths`."
            )
        return _environment({**git_alone.login(self.place.url, self._tokens(self.place.url)), **pinned})

    def check_size(self, commit: str) -> None:
        """See that the commit's files are not too many, before they are laid out.

        Raises:
            CheckoutError: they are.
        """
        entries = self.run("ls-tree", "-r", "-l", "-z", commit).split("\0")
        sizes = [int(found[1]) for entry in entries if (found := _SIZE.match(entry))]
        if len(sizes) > self._limits.files or sum(sizes) > self._limits.total:
            raise self._too_large(f"{len(sizes):,} files with {sum(sizes) / 2**20:,.0f} MB")

    def _too_large(self, size: str) -> CheckoutError:
        return CheckoutError(
            f"{self.place} is too large to be fetched: {size}. Keep what golden paths begin from in a repository of its own."
        )

    def _version(self) -> tuple[int, ...]:
        found = _VERSION.search(self.run("--version"))
        return (int(found[1]), int(found[2])) if found else (0, 0)

    def run(self, *words: str, environment: Mapping[str, str] | None = None, most: int | None = None) -> str:
        """What the command says. `most` are the bytes that the repository may have meanwhile.

        Raises:
            CheckoutError: it fails, or takes too long.
        """
        watch = None if most is None else partial(self._check_growth, most)
        told = {**self._environment, "GIT_DIR": str(self._folder), **(environment or {})}
        try:
            answer = git_alone.run(words, told, seconds=_PATIENCE, watch=watch)
        except git_alone.GitTooSlowError as error:
            raise CheckoutError(f"{self.place} could not be read: {error}.") from error
        if answer.status:
            raise CheckoutError(_refusal(self.place, answer.complained))
        return answer.said.decode("utf-8", "replace")

    def _check_growth(self, most: int) -> None:
        if _size(self._folder) > most:
            raise _TooLargeError


def _size(folder: Path) -> int:
    """The bytes below it. Files come and go meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(place, name).stat().st_size
    return total


def _pinned(url: str, addresses: Sequence[str]) -> dict[str, str]:
    """The host at these addresses and no others, whatever its name would resolve to by now."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    if port is None or parts.hostname is None:
        return {}
    if not parts.hostname.isascii() or parts.hostname.endswith("."):  # Git might ask for another spelling of it
        raise CheckoutError(f"{url} could not be read: write its host in plain letters, such as xn--bcher-kva.example.")
    places = ",".join(f"[{each}]" if ":" in each else each for each in addresses)
    return {"http.curloptResolve": f"{parts.hostname}:{port}:{places}"}


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """With the keys of whoever runs us, as some places are reached by SSH."""
    ssh = {name: os.environ[name] for name in ("HOME", "SSH_AUTH_SOCK") if name in os.environ}
    return {**git_alone.environment({**_SETTINGS, **more}), **ssh, "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}


#: What Git says, and what that means for the one who named the place.
_MEANINGS: Sequence[tuple[str, str]] = (
    (r"couldn't find remote ref|unadvertised object|invalid refspec", "it has no branch, tag or commit of this name"),
    (r"not found|does not exist|does not appear to be a git repository|returned error: 404",
     "there is no such repository, or our token may not read it"),
    (r"could not read Username|Authentication failed|returned error: 40[13]|Permission denied", "our token may not read it"),
    (r"resolve host|Connection refused|timed? ?out|unable to access|hung up", "its host does not answer"),
)  # fmt: skip


def _refusal(place: GitPlace, complained: str) -> str:
    said = " ".join(_REMOTE.sub("", _CREDENTIALS.sub("//", complained)).split())[:_LONGEST_REASON]
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, complained, re.IGNORECASE):
            return f"{place} could not be read: {meaning} (git says: {said})."
    return f"{place} could not be read (git says: {said or 'nothing'})."
