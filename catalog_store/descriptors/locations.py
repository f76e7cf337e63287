"""Where a descriptor points: its targets and placeholders as full locations."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json
from catalog_store.entities import Entity, Severity

_FILE = "file:"
_URL = "url:"
#: A file's address on a Git host, up to the root of the repository at one revision.
_REPOSITORY_ROOT = re.compile(r"(https?://[^/]+/[^/]+/[^/]+/(?:-/)?(?:blob|tree|raw|edit)/[^/]+)/")


def resolved(target: str, base: str) -> str:
    """The full location of what the file at `base` calls `target`, as Backstage resolves it.

    A path that begins with `/` starts at the repository's root where the file lies on a Git host.
    """
    if target.startswith(("http://", "https://")):
        return _URL + target
    if target.startswith(("url:http://", "url:https://")):
        return target
    if base.startswith(_FILE):
        return _FILE + _joined_path(base[len(_FILE) :], target.removeprefix(_FILE))
    return _URL + _joined_url(base.removeprefix(_URL), target.removeprefix(_URL))


def targets_of(entity: Entity, base: str) -> Iterator[str]:
    """What a Location entity points at, globs left as they are."""
    if entity.ref.kind != "location" or entity.spec.get("type", "url") not in ("url", "file"):
        return
    single = entity.spec.get("target")
    for target in (*((single,) if single else ()), *entity.spec.get("targets", ())):
        if target.strip():
            yield resolved(target.strip(), base)


def flaws(document: Mapping[str, Json]) -> Iterator[Flaw]:
    """A Location of a type that we cannot follow comes in and is told."""
    spec = document.get("spec")
    kind = spec.get("type", "url") if document.get("kind") == "Location" and isinstance(spec, dict) else "url"
    if isinstance(kind, str) and kind and kind not in ("url", "file"):
        message = f"Locations of the type `{kind}` are not followed."
        fix = "Write `type: url` with the file's address, or `type: file`."
        yield Flaw("unknown-location-type", ("spec", "type"), message, fix, severity=Severity.WARNING)


def _joined_path(base: str, target: str) -> str:
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
    return f"/{joined.lstrip('/')}" if joined.startswith("//") else joined


def _joined_url(base: str, target: str) -> str:
    if target.startswith("/") and (root := _REPOSITORY_ROOT.match(base)):
        return root[1] + target
    try:
        joined, query = urljoin(base, target), urlsplit(base).query
    except ValueError:  # brackets that are no IPv6 address; whoever fetches it will say so
        return target
    return f"{joined}?{query}" if query and "?" not in joined else joined
