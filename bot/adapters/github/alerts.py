"""Open alerts of a repository, counted page by page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from bot.adapters.github.client import Client, Headers, Json, items
from bot.adapters.json_values import text

_SEVERE = ("critical", "high")
_AT_ONCE = 100
#: So many pages of a repository are counted.
MOST_PAGES = 20
_NEXT = re.compile(r'<([^<>]+)>;\s*rel="next"')
#: What leads to the next page: where this one ended, or a number.
_CURSORS = ("after", "page")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are open, and how many of them are grave. Of very many not all are counted."""

    all: int
    severe: int
    is_whole: bool


def open_alerts(client: Client, path: str) -> Counted:
    """All of them; where there are too many to be counted, the grave ones are counted apart.

    Raises:
        GithubError: GitHub does not tell them.
    """
    found = _counted(client, path)
    if found.is_whole:
        return found
    return Counted(found.all, sum(_counted(client, path, severity=each).all for each in _SEVERE), is_whole=False)


def _counted(client: Client, path: str, **only: str) -> Counted:
    found, severe, cursor = 0, 0, dict[str, str]()
    for _ in range(MOST_PAGES):
        page = client.brief(path, page_of_alerts, state="open", per_page=_AT_ONCE, **only, **cursor)
        found, severe, cursor = found + page["all"], severe + page["severe"], page["next"]
        if not cursor:
            return Counted(found, severe, is_whole=True)
    return Counted(found, severe, is_whole=False)


def page_of_alerts(body: Json, headers: Headers) -> Json:
    """How many there are on a page, how many of them are grave, and what to ask with for the next one."""
    alerts = items(body)
    return {"all": len(alerts), "severe": sum(_severity(each) in _SEVERE for each in alerts), "next": _next(headers)}


def _severity(alert: Mapping[str, Json]) -> str:
    """As Dependabot says it, or as code scanning does."""
    return text(alert, "security_advisory", "severity") or text(alert, "rule", "security_severity_level")


def _next(headers: Headers) -> Mapping[str, str]:
    link = _NEXT.search(headers.get("link", ""))
    asked = parse_qsl(urlsplit(link[1]).query) if link else ()
    return {name: value for name, value in asked if name in _CURSORS}
