"""Where golden paths are kept: folders, and repositories behind Git addresses. From what people write to what we read."""

import re
from pathlib import Path
from urllib.parse import unquote

from golden_paths.checkouts import GitPlace

#: A folder or file on this machine, or a place in a repository.
Place = Path | GitPlace

#: A page of a code host: repository, branch and path. Of a branch with slashes only the first part can be told.
_PAGE = re.compile(r"(https?://[^/]+/[^?#]+?)/(?:-/)?(?:tree|blob)/([^/?#]+)(?:/([^?#]*))?(?:[?#].*)?")
_IN_REPOSITORY = re.compile(r"https?://[^#]+\.git#[^:]*:.")
_GIT = re.compile(r"(?:https?|ssh|git\+ssh)://|[\w.-]+@[\w.-]+:|file://.*\.git(?:#|$)")


def place_of(written: str, folder: Path) -> Place:
    """The place that somebody wrote: a path (from `folder` on), a page of a code host, or `ADDRESS#branch:path`."""
    text = written.strip().removeprefix("url:")
    if page := _PAGE.fullmatch(text):
        return GitPlace(_clonable(page[1]), unquote(page[2]), unquote(page[3] or "").strip("/"))
    if _GIT.match(text):
        url, _, at = text.partition("#")
        ref, _, path = at.partition(":")
        return GitPlace(_clonable(url), ref, path.strip("/"))
    return folder / Path(re.sub(r"^file:(?://)?", "", text)).expanduser()


def file_place_of(written: str) -> GitPlace | None:
    """The file in a repository that an address names; None where it is any other page of the web."""
    text = written.strip().removeprefix("url:")
    if not (_PAGE.fullmatch(text) or _IN_REPOSITORY.match(text)):
        return None
    place = place_of(text, Path())
    return place if isinstance(place, GitPlace) else None


def _clonable(url: str) -> str:
    """Hosts answer Git at the address that ends with `.git`, and some send it there from the other, which is not followed."""
    if not url.startswith("http") or url.rstrip("/").endswith(".git"):
        return url.rstrip("/")
    return f"{url.rstrip('/')}.git"
