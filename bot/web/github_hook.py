"""What GitHub calls us for: pushes, repositories and teams that changed. It is believed only with its signature."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import WSGIEnvironment

import structlog

from bot.catalog_sources import RepositoryChange
from bot.web.site import Reply, Route
from catalog_store.errors import CatalogError

_log = structlog.get_logger()

_DELIVERY = re.compile(r"[\w-]{1,100}", re.ASCII)
_OF_PEOPLE = frozenset(("team", "membership", "organization", "member", "team_add"))


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """Something happened to an organisation's teams or members."""

    organization: str


Change: TypeAlias = RepositoryChange | PeopleChange


def github_webhook(secrets: Sequence[str], *, is_new: Callable[[str], bool], take: Callable[[Change], None]) -> Route:
    """`is_new` says of a delivery's id whether it comes for the first time; `take` has the change looked at soon."""

    def hear(environ: WSGIEnvironment) -> Reply:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if not _is_signed(body, environ.get("HTTP_X_HUB_SIGNATURE_256", ""), secrets):
            _log.warning(
                "signature-refused", advice="compare GITHUB_WEBHOOK_SECRET with the webhook's secret on GitHub"
            )
            return Reply(HTTPStatus.UNAUTHORIZED, "The request is not signed with our secret.\n")
        delivery, event = environ.get("HTTP_X_GITHUB_DELIVERY", ""), environ.get("HTTP_X_GITHUB_EVENT", "")
        payload = _payload(body, environ.get("CONTENT_TYPE", ""))
        if payload is None or not _DELIVERY.fullmatch(delivery):
            return Reply(HTTPStatus.BAD_REQUEST, "The request is none that GitHub sends.\n")
        if event == "ping":
            return Reply(HTTPStatus.OK, "pong\n")
        return _heard(change_in(event, payload), delivery, is_new, take)

    return Route("/webhooks/github", "POST", hear)


def _heard(
    change: Change | None, delivery: str, is_new: Callable[[str], bool], take: Callable[[Change], None]
) -> Reply:
    if change is None:
        return Reply(HTTPStatus.OK, "This is no news to us.\n")
    try:
        if not is_new(f"github:{delivery}"):
            return Reply(HTTPStatus.OK, "This was heard before.\n")
        take(change)
    except CatalogError as error:
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}\n")
    return Reply(HTTPStatus.ACCEPTED, "Looking at it.\n")


def change_in(event: str, payload: dict[str, Any]) -> Change | None:  # Any: JSON
    """What an event tells us; None when it is nothing to us.

    Nothing is believed but that something happened: what it was is then asked of GitHub itself, so that events may come
    late, twice, or in any order. Only that a repository is deleted, or whose it was, cannot be asked any more.
    """
    if event in _OF_PEOPLE:
        organization = _text(payload, "organization", "login")
        return PeopleChange(organization) if organization else None
    if event not in ("push", "repository"):
        return None
    slug, number = _text(payload, "repository", "full_name"), _part(payload, "repository").get("id")
    url = urlsplit(_text(payload, "repository", "html_url") or "")
    if not slug or "/" not in slug or not isinstance(number, int) or not url.netloc:
        return None
    is_deleted = event == "repository" and payload.get("action") == "deleted"
    return RepositoryChange(url.netloc.lower(), number, slug, is_deleted, _former(payload, slug))


def _former(payload: dict[str, Any], slug: str) -> str | None:  # Any: JSON
    """What a repository was called under the owner from whom it was just transferred."""
    before = _part(_part(_part(payload, "changes"), "owner"), "from")
    owner = _text(before, "organization", "login") or _text(before, "user", "login")
    is_transferred = payload.get("action") == "transferred"
    return f"{owner}/{slug.partition('/')[2]}" if owner and is_transferred else None


def _is_signed(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    given = signature.encode("utf-8", "replace")
    wanted = [b"sha256=" + hmac.new(each.encode(), body, hashlib.sha256).hexdigest().encode() for each in secrets]
    return any(hmac.compare_digest(given, each) for each in wanted)


def _payload(body: bytes, content_type: str) -> dict[str, Any] | None:  # Any: JSON
    try:
        text = body.decode()
        if content_type.startswith("application/x-www-form-urlencoded"):
            text = parse_qs(text).get("payload", [""])[0]
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _part(payload: dict[str, Any], name: str) -> dict[str, Any]:  # Any: JSON
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _text(payload: dict[str, Any], name: str, key: str) -> str | None:  # Any: JSON
    found = _part(payload, name).get(key)
    return found if isinstance(found, str) else None
