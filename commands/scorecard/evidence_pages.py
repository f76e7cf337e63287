"""Where one can see for oneself why a check failed: the page of a thing's file, or of its repository."""

from collections.abc import Mapping

from catalog_store.facts import Sheet
from catalog_store.scorecards import Check
from catalog_store.scorecards.conditions import conditions

#: Pages of a repository at GitHub, by what the names of facts begin with.
_PAGES: Mapping[str, str] = {
    "files": "",
    "version": "",
    "languages": "",
    "repository": "",
    "ci": "/actions",
    "branch": "/rules",
    "dependencies": "/security/dependabot",
    "code": "/security/code-scanning",
}


def evidence_page(check: Check, sheet: Sheet) -> str | None:
    """The page about the first thing that the check asks of the facts; None where nobody could open one."""
    fact = next((each.fact for each in conditions(check.rule)), "")
    page = _PAGES.get(fact.partition(".")[0])
    repository = _repository(sheet)
    if page is not None and repository:
        return f"{repository}{page}"
    return sheet.location.removeprefix("url:") if sheet.location.startswith("url:https://") else None


def _repository(sheet: Sheet) -> str | None:
    """Its address; the reading that names it comes from the host itself."""
    named = sheet.fact("repository.name")
    return f"https://{named.reading.source}/{named.value}" if named and isinstance(named.value, str) else None
