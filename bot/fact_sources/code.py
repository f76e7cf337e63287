"""What code hosts tell of how a repository is looked after."""

from datetime import timedelta
from functools import partial

from bot.fact_sources.collecting import Facts, FactSource
from bot.fact_sources.hosts import FactHosts, Topic, repository_of
from catalog_store.facts import Subject

#: How long each is good: what changes with every push is read more often than what somebody sets once.
_GOOD_FOR = {
    Topic.CI: timedelta(hours=6),
    Topic.BRANCH: timedelta(days=1),
    Topic.PROTECTION: timedelta(days=1),
    Topic.DEPENDENCIES: timedelta(hours=12),
    Topic.SCANNING: timedelta(hours=12),
    Topic.LANGUAGES: timedelta(days=7),
}


def code_sources(hosts: FactHosts | None) -> tuple[FactSource, ...]:
    """One for each topic; none where we are nobody."""
    if hosts is None:
        return ()
    return tuple(
        FactSource(topic.value, good_for, repository_of, partial(_read, hosts, topic))
        for topic, good_for in _GOOD_FOR.items()
    )


def _read(hosts: FactHosts, topic: Topic, subject: Subject) -> Facts:
    place = repository_of(subject)
    assert place is not None, "asked only where there is a repository"
    return hosts.facts(topic, place.host, place.slug, place.branch)
