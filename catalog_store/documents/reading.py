"""Reads the documents that an entity names, through whoever reads its descriptor."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog_store.descriptors.locations import resolved
from catalog_store.documents.mkdocs import pages
from catalog_store.entities import Entity
from catalog_store.reading import Fetch, UnreadableError

TECHDOCS_ANNOTATION = "backstage.io/techdocs-ref"
_SOURCE_ANNOTATION = "backstage.io/source-location"
_SLUG_ANNOTATION = "github.com/project-slug"
_NAVIGATIONS = ("mkdocs.yml", "mkdocs.yaml")
#: What is looked for where no navigation says what there is; the last one only if there is nothing else.
_USUAL = ("docs/index.md", "docs/README.md", "docs/runbook.md")
_LAST = "README.md"
_TREE = re.compile(r"(https?://[^/]+/[^/]+/[^/]+(?:/-)?)/tree/")


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file as it was read."""

    path: str
    title: str
    body: bytes
    url: str | None

    @property
    def digest(self) -> bytes:
        """The same digest means the same sections."""
        head = f"{self.title}\n{self.url}\n".encode()
        return hashlib.blake2b(head + self.body, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Pages:
    """What could be read. `unread` are pages that should be there and could not be: what is known of them stays.

    Not `are_named`: the entity says of no folder that its documents are there.
    """

    read: tuple[Page, ...] = ()
    unread: frozenset[str] = frozenset()
    are_named: bool = True


def read_pages(entity: Entity, location: str, fetch: Fetch) -> Pages:
    """The entity's documents, as `backstage.io/techdocs-ref` says where. `location` is its descriptor's."""
    base = _base(entity, location)
    if base is None:
        return Pages(are_named=False)
    named = _named(base, fetch)
    wanted = dict.fromkeys(path for _, path in named)
    bodies = _bodies(base, [*wanted] if named else [*_USUAL], fetch)
    if not named and not bodies:
        bodies = _bodies(base, [_LAST], fetch)
    titles = {path: title for title, path in named}
    read = tuple(
        Page(path, titles.get(path, ""), body, _url(entity, location, base, path)) for path, body in bodies.items()
    )
    return Pages(read, frozenset(wanted) - set(bodies))


def _base(entity: Entity, location: str) -> str | None:
    """The folder of the documents as a location that ends with a slash."""
    scheme, _, target = str(entity.annotations.get(TECHDOCS_ANNOTATION) or "").strip().partition(":")
    if scheme not in ("dir", "url") or not target or "\0" in target:
        return None
    if scheme == "dir" and posixpath.normpath(target).startswith(("/", "..")):
        return None
    folder = resolved(f"./{target}" if scheme == "dir" else target, location)
    return folder.rstrip("/") + "/"


def _named(base: str, fetch: Fetch) -> tuple[tuple[str, str], ...]:
    for name in _NAVIGATIONS:
        try:
            return pages(fetch(base + name))
        except UnreadableError:
            continue
    return ()


def _bodies(base: str, paths: list[str], fetch: Fetch) -> Mapping[str, bytes]:
    return dict(_readable(base, paths, fetch))


def _readable(base: str, paths: list[str], fetch: Fetch) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            yield path, fetch(base + path)
        except UnreadableError:
            continue


def _url(entity: Entity, location: str, base: str, path: str) -> str | None:
    """Where the page can be read in a browser."""
    if base.startswith("url:"):
        return _shown(base[len("url:") :] + path)
    folder = base.removeprefix("file:").removeprefix(location.removeprefix("file:").rpartition("/")[0]).strip("/")
    inner = f"{folder}/{path}".lstrip("/")
    source = str(entity.annotations.get(_SOURCE_ANNOTATION) or "").removeprefix("url:")
    if source.startswith(("http://", "https://")):
        return _shown(source.rstrip("/") + f"/{inner}") if "/tree/" in source else None
    slug = str(entity.annotations.get(_SLUG_ANNOTATION) or "").strip("/")
    return f"https://github.com/{slug}/blob/HEAD/{inner}" if slug.count("/") == 1 else None


def _shown(url: str) -> str:
    """A file's address below a folder's."""
    return _TREE.sub(r"\1/blob/", url)
