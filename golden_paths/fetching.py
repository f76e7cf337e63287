"""Where the files of a fetch step come from: a folder beside the template, or a web address."""

import posixpath
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from golden_paths.errors import ActionError
from golden_paths.workshop import Workshop
from golden_paths.workspace import in_words

_WEB = ("http", "https")


def is_remote(url: str) -> bool:
    """Whether it is a web address, not a path beside the template."""
    return urlsplit(url).scheme in _WEB


@contextmanager
def fetched(url: str, workshop: Workshop) -> Iterator[Path]:
    """The folder, or the file, that the address names. What was fetched from the web is gone afterwards.

    Raises:
        ActionError: it leads out of the template's folder, is not there, or cannot be read.
    """
    if not is_remote(url):
        yield _beside(url, workshop)
        return
    with tempfile.TemporaryDirectory(prefix="callboard-fetch-") as folder:
        fetcher = workshop.outside.fetcher
        with in_words(url):
            fetcher.fetch_tree(url, Path(folder), fetcher.commit(url))
        yield Path(folder)


def fetched_file(url: str, workshop: Workshop) -> bytes:
    """The content of the one file that the address names.

    Raises:
        ActionError: it leads out of the template's folder, is no file, or cannot be read.
    """
    if is_remote(url):
        fetcher = workshop.outside.fetcher
        return fetcher.fetch_file(url, fetcher.file_version(url))
    place = _beside(url, workshop)
    if not place.is_file():
        raise ActionError(f"{url} beside the template is a folder, where one file is wanted.")
    with in_words(url):
        return place.read_bytes()


def _beside(url: str, workshop: Workshop) -> Path:
    path, folder = PurePosixPath(url), workshop.template_folder
    if posixpath.normpath(url) in workshop.shared:
        return folder / path
    if path.is_absolute() or ".." in path.parts or "\0" in url or urlsplit(url).scheme:
        raise ActionError(
            f"{url!r} does not lead to a place beside the template. Write a path relative to it, without `..`,"
            " or an address that begins with https://."
        )
    place = folder / path
    if not place.exists():
        raise ActionError(f"There is no {url} beside the template. It has {_listed(folder)}.")
    if not place.resolve().is_relative_to(folder.resolve()):
        raise ActionError(f"{url} beside the template is a link that leads out of its folder.")
    return place


def _listed(folder: Path) -> str:
    names = sorted(f"{each.name}/" if each.is_dir() else each.name for each in folder.iterdir())
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "") if names else "nothing"
