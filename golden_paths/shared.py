"""What several paths share: `../service` in a fetch step names a folder, or a file, beside the template's own folder."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from golden_paths.digests import files_below

FETCHES = ("fetch:template", "fetch:plain", "fetch:template:file", "fetch:plain:file")
#: Where a kept version has its copies.
_COPIES = ".shared"


def shared_by(document: Mapping[str, Any], folder: Path, root: Path | None) -> tuple[str, ...]:  # Any: JSON
    """The addresses of what the steps take from beside the folder, as far as it is there; none leads out of `root`."""
    urls = {posixpath.normpath(url) for url in map(_url, document["spec"].get("steps") or ()) if url}
    return tuple(sorted(url for url in urls if _is_beside(url, folder, root)))


def copies(folder: Path, urls: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Every shared file, and where its copy belongs below the template's own folder.

    Raises:
        TemplateError: it is too much, or cannot be read.
    """
    for url in urls:
        place = folder / url
        if place.is_file():
            yield place, _copy(url)
            continue
        for path in files_below(place):
            yield path, posixpath.join(_copy(url), path.relative_to(place).as_posix())


def with_copies(document: Mapping[str, Any], urls: Iterable[str]) -> dict[str, Any]:  # Any: JSON
    """The template's document, taking the copies in place of what they were made from."""
    known = frozenset(urls)
    steps = [_moved(step, known) for step in document["spec"]["steps"]]
    return {**document, "spec": {**document["spec"], "steps": steps}}


def _url(step: Mapping[str, Any]) -> str:  # Any: JSON
    given = step.get("input")
    url = given.get("url") if isinstance(given, Mapping) else None
    return url if step.get("action") in FETCHES and isinstance(url, str) and url.startswith("../") else ""


def _is_beside(url: str, folder: Path, root: Path | None) -> bool:
    first, *rest = PurePosixPath(url).parts
    if not rest or first != ".." or ".." in rest or "{" in url or "\0" in url:
        return False
    place = folder / url
    return place.exists() and place.resolve().is_relative_to((root or folder.parent).resolve())


def _moved(step: Mapping[str, Any], known: frozenset[str]) -> Mapping[str, Any]:  # Any: JSON
    url = posixpath.normpath(_url(step))
    return {**step, "input": {**step["input"], "url": f"./{_copy(url)}"}} if url in known else step


def _copy(url: str) -> str:
    return f"{_COPIES}/{url.removeprefix('../')}"
