"""Addresses of files on GitHub: `https://github.com/acme/shop/blob/main/catalog-info.yaml`, and back."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_PAGE = re.compile(
    r"url:https?://(?P<host>[^/]+)/(?P<slug>[^/]+/[^/]+)/(?:blob|tree|raw|edit)/(?P<rest>[^?#]+)", re.IGNORECASE
)
_MARK = re.compile(r"(url:https?://[^/]+/[^/]+/[^/]+)/(?:tree|raw|edit)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilePage:
    """The page of a file. `rest` is the branch or commit, a slash and the path: a branch's name may hold slashes itself."""

    host: str
    slug: str
    rest: str

    @property
    def owner(self) -> str:
        """The organisation."""
        return self.slug.partition("/")[0]

    @property
    def ref(self) -> str:
        """The branch or commit, taken to be without slashes."""
        return self.rest.partition("/")[0]

    @property
    def path(self) -> str:
        """The path in the repository, as long as the branch is without slashes."""
        return self.rest.partition("/")[2]


def file_page(location: str) -> FilePage | None:
    """The page that a location names, if it is one of a file in a repository."""
    found = _PAGE.fullmatch(location)
    return FilePage(found["host"].lower(), found["slug"], unquote(found["rest"])) if found else None


def canonical(location: str) -> str:
    """The location in the one form under which the catalog keeps it: `tree`, `raw` and `edit` are `blob`."""
    return _MARK.sub(r"\1/blob/", location, count=1)


def location_of(root: str, path: str) -> str:
    """The location of a path below a repository's root."""
    return root + quote(path, safe="/@:+,~!$&'()*;=")


def path_below(root: str, location: str) -> str:
    """The path again."""
    return unquote(location.removeprefix(root))
