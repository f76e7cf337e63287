"""Repositories that nothing in the catalog describes, each with a best guess whose it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from catalog_store.codeowners import Rule, rules
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import KnownRepository, Repositories
from catalog_store.resolver.code_owners import owner_key
from catalog_store.resolver.lookup import look_up
from catalog_store.store import Catalog

_ANY = text("SELECT EXISTS (SELECT FROM repositories WHERE gone_at IS NULL)")
#: So many repositories' people are looked up at once.
_AT_ONCE = 200
#: So many are looked through for a page of them.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class OwnerGuess:
    """Who may own a repository, and why one may think so, as part of a sentence: "CODEOWNERS line 3 names @acme/payments"."""

    owner: EntityRef
    because: str


@dataclass(frozen=True, slots=True)
class Undescribed:
    """A repository without a description. `guess` is None where nothing speaks for anybody."""

    known: KnownRepository
    guess: OwnerGuess | None


class UndescribedRepositories:
    """The repositories that are still to be described."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._repositories = Repositories(database)
        self._catalog = Catalog(database)

    def all(self, *, limit: int = _AT_ONCE) -> tuple[Undescribed, ...]:
        """The most lively first; no forks, nothing archived or empty.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return tuple(self._guessed(self._repositories.undescribed(limit=limit)))

    def are_any_read(self) -> bool:
        """Whether there are repositories at all, described or not."""
        with self._database.reading() as connection:
            return bool(connection.scalar(_ANY))

    def page(self, *, offset: int, limit: int) -> tuple[tuple[Undescribed, ...], int]:
        """The same from some place on, and how many there are in all."""
        found = self._repositories.undescribed(limit=_MOST)
        return tuple(self._guessed(found[offset : offset + limit])), len(found)

    def find_to_describe(self, slug: str, *, host: str | None = None) -> Undescribed | None:
        """A repository by its name or a former one; None where there is none, or where it is described.

        Forks, archived and empty ones are found here as well.
        """
        found = self._repositories.find(slug, host=host)
        if found is None or found.gone_at:
            return None
        is_described = look_up(self._database, (f"repo:{found.repository.slug.lower()}",))
        return None if is_described or self._repositories.has_files(found.repository) else next(self._guessed([found]))

    def guess(self, slug: str, *, host: str) -> OwnerGuess | None:
        """Who may own a repository, whether or not it is described; None where nothing speaks for anybody."""
        found = self._repositories.find(slug, host=host)
        return next(self._guessed([found])).guess if found else None

    def _guessed(self, repositories: Sequence[KnownRepository]) -> Iterator[Undescribed]:
        keys = dict.fromkeys(key for each in repositories for key in _keys(each))
        hits = look_up(self._database, keys) if keys else {}
        people = {
            key: found[0].ref
            for key, found in hits.items()
            if len(found) == 1 and found[0].ref.kind in ("group", "user")
        }
        teams = self._teams(people)
        for each in repositories:
            yield Undescribed(each, _of_code_owners(each, people) or _of_committers(each, people, teams))

    def _teams(self, people: Mapping[str, EntityRef]) -> Mapping[EntityRef, EntityRef]:
        """The team of everybody who is in one only."""
        users = {ref for ref in people.values() if ref.kind == "user"}
        groups = {user: self._catalog.groups_of(user) for user in users}
        return {user: found[0].entity.ref for user, found in groups.items() if len(found) == 1}


def _keys(each: KnownRepository) -> Iterator[str]:
    rule = _broadest(each)
    yield from map(owner_key, rule.owners if rule else ())
    yield from (owner_key(f"@{login}") for login, _ in each.upkeep.committers)


def _broadest(each: KnownRepository) -> Rule | None:
    """The line that speaks for the repository as a whole; else the only one that names anybody."""
    found = [rule for rule in rules(each.upkeep.codeowners or "") if rule.owners]
    whole = [rule for rule in found if rule.is_for_everything]
    return whole[-1] if whole else found[0] if len(found) == 1 else None


def _of_code_owners(each: KnownRepository, people: Mapping[str, EntityRef]) -> OwnerGuess | None:
    rule = _broadest(each)
    named = [(owner, people[owner_key(owner)]) for owner in (rule.owners if rule else ()) if owner_key(owner) in people]
    # A team answers for longer than a person does.
    best = min(named, key=lambda pair: pair[1].kind != "group", default=None)
    return OwnerGuess(best[1], f"CODEOWNERS line {rule.line} names {best[0]}") if best and rule else None


def _of_committers(
    each: KnownRepository, people: Mapping[str, EntityRef], teams: Mapping[EntityRef, EntityRef]
) -> OwnerGuess | None:
    """The team with most of the commits, else the person."""
    commits: Counter[EntityRef] = Counter()
    total = sum(count for _, count in each.upkeep.committers)
    for login, count in each.upkeep.committers:
        if person := people.get(owner_key(f"@{login}")):
            commits[teams.get(person, person)] += count
    if not commits:
        return None
    owner, count = commits.most_common(1)[0]
    share = "all" if count == total else f"{count} of {total}"
    return OwnerGuess(
        owner, f"{share} commits of the last 90 days are {'theirs' if owner.kind == 'group' else 'from them'}"
    )
