"""Folders and files of other repositories that golden paths begin from, at one commit; and plain pages of the web."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from catalog_store.reading import Fetch, UnreadableError
from golden_paths.checkouts import CheckoutError, CheckoutLimits, GitPlace, Tokens, checked_out
from golden_paths.places import file_place_of, place_of
from golden_paths.ports import OutsideError
from golden_paths.workspace import Limits

#: What web pages say when the same may well succeed later.
_PASSING = ("did not answer", "has trouble", "no connection", "asked too often", "broke off")

#: Where git shall find a host, as its address says it; none where git may ask by itself. Raises `UnreadableError`.
Check = Callable[[str], tuple[str, ...]]


class RepositoryFetcher:
    """Reads them by their pages' addresses, through git; everything else that is one file, as a web page."""

    def __init__(
        self,
        home: Path,
        tokens: Tokens,
        fetch: Fetch,
        check: Check,
        *,
        limits: Limits | None = None,
        checkouts: CheckoutLimits | None = None,
    ) -> None:
        """`fetch` reads other addresses, guarded. `check` raises `UnreadableError` where git must not read.

        `limits` are for what one step fetches, `checkouts` for the repositories that it is in.
        """
        self._home = home
        self._tokens = tokens
        self._fetch = fetch
        self._check = check
        self._limits = limits or Limits()
        self._checkouts = checkouts or CheckoutLimits()

    def commit(self, url: str) -> str | None:
        """The commit that the address of a folder stands for now."""
        place = place_of(url, self._home)
        return self._checked_out(place).name if isinstance(place, GitPlace) else None

    def file_version(self, url: str) -> str | None:
        """The file's commit, or what tells a page's content from any other."""
        place = file_place_of(url)
        return self._checked_out(place).name if place else _digest(self._page(url))

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        """Put the folder's files below `target`."""
        place = place_of(url, self._home)
        if not isinstance(place, GitPlace):
            raise OutsideError(
                f"{url} is no folder that can be fetched. Write the page of a folder, such as"
                " https://github.com/acme/skeletons/tree/main/python."
            )
        source = self._at(url, place, commit)
        if source.is_file():
            self._check_size(url, source)
            shutil.copyfile(source, target / source.name)
            return
        for path in self._few_enough(url, source):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    def fetch_file(self, url: str, version: str | None = None) -> bytes:
        """The file's content."""
        place = file_place_of(url)
        if place is None:
            return self._unchanged_page(url, version)
        source = self._at(url, place, version)
        if source.is_dir():
            raise OutsideError(f"{url} is a folder, where one file is wanted.")
        self._check_size(url, source)
        return source.read_bytes()

    def _unchanged_page(self, url: str, version: str | None) -> bytes:
        content = self._page(url)
        if version and _digest(content) != version:
            raise OutsideError(
                f"{url} has changed since the preview was shown. Begin anew, so that what you confirm is what is there."
                " If it changes all the time, keep the file beside the template."
            )
        return content

    def _page(self, url: str) -> bytes:
        try:
            return self._fetch(f"url:{url}")
        except UnreadableError as error:
            is_passing = any(words in error.reason for words in _PASSING)
            raise OutsideError(f"{url} cannot be read: {error.reason}.", is_retryable=is_passing) from error

    def _at(self, url: str, place: GitPlace, commit: str | None) -> Path:
        """The folder or file on this disk."""
        root = self._checked_out(GitPlace(place.url, commit or place.ref, place.path))
        found = root / place.path
        if not found.resolve().is_relative_to(root.resolve()) or not found.exists():
            raise OutsideError(f"{url} has nothing at {place.path or 'its root'}.")
        return found

    def _checked_out(self, place: GitPlace) -> Path:
        try:
            addresses = self._check(place.url)
            return checked_out(place, self._home, self._tokens, addresses=addresses, limits=self._checkouts)
        except UnreadableError as error:
            raise OutsideError(f"{place} cannot be read: {error.reason}.") from error
        except CheckoutError as error:
            raise OutsideError(str(error), is_retryable="does not answer" in str(error)) from error

    def _check_size(self, url: str, file: Path) -> None:
        if file.stat().st_size > self._limits.single:
            raise OutsideError(
                f"{url} is too large to be fetched: {file.stat().st_size:,} bytes, where {self._limits.single:,} are the most."
            )

    def _few_enough(self, url: str, folder: Path) -> list[Path]:
        found, total = list(_files(folder)), 0
        for path in found:
            total += path.stat().st_size
            self._check_size(f"{url}: {path.relative_to(folder)}", path)
        if len(found) > self._limits.files or total > self._limits.total:
            raise OutsideError(
                f"{url} is too large to be fetched: {len(found):,} files with {total:,} bytes, where {self._limits.files:,}"
                f" files with {self._limits.total:,} bytes are the most. Name a folder further down."
            )
        return found


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _files(folder: Path) -> Iterator[Path]:
    """Ordinary files below; links may lead anywhere, so they stay."""
    entries: Iterable[os.DirEntry[str]] = os.scandir(folder)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
