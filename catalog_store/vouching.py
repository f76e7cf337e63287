"""Which repository may be acted on for a thing: the one that its file is read from, or what a trusted file names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from catalog_store.entities import Entity, Known
from catalog_store.repositories_store import Repositories, Repository

_SLUG, _SOURCE = "github.com/project-slug", "backstage.io/source-location"
_GITHUB = "github.com"
_RAW = "raw.githubusercontent.com"
_PAGE = re.compile(r"https?://(?P<host>[^/]+)/(?P<slug>[^/]+/[^/]+)/(?:blob|tree|raw|edit)/(?P<rest>[^?#]+)")
_RAW_PAGE = re.compile(rf"https?://(?P<host>{re.escape(_RAW)})/(?P<slug>[^/]+/[^/]+)/(?P<rest>[^?#]+)")
_WHOLE = re.compile(r"https?://(?P<host>[^/]+)/(?P<slug>[^/]+/[^/?#]+)/?(?:(?:blob|tree|raw|edit)/.*)?")
#: Whoever may fork a repository can have its host show a commit, or a pull request, below the repository's own address.
_FROM_ANYBODY = re.compile(r"(?:[0-9a-f]{4,64}|refs(?!/(?:heads|tags)/)|pull)(?:/.*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A repository at a host; `slug` is `owner/name`. Both in lower case."""

    host: str
    slug: str

    def __str__(self) -> str:
        return f"{self.host}/{self.slug}"


class Vouching:
    """Compares what files name with where they stand."""

    def __init__(self, repositories: Repositories, *, trusted: tuple[str, ...], hosts: Mapping[str, str]) -> None:
        """`trusted` are addresses below which files may name any repository; `hosts` are other names of hosts."""
        self._repositories = repositories
        self._trusted = tuple(map(_comparable, trusted))
        self._hosts = {_RAW: _GITHUB, **hosts}

    def objection(self, known: Known, host: str, slug: str) -> str | None:
        """Why this repository is not acted on for it, in sentences that say what to do; None where it is."""
        wanted, home = self.place(host, slug), self.home(known)
        if home is not None and self.are_same(wanted, home):
            return None
        if self.is_trusted(known) and any(self.are_same(wanted, each) for each in self._named(known.entity)):
            return None
        return _sentences(known, wanted, home)

    def home(self, known: Known) -> CodePlace | None:
        """The repository that its file is read from, where only those can have put it who may push there."""
        location = known.provenance.location.removeprefix("url:")
        found = _RAW_PAGE.fullmatch(location) or _PAGE.fullmatch(location)
        if found is None or _leads_elsewhere(found["rest"]) or _FROM_ANYBODY.fullmatch(unquote(found["rest"])):
            return None
        return self.place(found["host"], found["slug"])

    def is_trusted(self, known: Known) -> bool:
        """Whether its file may speak for other repositories: one on Callboard's own disk, or below a trusted address."""
        location = known.provenance.location
        if location.startswith("file:"):
            return True
        if _leads_elsewhere(location.partition("://")[2]):
            return False
        written = _comparable(location.removeprefix("url:"))
        return any(written == each or written.startswith(f"{each}/") for each in self._trusted)

    def named(self, known: Known) -> CodePlace | None:
        """The repository that its annotations name."""
        return next(self._named(known.entity), None)

    def _named(self, entity: Entity) -> Iterator[CodePlace]:
        source = _WHOLE.fullmatch(str(entity.annotations.get(_SOURCE) or "").removeprefix("url:"))
        slug = str(entity.annotations.get(_SLUG) or "").strip().strip("/")
        if slug.count("/") == 1:
            yield self.place(source["host"] if source else _GITHUB, slug)
        if source:
            yield self.place(source["host"], source["slug"])

    def place(self, host: str, slug: str) -> CodePlace:
        """The repository, however its host is written."""
        host = host.lower()
        return CodePlace(self._hosts.get(host, host), slug.lower().removesuffix(".git"))

    def repository(self, place: CodePlace) -> Repository | None:
        """What its host told of it, also under a name that it had before."""
        found = self._repositories.find(place.slug, host=place.host)
        return found.repository if found else None

    def are_same(self, one: CodePlace, other: CodePlace) -> bool:
        """Also under a name that it had before, as long as no other repository has that name."""
        return one == other or (one.host == other.host and self._number(one) == self._number(other) is not None)

    def _number(self, place: CodePlace) -> int | None:
        found = self.repository(place)
        return found.number if found else None


def _leads_elsewhere(path: str) -> bool:
    """The address is read as another one than it seems."""
    segments = unquote(path).replace("\\", "/").split("/")
    return any(segment in ("..", ".", "") for segment in segments[:-1]) or segments[-1] in ("..", ".")


def _comparable(address: str) -> str:
    """The same for a file and for the folder that it is in. Host and repository are the same in any case, paths are not."""
    scheme, _, rest = address.rstrip("/").partition("://")
    host, *path = rest.split("/")
    if len(path) > 2 and path[2] in ("tree", "blob", "raw", "edit"):
        path = [*(part.lower() for part in path[:2]), "blob", *path[3:]]
    return f"{scheme.lower()}://{'/'.join((host.lower(), *path))}"


def _sentences(known: Known, wanted: CodePlace, home: CodePlace | None) -> str:
    label, location = known.entity.label, known.provenance.location.removeprefix("url:")
    where = f"in {home}" if home else f"at {location}, which is no branch of a repository"
    allowed = home or location
    return (
        f"{label} is described {where}, but this acts on the repository {wanted}, and a file speaks for its own repository only."
        f" Describe it in {wanted}, or correct its annotations {_SLUG} and {_SOURCE}. If {allowed} describes what"
        " belongs to others on purpose, whoever runs Callboard names it under callboard.trustedCatalogs."
    )
