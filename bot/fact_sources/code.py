"""What code hosts tell of how a repository is looked after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from bot.fact_sources.collecting import Facts, FactSource
from bot.fact_sources.hosts import FactHosts, FactReading, Topic, once_a_commit, repository_of
from catalog_store.facts import Subject
from catalog_store.facts.collectors.languages import COMMIT as LANGUAGES_OF

#: How long each is good: what changes with every push is read more often than what somebody sets once.
_GOOD_FOR = {
    Topic.CI: timedelta(hours=6),
    Topic.BRANCH: timedelta(days=1),
    Topic.PROTECTION: timedelta(days=1),
    Topic.DEPENDENCIES: timedelta(hours=12),
    Topic.SCANNING: timedelta(hours=12),
    Topic.LANGUAGES: timedelta(days=1),
}


def code_sources(hosts: FactHosts | None) -> tuple[FactSource, ...]:
    """One for each topic; none where we are nobody."""
    if hosts is None:
        return ()
    return tuple(
        FactSource(topic.value, good_for, repository_of, partial(_reading, hosts, topic))
        for topic, good_for in _GOOD_FOR.items()
    )


@contextmanager
def _reading(hosts: FactHosts, topic: Topic) -> Iterator[Callable[[Subject], Facts]]:
    with hosts.reading() as asked:
        yield partial(_languages if topic is Topic.LANGUAGES else _read, asked, topic)


def _read(asked: FactReading, topic: Topic, subject: Subject) -> Facts:
    place = repository_of(subject)
    assert place is not None, "asked only where there is a repository"
    return asked.facts(topic, place.host, place.slug, place.branch)


def _languages(asked: FactReading, topic: Topic, subject: Subject) -> Facts:
    return once_a_commit(LANGUAGES_OF, repository_of(subject), subject, partial(_read, asked, topic, subject))
