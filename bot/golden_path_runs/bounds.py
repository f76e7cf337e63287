"""Keeps a run that acts on something of the catalog to that thing's repository."""

from dataclasses import dataclass, replace
from functools import partial

from catalog_store.errors import DatabaseAwayError, InvalidRefError
from catalog_store.refs import EntityRef
from catalog_store.runs.model import Json
from catalog_store.store import Catalog
from catalog_store.vouching import Vouching
from golden_paths.errors import GoldenPathError
from golden_paths.ports import Mark, OutsideError
from golden_paths.repo_url import RepoUrl
from golden_paths.template import Template
from golden_paths.territory import bounded
from golden_paths.workshop import Outside


class UnnamedTargetError(GoldenPathError):
    """What a path shall act on is not named so that one can see who may."""

    def __init__(self, written: object) -> None:
        super().__init__(f"{written!r} names nothing to act on. Write it with its kind, as in component:payments-api.")


class UnseenTargetError(GoldenPathError):
    """What a path shall act on is not there, or whoever asked may not know that it is: they read the same."""

    def __init__(self, target: str) -> None:
        super().__init__(f"There is no {target} in the catalog that you may see, so there is nothing to act on.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Asks at each call, so that a descriptor that was changed meanwhile counts. `catalog` is the whole one."""

    catalog: Catalog
    vouching: Vouching

    def around(self, outside: Outside, template: Template, target: str | None, mark: Mark) -> Outside:
        """The same doors; the code host's leads to the target's repository only, if there is a target."""
        if target is None:
            return outside
        return replace(outside, host=bounded(outside.host, partial(self._objection, target), template, mark))

    def _objection(self, target: str, repo: RepoUrl) -> str | None:
        try:
            known = self.catalog.find(EntityRef.parse(target))
            if known is None:
                return f"{target} is not in the catalog any more, so its repository is left alone."
            return self.vouching.objection(known, repo.host, repo.slug)
        except DatabaseAwayError as away:
            raise OutsideError(str(away), is_retryable=True) from away


def target_of(template: Template, values: Json) -> str | None:
    """The entity that a path acts on, which is its form's first field; None for a path that acts on none.

    Raises:
        UnnamedTargetError: it has no kind, so that the rules about it would be about something else, or nothing.
    """
    if template.own.get("target") != "entity":
        return None
    entity = values.get("entity")
    if not isinstance(entity, str) or ":" not in entity:
        raise UnnamedTargetError(entity)
    try:
        return str(EntityRef.parse(entity))
    except InvalidRefError as error:
        raise UnnamedTargetError(entity) from error
