"""By which names and ids an entity can be found, and how these are written so that they can be compared."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from catalog_store.entities import Entity
from catalog_store.repositories import Part, place_at, place_in, split_url

FORMER_NAMES_ANNOTATION = "callboard.io/former-names"

_KUBERNETES_ID = "backstage.io/kubernetes-id"
_KUBERNETES_NAMESPACE = "backstage.io/kubernetes-namespace"

#: Longer values are no ids, and Postgres does not index what is longer than a third of a page.
_LONGEST = 400
_BETWEEN = {ord(character): None for character in " \t\r\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
_NOT_LETTERS = re.compile(r"[\W_]+")

#: Hosts that whole companies share: only an address below them says whose it is.
_SHARED_HOSTS = """
github.com gitlab.com bitbucket.org githubusercontent.com pagerduty.com grafana.net grafana.com slack.com datadoghq.com
datadoghq.eu atlassian.net atlassian.com google.com notion.so notion.site sentry.io opsgenie.com circleci.com
newrelic.com newrelic.co honeycomb.io dynatrace.com splunkcloud.com azure.com visualstudio.com amazonaws.com
amazon.com sharepoint.com office.com microsoft.com docker.com docker.io quay.io ghcr.io gcr.io
sonarcloud.io snyk.io figma.com miro.com wikipedia.org youtube.com medium.com stackoverflow.com zoom.us readthedocs.io
elastic.co launchdarkly.com statuspage.io rootly.com incident.io localhost
"""
#: First labels of a company's own hosts of that sort: `grafana.acme.example`.
_SHARED_LABELS = """
github gitlab git ghe bitbucket grafana kibana prometheus alertmanager argocd argo jenkins sonar sonarqube jira
confluence wiki backstage vault consul nexus artifactory harbor registry rancher splunk elk sentry
"""
_SHARED = frozenset(f"{_SHARED_HOSTS} {_SHARED_LABELS}".split())


class Alias(NamedTuple):  # not a dataclass: the sync makes a dozen for each of 10,000 entities
    """One key of an entity, `space:value`, and where it stands, as a noun: "its title", "its annotation `…`".

    Spaces: `name`; `id` (what other tools call it: Kubernetes, Argo, GitHub, SonarQube, an image registry); `repo`
    (`owner/name`), `path` (a folder in one), `dir` (the folder alone); `host`, `url`, `site` (a host where it has a
    page); `email`; `slack` (an id, or `#name`); `pd`, `jira`, `ns`. All values are in lower case.
    """

    key: str
    because: str


def name_key(text: str) -> str:
    """The form in which names are compared: no case, and nothing but letters and digits. `Payments API` → `paymentsapi`."""
    if text.isascii():
        return text.lower().translate(_BETWEEN)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _NOT_LETTERS.sub("", folded)


def former_name(name: str) -> Alias:
    """The alias that a renamed entity keeps."""
    return Alias(f"name:{name_key(name)}", "its former name")


def aliases_of(entity: Entity, location: str | None = None) -> tuple[Alias, ...]:
    """Every key of the entity, each once, the first reason winning.

    `location` is its file's (`url:https://…`): the repository of an entity that doesn't name one.
    """
    found: dict[str, str] = {}
    for key, because in _all_keys(entity, location):
        if key.startswith("site:") and _is_own_site(key[5:], entity.name):
            key = f"host:{key[5:]}"
        if key not in found and len(key) <= _LONGEST and key[-1] != ":" and "\0" not in key:
            found[key] = because
    return tuple(map(Alias._make, found.items()))


def _is_own_site(host: str, name: str) -> bool:
    """A page on `payments.acme.example` shows that this host is `payments-api`'s; one on `docs.acme.example` doesn't."""
    first, own = name_key(host.removeprefix("www.").partition(".")[0]), name_key(name)
    return bool(first) and (first in own or own in first)


def is_shared_host(host: str) -> bool:
    """Many tenants or teams live on this host, so that its name alone is nobody's id."""
    labels = host.split(".")
    return labels[0] in _SHARED or ".".join(labels[-2:]) in _SHARED


def _all_keys(entity: Entity, location: str | None) -> Iterator[tuple[str, str]]:
    yield "name:" + name_key(entity.name), "its name"
    title = entity.title
    if title:
        yield "name:" + name_key(title), "its title"
    for name, value in entity.annotations.items():
        if name in _FILE_ANNOTATIONS:
            yield from _file_keys(entity, str(value), f"its annotation `{name}`")
        else:
            yield from _annotation_keys(name, str(value))
    yield from _workload_keys(entity)
    if location:
        yield from _file_keys(entity, location, "where its file lies")
    for link in entity.metadata.get("links") or ():
        for key in _url_keys(str(link.get("url", ""))):
            yield key, "one of its links"
    email = entity.email
    if email:
        yield "email:" + email.strip().lower(), "its e-mail address"


def _workload_keys(entity: Entity) -> Iterator[tuple[str, str]]:
    """`namespace/name`, as Kubernetes' own tools write it."""
    namespace = entity.annotations.get(_KUBERNETES_NAMESPACE)
    if namespace:
        for workload in (entity.annotations.get(_KUBERNETES_ID), entity.name):
            if workload:
                yield f"id:{str(namespace).strip().lower()}/{str(workload).strip().lower()}", "what runs for it there"


def _annotation_keys(name: str, value: str) -> Iterator[tuple[str, str]]:
    read = _ANNOTATIONS.get(name)
    keys: tuple[str, ...] = ()
    if read:
        keys = read(value)
    elif "://" in value:
        keys = _url_keys(value.removeprefix("url:"))
    if keys:
        because = "its former name" if name == FORMER_NAMES_ANNOTATION else f"its annotation `{name}`"
        for key in keys:
            yield key, because


def _file_keys(entity: Entity, location: str, because: str) -> Iterator[tuple[str, str]]:
    """The file's folder is the entity's, unless the entity names another repository: then its file lies in a central one."""
    if entity.ref.kind in ("group", "user", "location", "domain"):
        return
    keys = _source_keys(location)
    named = {key for name in _NAMING_REPOSITORY for key in _values(entity, name)}
    if keys and (not named or keys[0] in named):
        for key in keys:
            yield key, because


def _values(entity: Entity, annotation: str) -> tuple[str, ...]:
    value = entity.annotations.get(annotation)
    return _ANNOTATIONS[annotation](str(value)) if value else ()


@lru_cache(maxsize=4096)
def _source_keys(location: str) -> tuple[str, ...]:
    """`repo:` of an address in a repository, and `path:` of the folder that it points to; `dir:` leaves the repository out."""
    place = place_at(location.removeprefix("url:").strip())
    if place is None or place.part is Part.CHANGE:
        return ()
    folder = place.paths[0] if place.paths else ""
    if folder.endswith((".yaml", ".yml")):
        folder = folder.rpartition("/")[0]
    keys = (f"repo:{place.slug}", f"path:{place.slug}/{folder}".rstrip("/"))
    return (*keys, f"dir:{folder}") if "/" in folder else keys


@lru_cache(maxsize=4096)
def _url_keys(url: str) -> tuple[str, ...]:
    split = split_url(url.strip())
    if split is None:
        return ()
    host, path = split
    keys: tuple[str, ...] = ()
    if host.endswith(_KNOWN_SITES):
        keys = (_site_key(path),)
    if path:
        keys = (*keys, f"url:{host}/{path}")
        dashboard = _DASHBOARD.match(path)
        if dashboard:
            keys = (*keys, f"url:{host}/{dashboard[0]}")
    if not is_shared_host(host):
        keys = (*keys, f"site:{host}" if path else f"host:{host}")
    place = place_in(host, path)
    if place and place.part is Part.WHOLE:
        keys = (*keys, f"repo:{place.slug}")
    return tuple(key for key in keys if key)


#: Grafana's dashboards: what follows the id is the title, which may change.
_DASHBOARD = re.compile(r"d/[\w-]+")
_KNOWN_SITES = (".pagerduty.com", ".slack.com")
_SITE_PAGES = {"services": "pd", "service-directory": "pd", "archives": "slack"}


def _site_key(path: str) -> str:
    """The id in the address of a PagerDuty service or a Slack channel."""
    page, _, rest = path.partition("/")
    return f"{_SITE_PAGES[page]}:{rest.partition('/')[0]}" if page in _SITE_PAGES and rest else ""


def _one(space: str) -> Callable[[str], tuple[str, ...]]:
    return lambda value: (f"{space}:{value.strip().lower()}",)


def _former_names(value: str) -> tuple[str, ...]:
    return tuple(f"name:{key}" for part in value.split(",") if (key := name_key(part)))


def _slug(value: str) -> tuple[str, ...]:
    return (f"repo:{value.strip().strip('/').lower()}",)


def _selected(selector: str) -> tuple[str, ...]:
    """The values of `app=a,tier in (b)`, as far as they are equalities: that is how names stand in selectors."""
    pairs = (part.replace("==", "=").partition("=") for part in selector.split(","))
    return tuple(
        f"id:{value.strip().lower()}" for name, _, value in pairs if value.strip() and name.strip() in _NAMING_LABELS
    )


def _channels(value: str) -> tuple[str, ...]:
    """Ids as they are, names with their `#`."""
    parts = (part.strip().lower() for part in value.split(","))
    return tuple(
        f"slack:{part if part[0] == '#' or _CHANNEL_ID.fullmatch(part) else '#' + part}" for part in parts if part
    )


def _image(value: str) -> tuple[str, ...]:
    path = value.strip().lower().partition("@")[0]
    head, slash, tail = path.partition("/")
    if slash and ("." in head or ":" in head):
        path = tail
    folder, slash, name = path.rpartition("/")
    return (f"id:{folder}{slash}{name.partition(':')[0]}",)


_CHANNEL_ID = re.compile(r"[cg][0-9a-z]{8,}")
_NAMING_LABELS = frozenset(
    (
        *("app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "k8s-app", "name", "service"),
        *("backstage.io/kubernetes-id", "argocd.argoproj.io/instance"),
    )
)
_FILE_ANNOTATIONS = frozenset(("backstage.io/managed-by-location", "backstage.io/view-url", "backstage.io/edit-url"))
_NAMING_REPOSITORY = ("github.com/project-slug", "gitlab.com/project-slug", "backstage.io/source-location")

#: Which annotations hold ids, and how each is read. Keys and tokens, such as PagerDuty's integration key, are not among them.
_ANNOTATIONS: dict[str, Callable[[str], tuple[str, ...]]] = {
    FORMER_NAMES_ANNOTATION: _former_names,
    "github.com/project-slug": _slug,
    "gitlab.com/project-slug": _slug,
    "bitbucket.org/project-slug": _slug,
    "backstage.io/source-location": _source_keys,
    "backstage.io/managed-by-origin-location": lambda _value: (),
    "backstage.io/techdocs-ref": lambda _value: (),
    "backstage.io/kubernetes-id": _one("id"),
    "backstage.io/kubernetes-label-selector": _selected,
    "backstage.io/kubernetes-namespace": _one("ns"),
    "argocd/app-name": _one("id"),
    "argocd/app-selector": _selected,
    "argocd.argoproj.io/instance": _one("id"),
    "quay.io/repository-slug": _image,
    "callboard.io/image": _image,
    "pagerduty.com/service-id": _one("pd"),
    "slack.com/channel-id": _channels,
    "callboard.io/slack-channel": _channels,
    "github.com/user-login": _one("id"),
    "github.com/team-slug": _one("id"),
    "sonarqube.org/project-key": _one("id"),
    "jira/project-key": _one("jira"),
    "jenkins.io/job-full-name": _one("id"),
}
