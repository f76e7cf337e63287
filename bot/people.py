"""Who somebody in Slack is: read from our table, and from Slack when the table does not know or is old."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.sender import Delivered, OutboxFullError, Sender
from bot.sender.calls import Payload, UndeliveredError
from bot.slack_users import slack_person
from catalog_store.errors import DatabaseAwayError
from catalog_store.slack.people import PeopleTable, SlackPerson
from commands.ask import Person

_log = structlog.get_logger()

#: How long what Slack told is good for, and how soon a refusal is worth another try.
_FRESH = timedelta(days=1)
_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What Slack was asked about somebody, and when; its reply may be on its way still."""

    at: datetime
    reply: Delivered


class SlackPeople:
    """The commands' port `People`: somebody's e-mail address, by which the catalog knows them, and their name."""

    def __init__(
        self, sender: Sender, table: PeopleTable, *, clock: Callable[[], datetime], patience: float = 0.25
    ) -> None:
        """`patience`: so many seconds the very first question about somebody waits for Slack, at most."""
        self._sender = sender
        self._table = table
        self._clock = clock
        self._patience = patience
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._lock = threading.Lock()

    def find_email(self, person: Person) -> str | None:
        """Their e-mail address, or None when Slack does not tell. Never raises: an outage reads as unknown."""
        known = self._find(person)
        return known.email if known else None

    def find_name(self, person: Person) -> str | None:
        """Their name in Slack, or None when Slack does not tell. Never raises."""
        known = self._find(person)
        return known.name if known else None

    def is_awaited(self, person: Person) -> bool:
        """Whether Slack was asked who they are and has not told yet."""
        asked = self._asked.get(_key(person))
        return asked is not None and not asked.reply.done()

    def when_told(self, person: Person, then: Callable[[], None]) -> None:
        """Calls `then` once Slack has told what it was asked about them, at once if it has; never if it refused."""
        asked = self._asked.get(_key(person))
        if asked:
            asked.reply.add_done_callback(lambda done: None if _has_failed(done) else then())

    def _find(self, person: Person) -> SlackPerson | None:
        if person.is_operator or not person.user_id:
            return None
        try:
            known = self._table.find(team=person.team_id, user=person.user_id)
        except DatabaseAwayError:
            return None
        if known is None or self._clock() - known.read_at > _FRESH:
            return self._from_slack(person, wait=known is None) or known
        return known

    def _from_slack(self, person: Person, *, wait: bool) -> SlackPerson | None:
        """What Slack tells. None when it does not tell in time; only who asks it anew waits for that."""
        asked, is_new = self._ask(person)
        if asked is None:
            return None
        if is_new:
            asked.reply.add_done_callback(lambda done: self._keep(person, done))
        try:
            return _read(person, asked.reply.result(self._patience if wait and is_new else 0), self._clock())
        except (NotYetError, UndeliveredError, CancelledError):
            return None

    def _ask(self, person: Person) -> tuple[_Asked | None, bool]:
        """What was asked a moment ago, or is now; and whether it is now."""
        key, now = _key(person), self._clock()
        with self._lock:
            self._asked = {each: asked for each, asked in self._asked.items() if now - asked.at < _AGAIN}
            if key in self._asked:
                return self._asked[key], False
            try:
                reply = self._sender.ask("users.info", {"user": person.user_id})
            except OutboxFullError:
                return None, False
            asked = self._asked[key] = _Asked(now, reply)
            return asked, True

    def _keep(self, person: Person, reply: Delivered) -> None:
        if _has_failed(reply):
            return  # the sender has said why
        try:
            self._table.save(_read(person, reply.result(), self._clock()))
        except DatabaseAwayError as away:
            _log.info("person-not-kept", reason=str(away))


def _key(person: Person) -> tuple[str, str]:
    return person.team_id, person.user_id


def _has_failed(reply: Delivered) -> bool:
    return reply.cancelled() or reply.exception() is not None


def _read(person: Person, told: Payload, now: datetime) -> SlackPerson:
    """The person in the answer of `users.info`."""
    user = told.get("user")
    return slack_person(user if isinstance(user, Mapping) else {}, team=person.team_id, now=now, user=person.user_id)
