"""Who owns a file according to its repository's CODEOWNERS, as clues."""

from collections.abc import Iterator, Sequence

from catalog_store.candidates import Certainty
from catalog_store.codeowners import Rule, rule_for
from catalog_store.repositories_store import KnownRepository, Repositories
from catalog_store.resolver.clues import Clue, Lead

#: A line about the path itself speaks before the repository as a whole does (48), one about everything after it (49).
_ABOUT_THE_PATH, _ABOUT_EVERYTHING = 47, 95
_KINDS = frozenset(("group", "user"))
_PATH = "path:"


def code_owner_clues(clues: Sequence[Clue], repositories: Repositories) -> Iterator[Clue]:
    """The owners of the files that the clues are about; nothing is asked where they are about none.

    Raises:
        DatabaseAwayError: Postgres does not answer.
    """
    files = dict(_files(clues))
    if not files:
        return
    known = {
        name: each
        for each in repositories.with_codeowners(list(dict.fromkeys(slug for slug, _ in files)))
        for name in (each.repository.slug.lower(), *each.former_slugs)
    }
    for (slug, path), clue in files.items():
        found = known.get(slug)
        if found:
            yield from _clues(found, path, clue)


def _files(clues: Sequence[Clue]) -> Iterator[tuple[tuple[str, str], Clue]]:
    """Repository and path of each address of a file, the likeliest reading of it."""
    spans = set()
    for clue in clues:
        key = clue.lead.key
        if key.startswith(_PATH) and not clue.lead.is_exact and key.count("/") >= 2 and clue.span not in spans:
            spans.add(clue.span)
            owner, name, path = key.removeprefix(_PATH).split("/", 2)
            yield (f"{owner}/{name}", path), clue


def _clues(found: KnownRepository, path: str, clue: Clue) -> Iterator[Clue]:
    rule = rule_for(found.upkeep.codeowners or "", path)
    if rule is None:
        return
    for owner in rule.owners:
        reading = f"CODEOWNERS line {rule.line} names {owner}, which"
        lead = Lead(owner_key(owner), _tier(rule), is_exact=False, reading=reading, kinds=_KINDS)
        yield Clue(lead, Certainty.LIKELY, clue.matched, clue.span, clue.weight)


def _tier(rule: Rule) -> int:
    return _ABOUT_EVERYTHING if rule.is_for_everything else _ABOUT_THE_PATH


def owner_key(owner: str) -> str:
    """The alias key of somebody whom a CODEOWNERS file names."""
    return f"id:{owner[1:].lower()}" if owner.startswith("@") else f"email:{owner.lower()}"
