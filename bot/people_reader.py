"""Reads all people of a Slack workspace, page by page, when nobody waits for it; whole, or not at all."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.identity import Identity, identity_in
from bot.sender import Delivered, OutboxFullError, Sender
from bot.sender.calls import Payload, UndeliveredError, Urgency
from bot.slack_users import slack_person
from catalog_store.slack.people import PeopleTable, SlackPerson

_log = structlog.get_logger()

#: As many as Slack recommends for one page, and more pages than any workspace has.
_PAGE = 200
_MOST_PAGES = 10_000
#: Seconds between looks whether we are to end, and for which a page may keep us waiting.
_LOOK = 0.5
_PATIENCE = 600.0
#: Seconds that the question of who we are may take; it is asked again a minute later.
_SHORT = 5.0

_SCOPE = (
    "Slack does not let me read its people: the app lacks a scope (users:read). Install it again from the manifest."
)


class UnreadableError(Exception):
    """Slack did not tell of all people. The text says why."""


class PeopleReader:
    """Keeps the table of people as Slack has them, on a replica that has Slack's token."""

    def __init__(self, sender: Sender, table: PeopleTable, *, clock: Callable[[], datetime]) -> None:
        self._sender = sender
        self._table = table
        self._clock = clock
        self._whoami: Delivered | None = None

    def is_due(self) -> bool:
        """Whether everybody is to be read again; False also while Slack does not tell who we are.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        us = self._identity()
        if us is None:
            return False
        reading = next((each for each in self._table.readings() if each.team == us.team_id), None)
        return reading is None or reading.is_due(self._clock())

    def read(self, *, pause: Callable[[], None]) -> None:
        """Read everybody, if that is still due; a failure is noted and changes nobody.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            HandedOverError: `pause`, which is called again and again, says so.
        """
        us = self._identity()
        if us is None or not self.is_due():
            return
        at = self._clock()
        try:
            people = self._everybody(us, pause)
        except UnreadableError as fault:
            self._table.note_failure(str(fault), team=us.team_id, enterprise=us.enterprise_id, at=at)
            _log.warning("people-not-read", reason=str(fault))
            return
        self._table.save_everybody(people, team=us.team_id, enterprise=us.enterprise_id, at=at)
        _log.info("people-read", count=len(people), left=sum(each.left_at is not None for each in people))

    def _identity(self) -> Identity | None:
        """Who we are; asked until Slack tells."""
        if self._whoami is None or _has_failed(self._whoami):
            try:
                self._whoami = self._sender.ask("auth.test", {}, urgency=Urgency.BACKGROUND)
            except OutboxFullError:
                return None
        try:
            return identity_in(self._whoami.result(_SHORT))
        except (NotYetError, UndeliveredError, CancelledError):
            return None

    def _everybody(self, us: Identity, pause: Callable[[], None]) -> tuple[SlackPerson, ...]:
        found: dict[str, SlackPerson] = {}
        for page in self._pages(us, pause):
            now = self._clock()
            people = (slack_person(member, team=us.team_id, now=now) for member in page)
            found |= {each.user: replace(each, enterprise=each.enterprise or us.enterprise_id) for each in people}
        if all(each.is_bot for each in found.values()):
            raise UnreadableError("Slack told of nobody at all.")
        return tuple(found.values())

    def _pages(self, us: Identity, pause: Callable[[], None]) -> Iterator[list[Mapping[str, Any]]]:  # Any: JSON
        cursor, seen = "", set[str]()
        while True:
            told = self._page(us, cursor, pause)
            members = told.get("members")
            if not isinstance(members, list) or not all(
                isinstance(each, Mapping) and each.get("id") for each in members
            ):
                raise UnreadableError("Slack told of its people in a form that I do not know.")
            yield members
            cursor = _next_cursor(told)
            if not cursor:
                return
            if cursor in seen or len(seen) >= _MOST_PAGES:
                raise UnreadableError("Slack's list of people has no end.")
            seen.add(cursor)

    def _page(self, us: Identity, cursor: str, pause: Callable[[], None]) -> Payload:
        # An organisation's token has to say which workspace it means; a workspace's own is told nothing new.
        place = {"team_id": us.team_id} if us.enterprise_id and us.team_id.startswith("T") else {}
        page = {"limit": _PAGE, **place, **({"cursor": cursor} if cursor else {})}
        try:
            return _waited_for(self._sender.ask("users.list", page, urgency=Urgency.BACKGROUND), pause)
        except UndeliveredError as refusal:
            reason = _SCOPE if refusal.code == "missing_scope" else f"Slack did not tell of all people: {refusal.code}."
            raise UnreadableError(reason) from refusal
        except OutboxFullError as full:
            raise UnreadableError(str(full)) from full


def _waited_for(reply: Delivered, pause: Callable[[], None]) -> Payload:
    for _ in range(int(_PATIENCE / _LOOK)):
        pause()
        try:
            return reply.result(_LOOK)
        except NotYetError:
            continue
        except CancelledError as stopped:
            raise UnreadableError("Callboard was stopped while it read Slack's people.") from stopped
    raise UnreadableError("Slack kept the list of its people waiting for too long.")


def _next_cursor(told: Payload) -> str:
    metadata = told.get("response_metadata")
    return str(metadata.get("next_cursor") or "") if isinstance(metadata, Mapping) else ""


def _has_failed(reply: Delivered) -> bool:
    return reply.done() and (reply.cancelled() or reply.exception() is not None)
