"""Who somebody in Slack is: read from our table, and from Slack when the table does not know or is old."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.sender import Delivered, OutboxFullError, Sender
from bot.sender.calls import Payload, UndeliveredError
from catalog_store.errors import DatabaseAwayError
from catalog_store.people import PeopleTable, SlackPerson
from commands.ask import Person

_log = structlog.get_logger()

#: How long what Slack told is good for, and how soon a refusal is worth another try.
_FRESH = timedelta(days=1)
_AGAIN = timedelta(minutes=5)


class SlackPeople:
    """The commands' port `People`: a person's e-mail address, by which the catalog knows them."""

    def __init__(
        self, sender: Sender, table: PeopleTable, *, clock: Callable[[], datetime], patience: float = 0.25
    ) -> None:
        """`patience`: so many seconds the very first question about somebody waits for Slack, at most."""
        self._sender = sender
        self._table = table
        self._clock = clock
        self._patience = patience
        self._asked: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    def find_email(self, person: Person) -> str | None:
        """Their e-mail address, or None when Slack does not tell. Never raises: an outage reads as unknown."""
        if person.is_operator or not person.user_id:
            return None
        try:
            known = self._table.find(team=person.team_id, user=person.user_id)
            if known is None or self._clock() - known.read_at > _FRESH:
                known = self._from_slack(person, wait=known is None) or known
        except DatabaseAwayError:
            return None
        return known.email if known else None

    def _from_slack(self, person: Person, *, wait: bool) -> SlackPerson | None:
        """What Slack tells, kept for the next time. None when it does not tell in time, or was asked a moment ago."""
        if not self._may_ask(person):
            return None
        try:
            reply = self._sender.ask("users.info", {"user": person.user_id})
        except OutboxFullError:
            return None
        reply.add_done_callback(lambda done: self._keep(person, done))
        try:
            return _read(person, reply.result(self._patience), self._clock()) if wait else None
        except (NotYetError, UndeliveredError, CancelledError):
            return None

    def _may_ask(self, person: Person) -> bool:
        key, now = (person.team_id, person.user_id), self._clock()
        with self._lock:
            self._asked = {each: at for each, at in self._asked.items() if now - at < _AGAIN}
            is_due = key not in self._asked
            self._asked.setdefault(key, now)
        return is_due

    def _keep(self, person: Person, reply: Delivered) -> None:
        if reply.cancelled() or reply.exception() is not None:
            return  # the sender has said why
        try:
            self._table.save(_read(person, reply.result(), self._clock()))
        except DatabaseAwayError as away:
            _log.info("person-not-kept", reason=str(away))


def _read(person: Person, told: Payload, now: datetime) -> SlackPerson:
    """The person in the answer of `users.info`."""
    user: dict[str, Any] = told.get("user") or {}  # Any: JSON
    profile: dict[str, Any] = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or person.user_id
    return SlackPerson(person.team_id, person.user_id, name, profile.get("email"), user.get("tz"), now)
