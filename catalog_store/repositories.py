"""Where in a code repository an address points: every form in which people and files write it."""

import re
from dataclasses import dataclass
from enum import StrEnum

#: First labels of hosts that serve Git repositories as `owner/name`, such as `github.acme.example`.
_CODE_LABELS = frozenset({"github", "gitlab", "git", "ghe", "bitbucket", "gitea", "codeberg"})
_RAW_HOSTS = frozenset(("raw.githubusercontent.com", "api.github.com"))
_MARKS = {"blob": 1, "tree": 1, "edit": 1, "raw": 1, "blame": 1, "src": 1, "commits": 1}
#: Pages that only code hosts have, whatever they are called.
_FILE_PAGES = frozenset(("blob", "tree", "edit", "blame"))
#: GitLab's pages of before it put `/-/` between a repository and them; without one, all of a path is nested groups.
_OLD_PAGES = frozenset(("merge_requests", "issues", "commit", "pipelines", "jobs", "wikis", "releases", "tags"))
_SSH = re.compile(r"^(?:[\w.-]+@)([\w.-]+):(?!\d+/)(.+)$")


class Part(StrEnum):
    """Which part of a repository an address is about."""

    WHOLE = "whole"  # the repository itself
    FOLDER = "folder"  # a file or a folder in it
    CHANGE = "change"  # a pull request, a commit, a run: somewhere in it


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a repository. `slug` is `owner/name` in lower case.

    `paths` are the possible paths within it, in lower case, likeliest first: a branch's name may hold slashes, so
    that one cannot tell where the path begins.
    """

    slug: str
    part: Part
    paths: tuple[str, ...] = ()


def split_url(url: str) -> tuple[str, str] | None:
    """Host and path (no query, no user, no port, no slash at its end) of `scheme://…`, in lower case; else None."""
    scheme, mark, rest = url.partition("://")
    if not mark or not scheme.isascii():
        return None
    rest = rest.partition("#")[0].partition("?")[0]
    authority, _, path = rest.partition("/")
    host = authority.rpartition("@")[2].partition(":")[0].lower()
    return (host, path.strip("/").lower()) if "." in host or host == "localhost" else None


def is_code_host(host: str) -> bool:
    """The host serves repositories under `owner/name`, as far as its name tells."""
    return host.removeprefix("www.").partition(".")[0] in _CODE_LABELS and host.count(".") <= 3


def place_at(url: str) -> Place | None:
    """The place that a web address, a clone address or `git@host:owner/name.git` points to; None for anything else."""
    if "://" in url:
        split = split_url(url)
        return place_in(*split) if split else None
    ssh = _SSH.match(url) if "@" in url else None
    return place_in(ssh[1].lower(), ssh[2].strip("/").lower()) if ssh else None


def place_in(host: str, path: str) -> Place | None:
    """The place that a host and a path mean, both as `split_url` gives them."""
    segments = [segment for segment in path.split("/") if segment]
    is_file_page = len(segments) > 4 and segments[2] in _FILE_PAGES
    if not (is_code_host(host) or is_file_page or host in _RAW_HOSTS or path.endswith(".git")):
        return None
    if host == "raw.githubusercontent.com" and len(segments) >= 4:
        return _within("/".join(segments[:2]), segments[3:])
    if host == "api.github.com" and segments[:1] == ["repos"]:
        segments = segments[1:]
    if "-" in segments:
        return _gitlab(segments)
    if host.startswith("gitlab.") and len(segments) > 2 and segments[2] not in _OLD_PAGES and segments[2] not in _MARKS:
        return Place("/".join(segments).removesuffix(".git"), Part.WHOLE)
    return _github(segments)


def _github(segments: list[str]) -> Place | None:
    if len(segments) < 2:
        return None
    if segments[-1].endswith(".git"):
        return Place("/".join(segments).removesuffix(".git"), Part.WHOLE)
    slug, rest = "/".join(segments[:2]), segments[2:]
    if not rest:
        return Place(slug, Part.WHOLE)
    if rest[0] in _MARKS:
        return _within(slug, rest[2:])
    return Place(slug, Part.CHANGE)


def _gitlab(segments: list[str]) -> Place | None:
    """`group/…/name/-/blob/branch/path`: the slug may have any depth."""
    at = segments.index("-")
    if at < 2:
        return None
    slug, rest = "/".join(segments[:at]), segments[at + 1 :]
    return _within(slug, rest[2:]) if rest and rest[0] in _MARKS else Place(slug, Part.CHANGE)


def _within(slug: str, path: list[str]) -> Place:
    if not path:
        return Place(slug, Part.WHOLE)
    return Place(slug, Part.FOLDER, tuple("/".join(path[start:]) for start in range(min(3, len(path)))))
