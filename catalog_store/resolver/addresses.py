"""What a web address, a clone address, a host or a path in a repository may be about."""

import re
from collections.abc import Iterator

from catalog_store.aliases import is_shared_host, name_key
from catalog_store.repositories import Part, Place, is_code_host, place_at, split_url
from catalog_store.resolver.clues import Lead
from catalog_store.resolver.vocabulary import GENERIC, is_identifier

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z](?::\d+)?", re.IGNORECASE)
_DEEPEST = 12
#: Pages whose address ends with an id that we know under its own key: host's part, path, key, how it reads.
_PAGES = (
    (".pagerduty.com", re.compile(r"(?:services|service-directory)/([a-z0-9]+)"), "pd", "the PagerDuty service"),
    (".slack.com", re.compile(r"archives/([cg][a-z0-9]+)"), "slack", "the channel"),
    (".atlassian.net", re.compile(r"browse/([a-z][a-z0-9_]+)-\d+"), "jira", "the ticket's project"),
    ("jira.", re.compile(r"browse/([a-z][a-z0-9_]+)-\d+"), "jira", "the ticket's project"),
    ("argo", re.compile(r"applications/(?:[^/]+/)?([^/]+)"), "id", "the Argo app"),
)
#: Pages about one moment, not about a thing of the catalog.
_MOMENTS = re.compile(r"(?:^|/)(?:incidents?|incident_details|alerts?)(?:/|$)")
_ON_CALL = (".pagerduty.com", ".incident.io", ".rootly.com", ".opsgenie.com", "app.incident.io", "rootly.com")


def address_leads(token: str) -> Iterator[Lead]:
    """The repository, page or host that the address names, most particular first."""
    place = place_at(token) or (place_at(f"https://{token}") if _starts_with_host(token) else None)
    if place:
        yield from _place_leads(place)
    url = token if "://" in token else f"https://{token}"
    split = split_url(url) if "://" in token or _starts_with_host(token) else None
    if split:
        yield from _page_leads(*split)


def path_leads(path: str, tier: int = 50) -> Iterator[Lead]:
    """A file's path, of which we don't know where the repository begins: matched with the folders of repositories."""
    segments = [segment for segment in path.lower().replace("\\", "/").split("/") if segment not in ("", ".", "..")]
    if len(segments) < 2:
        return
    folders = segments[:-1] if "." in segments[-1] else segments
    yield from _repository_leads(folders, tier)
    yield from _folder_leads(folders[:_DEEPEST], tier + 2)
    yield from _directory_name_leads(folders[:_DEEPEST], tier + 4)


def _starts_with_host(token: str) -> bool:
    return bool(_HOST.fullmatch(token.partition("/")[0]))


def _place_leads(place: Place) -> Iterator[Lead]:
    if place.part is Part.WHOLE:
        yield Lead(f"path:{place.slug}", 0, reading="the repository")
        yield Lead(f"repo:{place.slug}", 1, reading="the repository")
        return
    prefixes = dict.fromkeys(prefix for path in place.paths for prefix in _prefixes(path))
    for step, prefix in enumerate(prefixes):
        yield Lead(f"path:{place.slug}/{prefix}", 2 + step, is_exact=False, reading="the folder in the repository")
    if place.part is Part.FOLDER:
        yield Lead(f"path:{place.slug}", 48, is_exact=False, reading="the repository")
    yield Lead(f"repo:{place.slug}", 49, is_exact=False, reading="the repository")


def _prefixes(path: str) -> Iterator[str]:
    segments = path.split("/")[:_DEEPEST]
    for end in range(len(segments), 0, -1):
        yield "/".join(segments[:end])


def _page_leads(host: str, path: str) -> Iterator[Lead]:
    if host.endswith(_ON_CALL) and _MOMENTS.search(path):
        return
    for part, pattern, space, reading in _PAGES:
        match = pattern.search(path) if part in f".{host}" else None
        if match:
            yield Lead(f"{space}:{match[1]}", 0, is_exact=False, reading=reading)
    shallowest = 0 if not is_shared_host(host) else 2
    for step, prefix in enumerate(_prefixes(path) if path else ()):
        # An organisation's page must not answer for all of its repositories.
        if step == 0 or not (is_code_host(host) or prefix.count("/") + 1 < shallowest):
            yield Lead(
                f"url:{host}/{prefix}", 60 + step, step == 0, "the address" if step == 0 else "the address's beginning"
            )
    if not is_shared_host(host):
        yield Lead(f"host:{host}", 80, is_exact=not path, reading="the host")
        yield Lead(f"site:{host}", 85, reading="the host", is_guess=True)
        first = host.removeprefix("www.").partition(".")[0]
        if first not in GENERIC:
            yield Lead(f"name:{name_key(first)}", 90, reading="the host's first part", is_guess=True)


def _repository_leads(folders: list[str], tier: int) -> Iterator[Lead]:
    """`…/github.com/acme/payments-api@v1.2.0/internal`, as Go writes it, and `acme/mono/services/payments`."""
    at = next((index + 1 for index, folder in enumerate(folders) if is_code_host(folder) and "." in folder), 0)
    if len(folders) < at + 2:
        return
    slug = f"{folders[at]}/{folders[at + 1].partition('@')[0]}"
    for prefix in _prefixes("/".join((slug, *folders[at + 2 :]))):
        if prefix.count("/") >= 1:
            yield Lead(f"path:{prefix}", tier, is_exact=False, reading="the folder")
    if at:
        yield Lead(f"repo:{slug}", tier + 1, is_exact=False, reading="the repository")


def _folder_leads(folders: list[str], tier: int) -> Iterator[Lead]:
    for length in range(len(folders), 1, -1):
        for start in range(len(folders) - length + 1):
            folder = "/".join(folders[start : start + length])
            yield Lead(f"dir:{folder}", tier, is_exact=False, reading="the folder")


def _directory_name_leads(folders: list[str], tier: int) -> Iterator[Lead]:
    """The first folder with a name of its own; a plain word further in is as likely a part of some other program."""
    telling = [folder for folder in folders if folder not in GENERIC]
    for index, folder in enumerate(telling):
        yield Lead(
            f"name:{name_key(folder)}",
            tier + min(index, 5),
            is_exact=False,
            reading="the folder's name",
            kinds=frozenset(("component", "system", "api", "resource")),
            is_guess=index > 0 and not is_identifier(folder),
        )
