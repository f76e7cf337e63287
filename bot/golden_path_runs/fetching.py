"""Folders and files of other repositories that golden paths begin from, at one commit."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from catalog_store.reading import Fetch, UnreadableError
from golden_paths.checkouts import CheckoutError, GitPlace, Tokens, checked_out
from golden_paths.places import place_of
from golden_paths.ports import OutsideError


class RepositoryFetcher:
    """Reads them by their pages' addresses, through git; everything else that is one file, as a web page."""

    def __init__(self, home: Path, tokens: Tokens, fetch: Fetch, check: Callable[[str], None]) -> None:
        """`fetch` reads other addresses, guarded. `check` raises `UnreadableError` where git must not read."""
        self._home = home
        self._tokens = tokens
        self._fetch = fetch
        self._check = check

    def commit(self, url: str) -> str | None:
        """The commit that the address stands for now."""
        place = place_of(url, self._home)
        return self._checked_out(place).name if isinstance(place, GitPlace) else None

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        """Put the folder's files below `target`."""
        source = self._at(url, commit)
        if source is None:
            raise OutsideError(
                f"{url} is no folder that can be fetched. Write the page of a folder, such as"
                " https://github.com/acme/skeletons/tree/main/python."
            )
        if source.is_file():
            shutil.copyfile(source, target / source.name)
            return
        for path in _files(source):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    def fetch_file(self, url: str, commit: str | None = None) -> bytes:
        """The file's content."""
        source = self._at(url, commit)
        if source is not None and source.is_dir():
            raise OutsideError(f"{url} is a folder, where one file is wanted.")
        if source is not None:
            return source.read_bytes()
        try:
            return self._fetch(f"url:{url}")
        except UnreadableError as error:
            raise OutsideError(f"{url} cannot be read: {error.reason}.") from error

    def _at(self, url: str, commit: str | None) -> Path | None:
        """The folder or file on this disk; None where the address is of no repository."""
        place = place_of(url, self._home)
        if not isinstance(place, GitPlace):
            return None
        root = self._checked_out(GitPlace(place.url, commit or place.ref, place.path))
        found = root / place.path
        if not found.resolve().is_relative_to(root.resolve()) or not found.exists():
            raise OutsideError(f"{url} has nothing at {place.path or 'its root'}.")
        return found

    def _checked_out(self, place: GitPlace) -> Path:
        try:
            self._check(place.url)
            return checked_out(place, self._home, self._tokens)
        except UnreadableError as error:
            raise OutsideError(f"{place} cannot be read: {error.reason}.") from error
        except CheckoutError as error:
            raise OutsideError(str(error), is_retryable="does not answer" in str(error)) from error


def _files(folder: Path) -> Iterator[Path]:
    """Ordinary files below; links may lead anywhere, so they stay."""
    entries: Iterable[os.DirEntry[str]] = os.scandir(folder)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
