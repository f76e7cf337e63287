"""Describing repositories: a press becomes a job, the job a pull request, and the pressed message says what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.patient_host import GIVEN_UP_AFTER
from bot.sender import Sender
from bot.sender.methods import RESPONSE_URL_HOLDS
from bot.settings import Settings
from bot.source_host import HostAwayError, NotProposedError, Proposal, SourceHost
from catalog_store.database import Database
from catalog_store.job_queue import JobQueue
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from catalog_store.undescribed.finding import Undescribed, UndescribedRepositories
from catalog_store.undescribed.first_descriptor import FILE, first_descriptor
from commands.ask import Answer, Outcome, Press
from commands.describing import PullRequest, failed, opened, put_off, said

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
            "asked_at": press.pressed_at.isoformat(),
            "change_url": press.change_url,
            "channel": press.channel.id if press.channel else None,
            "ts": press.message_ts,
            "thread_ts": press.thread_ts,
            # Who alone sees the message, which cannot be changed but by its own address.
            "alone": press.person.user_id if press.is_ephemeral or press.channel is None else None,
        }
        self._queue.defer(DESCRIBE, arguments, lock=f"describe {host}/{slug.lower()}")


@dataclass(frozen=True, slots=True)
class Describer:
    """Does the jobs. Without a sender nobody is told."""

    database: Database
    host: SourceHost
    sender: Sender | None
    clock: Callable[[], datetime]

    def describe(self, arguments: Mapping[str, Any]) -> bool:  # Any: JSON
        """Open the pull request, or find it, and say so where it was asked for. It is safe to do twice.

        False where the code host is away: then it is to be done again later, with `again`.

        Raises:
            DatabaseAwayError: Postgres does not answer; the job is tried again.
        """
        try:
            answer = self._described(arguments)
        except HostAwayError as error:
            if self.clock() - self._asked_at(arguments) < GIVEN_UP_AFTER:
                self._put_off(arguments, error)
                return False
            answer = _failed(arguments, error)
        _log.info("repository-described", repository=arguments["slug"], outcome=answer.text)
        self._tell(arguments, answer)
        return True

    def again(self, arguments: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
        """The arguments of the job that tries it again."""
        return {**arguments, "asked_at": self._asked_at(arguments).isoformat(), "is_put_off": True}

    def _asked_at(self, arguments: Mapping[str, Any]) -> datetime:  # Any: as above
        """Jobs of the version before do not say."""
        return datetime.fromisoformat(arguments["asked_at"]) if "asked_at" in arguments else self.clock()

    def _put_off(self, arguments: Mapping[str, Any], error: HostAwayError) -> None:  # Any: as above
        _log.info("describing-put-off", repository=arguments["slug"], reason=str(error))
        if not arguments.get("is_put_off"):
            self._tell(arguments, put_off(arguments["slug"]))

    def _described(self, arguments: Mapping[str, Any]) -> Answer:  # Any: as above
        name, slug, by = arguments["host"], arguments["slug"], arguments["by"]
        found = UndescribedRepositories(self.database).find_to_describe(slug, host=name)
        if found is None:
            return said(f"{slug} is described by now, or it is gone.", Outcome.NOT_FOUND)
        try:
            made = self.host.propose(name, found.known.repository.slug, proposal(found, Catalog(self.database), by))
        except HostAwayError:
            raise
        except NotProposedError as error:
            return _failed(arguments, error)
        return opened(slug, PullRequest(made.number, made.url, made.is_new), by)

    def _tell(self, arguments: Mapping[str, Any], answer: Answer) -> None:  # Any: as above
        url, channel, ts = arguments["change_url"], arguments["channel"], arguments["ts"]
        is_late = self.clock() - self._asked_at(arguments) > RESPONSE_URL_HOLDS
        if self.sender is None:
            return
        if (alone := arguments.get("alone")) and (is_late or not url):
            self.sender.post(alone, answer)
        elif url and not (is_late and channel and ts):
            self.sender.respond(url, answer, replace=True)
        elif channel and ts:
            self.sender.update(channel, ts, answer, thread_ts=arguments["thread_ts"])


def _failed(arguments: Mapping[str, Any], error: NotProposedError) -> Answer:  # Any: JSON
    name, slug = arguments["host"], arguments["slug"]
    _log.warning("repository-not-described", repository=slug, reason=str(error))
    return failed(slug, str(error), f"{name} {slug}")


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
