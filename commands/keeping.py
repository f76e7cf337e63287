"""Keeps in the log who did what, and who was refused."""

import re
from collections.abc import Mapping

import structlog

from catalog_store.audit import AuditOutcome, Doing
from catalog_store.errors import CatalogError
from commands.ask import Person
from commands.changes import CHANGES
from commands.services import Services
from commands.who import find_user

#: The first part of a deed that begins a golden path; the second is the path's name.
GOLDEN_PATH = "golden-path"

_log = structlog.get_logger()
_TARGET_LIMIT, _DETAIL_LIMIT = 200, 500
#: Where in what a press or a form carries the number of a thing stands: whoever reads the log knows it by its name.
_THINGS: Mapping[str, re.Pattern[str]] = {
    "scorecard.fix": re.compile(r"(?P<id>[0-9]{1,18}) (?P<said>\S+)"),
    "scorecard.exempted": re.compile(r"(?P<id>[0-9]{1,18}) (?P<said>\S+).*"),
    "stale.ours": re.compile(r"(?P<id>[0-9]{1,18})(?P<said>)"),
    "stale.menu": re.compile(r"(?P<said>\w+) (?P<id>[0-9]{1,18})"),
    "stale.moved": re.compile(r"(?P<id>[0-9]{1,18})(?P<said>).*"),
}


def keep_deed(name: str, person: Person, services: Services, *, on: str = "", detail: str = "") -> None:
    """Keep that it was done, if it is one of those that change something; a golden path that began always does."""
    kind, _, what = name.partition("/")
    if kind == GOLDEN_PATH or what in CHANGES:
        _keep(name, AuditOutcome.DONE, person, services, target=on, detail=detail)


def keep_refusal(name: str, person: Person, services: Services, *, because: str, on: str = "") -> None:
    """Keep that it was refused."""
    _keep(name, AuditOutcome.REFUSED, person, services, target=on, detail=because)


def _keep(
    name: str, outcome: AuditOutcome, person: Person, services: Services, *, target: str = "", detail: str = ""
) -> None:
    """What was done is done, also when the log cannot be written just now; then at least the process's own log has it."""
    try:
        user = find_user(person, services)
        target, detail = _named(name.partition("/")[2], target, detail, services)
        services.audit.save(
            Doing(
                team=person.team_id,
                user=person.user_id,
                user_ref=str(user.ref) if user else None,
                deed=name,
                outcome=outcome,
                target=target[:_TARGET_LIMIT] or None,
                detail=detail[:_DETAIL_LIMIT] or None,
            )
        )
    except CatalogError as away:
        _log.error("deed-not-kept", deed=name, outcome=outcome.value, user=person.user_id, reason=str(away))


def _named(what: str, target: str, detail: str, services: Services) -> tuple[str, str]:
    """The thing by its reference instead of its number, and what else was carried beside the detail."""
    pattern = _THINGS.get(what)
    found = pattern.fullmatch(target) if pattern else None
    known = services.whole.catalog.by_id(int(found["id"])) if found else None
    if found is None or known is None:
        return target, detail
    return str(known.ref), ": ".join(filter(None, (found["said"], detail)))
