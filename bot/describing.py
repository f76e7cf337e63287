"""Describing repositories: a press becomes a job, the job a pull request, and the pressed message says what came of it."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.sender import Sender
from bot.settings import Settings
from bot.source_host import NotProposedError, Proposal, SourceHost
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from catalog_store.undescribed.finding import Undescribed, UndescribedRepositories
from catalog_store.undescribed.first_descriptor import FILE, first_descriptor
from commands.ask import Answer, Outcome, Press
from commands.describing import PullRequest, failed, opened, said

_log = structlog.get_logger()

DESCRIBE = "describe-repository"
BRANCH = "callboard/describe"
_TITLE = f"Describe this repository in {FILE}"
_BODY = """\
This adds a `{file}`, so that people find out who owns this repository and how to reach them.

It was asked for by {by} in Slack, and filled in from what is known: {known}.
What is guessed says so in a comment: please correct it before you merge.

Nothing else is changed. Close this if it is not wanted; it is opened again only when somebody asks for it.
"""


class DescriptionRequests:
    """Takes the presses."""

    def __init__(self, settings: Settings, queue: JobQueue) -> None:
        self._hosts = frozenset(host.host for host in settings.github.hosts if not host.is_anonymous)
        self._queue = queue

    def is_possible(self, host: str) -> bool:
        """Whether there is somebody at this code host as whom we may try."""
        return host in self._hosts

    def request(self, found: Undescribed, press: Press, *, by: str) -> None:
        """Have a pull request opened soon; the jobs about one repository are done one after the other."""
        host, slug = found.known.repository.host, found.known.repository.slug
        arguments = {
            "host": host,
            "slug": slug,
            "by": by,
            "change_url": press.change_url,
            "channel": press.channel.id if press.channel else None,
            "ts": press.message_ts,
            "thread_ts": press.thread_ts,
        }
        self._queue.defer(DESCRIBE, arguments, lock=f"describe {host}/{slug.lower()}")


def describe(
    arguments: Mapping[str, Any], database: Database, host: SourceHost, sender: Sender | None
) -> None:  # Any: JSON
    """Open the pull request, or find it, and say so where it was asked for.

    Raises:
        DatabaseAwayError: Postgres does not answer; the job is tried again.
    """
    answer = _described(arguments, database, host)
    _log.info("repository-described", repository=arguments["slug"], outcome=answer.text)
    if sender is not None:
        _tell(arguments, answer, sender)


def _described(arguments: Mapping[str, Any], database: Database, host: SourceHost) -> Answer:  # Any: JSON
    name, slug, by = arguments["host"], arguments["slug"], arguments["by"]
    found = UndescribedRepositories(database).find_to_describe(slug, host=name)
    if found is None:
        return said(f"{slug} is described by now, or it is gone.", Outcome.NOT_FOUND)
    try:
        made = host.propose(name, found.known.repository.slug, proposal(found, Catalog(database), by))
    except NotProposedError as error:
        _log.warning("repository-not-described", repository=slug, reason=str(error))
        return failed(slug, str(error), f"{name} {slug}")
    return opened(slug, PullRequest(made.number, made.url, made.is_new), by)


def proposal(found: Undescribed, catalog: Catalog, by: str) -> Proposal:
    """The file and the words that go with it."""

    def is_taken(component: str) -> bool:
        return catalog.find(EntityRef.of("component", component)) is not None

    content = first_descriptor(found.known.repository, found.guess, is_taken=is_taken)
    body = _BODY.format(file=FILE, by=_plain(by), known="its name, description, topics, CODEOWNERS and committers")
    return Proposal(FILE, content, BRANCH, _TITLE, body)


def _plain(name: str) -> str:
    """A name that pings nobody and formats nothing on GitHub."""
    return "".join(sign if sign.isalnum() or sign in " .'-" else " " for sign in name).strip() or "somebody"


def _tell(arguments: Mapping[str, Any], answer: Answer, sender: Sender) -> None:  # Any: JSON
    url, channel, ts = arguments["change_url"], arguments["channel"], arguments["ts"]
    if url:
        sender.respond(url, answer, replace=True)
    elif channel and ts:
        sender.update(channel, ts, answer, thread_ts=arguments["thread_ts"])
