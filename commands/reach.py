"""Where to reach people and where to read more: channels, mail, links, as entities' annotations give them."""

from collections.abc import Collection, Iterator

from catalog_store.entities import Entity, Known, Link
from catalog_store.ownership import (
    ON_CALL_ANNOTATION,
    PAGERDUTY_ANNOTATION,
    SLACK_CHANNEL_ANNOTATION,
    OwnershipFacts,
)
from catalog_store.refs import EntityRef
from commands import kit

_CHANNEL_ANNOTATIONS = (SLACK_CHANNEL_ANNOTATION, "callboard.io/slack-channel")

_PAGE_ANNOTATION = "backstage.io/view-url"
_SITE_ANNOTATIONS = ("backstage.io/source-location", "backstage.io/managed-by-location")
_REPOSITORY_HOSTS = {
    "github.com/project-slug": "https://github.com/",
    "gitlab.com/project-slug": "https://gitlab.com/",
    "bitbucket.org/project-slug": "https://bitbucket.org/",
}
#: Links about trouble come first: whoever looks for an owner is often in some.
_FIRST_LINKS = ("runbook", "dashboard", "log", "alert", "doc")
_MOST_CHANNELS = 2

#: What is said of people whom nobody can reach in Slack any more.
WHO_LEFT = "who left (deactivated in Slack)"


def channels(entity: Entity) -> tuple[str, ...]:
    """Its Slack channels, ready to be shown."""
    written = (str(entity.annotations.get(name) or "") for name in _CHANNEL_ANNOTATIONS)
    parts = [part.strip() for value in written for part in value.split(",")]
    return tuple(dict.fromkeys(kit.channel(part) for part in parts if part))[:_MOST_CHANNELS]


def contact(entity: Entity) -> tuple[str, ...]:
    """Every way to reach a group or a person, the quickest first."""
    mail = (kit.mail_link(entity.email, entity.email),) if entity.email else ()
    return (*channels(entity), *mail)


def quickest(entity: Entity) -> str | None:
    """The one best way to reach a group or a person."""
    return next(iter(contact(entity)), None)


def on_call(facts: OwnershipFacts) -> str | None:
    """Who is on call as far as the catalog says, ready to be shown; their name only, so that nobody is pinged."""
    if facts.on_call and facts.on_call.ref in facts.left:
        return f"{kit.shown(facts.on_call.entity.label)}, {WHO_LEFT}"
    if facts.on_call:
        return kit.mail_link(facts.on_call.entity.email, facts.on_call.entity.label)
    holders = [facts.subject.entity, *([facts.owner.entity] if facts.owner else [])]
    return next((found for holder in holders if (found := _named_on_call(holder))), None)


def person(known: Known, left: Collection[EntityRef]) -> str:
    """Somebody's name, which opens a mail to them unless they left."""
    if known.ref in left:
        return f"{kit.shown(known.entity.label)} (left)"
    return kit.mail_link(known.entity.email, known.entity.label)


def page_url(entity: Entity) -> str | None:
    """The page about it, where its annotations name one."""
    return kit.address(str(entity.annotations.get(_PAGE_ANNOTATION) or ""))


def source_url(known: Known) -> str | None:
    """Where its source or its file can be read in a browser."""
    return next(filter(None, map(kit.address, _source_urls(known))), None)


def ordered_links(entity: Entity) -> tuple[Link, ...]:
    """Its links that can be opened, those for a bad day first, otherwise as in the file."""
    return tuple(sorted(filter(_opens, entity.links), key=_urgency))


def link_title(link: Link) -> str:
    """What to call the link: its title, else the host that it leads to."""
    return link.title or link.url.split("://", 1)[-1].split("/", 1)[0]


def _named_on_call(entity: Entity) -> str | None:
    person = str(entity.annotations.get(ON_CALL_ANNOTATION) or "")
    if person:
        return f"{kit.quoted(person)} (not in the catalog)"
    service = str(entity.annotations.get(PAGERDUTY_ANNOTATION) or "")
    if not service:
        return None
    page = next((link.url for link in entity.links if ".pagerduty.com/" in link.url), None)
    return kit.link(page, "PagerDuty") if page else f"PagerDuty {kit.quoted(service)}"


def _source_urls(known: Known) -> Iterator[str]:
    annotations = known.entity.annotations
    for name in _SITE_ANNOTATIONS:
        yield str(annotations.get(name) or "").removeprefix("url:")
    for name, host in _REPOSITORY_HOSTS.items():
        if annotations.get(name):
            yield host + str(annotations[name]).strip("/")
    yield known.provenance.location.removeprefix("url:")


def _opens(link: Link) -> bool:
    return kit.address(link.url) is not None


def _urgency(link: Link) -> int:
    words = f"{link.type or ''} {link.title or ''}".lower()
    return next((place for place, word in enumerate(_FIRST_LINKS) if word in words), len(_FIRST_LINKS))
