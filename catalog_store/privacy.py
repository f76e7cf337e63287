"""Which things are private, and from whom they are hidden: the one place that decides who may know of what."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.policies import ANYONE, NOBODY, ON_CALL, OWNER, PLATFORM, ROLE, Deed, Policies, Policy
from catalog_store.refs import EntityRef
from catalog_store.veil import NO_VEIL, Veil

#: Says in a file that only some may know of the thing.
VISIBILITY_ANNOTATION = "callboard.io/visibility"
PRIVATE = "private"
#: What a rule is about that says who may know of things.
SEE = "see/entity"
#: Whoever may see nothing knows these all the same: without people and teams nobody can be anybody's.
NEVER_PRIVATE = ("user", "group", "location", "template")

#: A look at the sequence of changes is due when the last one is this old.
_FRESH_SECONDS = 2.0
_BY_ANNOTATION = Policy((SEE,), (OWNER, ON_CALL, f"{ROLE}{PLATFORM}"), because="its file says that it is private")
_NEWEST = "SELECT coalesce(max(change), 0) AS change FROM entities"
_CHANGED = """
    SELECT id, ref, kind, owner_ref, document #> '{metadata,tags}' AS tags, document #>> '{spec,lifecycle}' AS lifecycle,
        coalesce(lower(document #> '{metadata,annotations}' ->> %(annotation)s) = %(private)s, false) AS says_so,
        removed_at IS NULL AS is_there
    FROM entities WHERE change > %(since)s AND kind <> ALL(%(never)s)
        AND (%(since)s > 0 OR removed_at IS NULL)
        AND (%(all)s OR %(since)s > 0 OR document #> '{metadata,annotations}' ? %(annotation)s)
"""
# Who owns it and who is on call may change where the thing itself does not: with what it is a part of, or with its owner.
_WHOSE = """
    SELECT e.id, e.ref, e.file_id, found.owner_ref, coalesce(e.on_call_ref, o.on_call_ref) AS on_call_ref,
        (SELECT count(*) FROM entities s WHERE s.file_id = e.file_id AND s.removed_at IS NULL) AS in_file
    FROM entities e CROSS JOIN LATERAL (
        SELECT coalesce(e.owner_ref, (
            SELECT p.owner_ref FROM relations r JOIN entities p ON p.ref = r.target_ref AND p.removed_at IS NULL
            WHERE r.source_ref = e.ref AND r.type = 'partOf' AND p.owner_ref IS NOT NULL ORDER BY p.ref LIMIT 1
        )) AS owner_ref
    ) found LEFT JOIN entities o ON o.ref = found.owner_ref AND o.removed_at IS NULL
    WHERE e.id = ANY(%(ids)s) AND e.removed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class PrivateThing:
    """Something that only some may know of. `readers` are those people and groups, `policy` is the rule that says so."""

    id: int
    ref: EntityRef
    policy: Policy
    readers: frozenset[str]
    file_id: int | None = None
    in_file: int = 0


class Privacy:
    """Knows all private things of the catalog, and follows its sequence of changes. Safe to use from several threads.

    They are few, or none: then a question costs nothing but a look at the clock.
    """

    def __init__(self, database: Database, policies: Policies, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._policies = policies
        self._rules = tuple(each for each in policies.written if _is_about_seeing(each))
        self._clock = clock
        self._lock = Lock()
        self._by_rule: dict[int, Policy] = {}
        self._things: Mapping[int, PrivateThing] = {}
        self._change = 0
        self._looked_at: float | None = None

    def find(self, entity_id: int) -> PrivateThing | None:
        """What is private about it; None where everybody may know of it.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self._known().get(entity_id)

    def veil(self, reader: Callable[[], Collection[EntityRef | str]]) -> Veil:
        """What is hidden from somebody. `reader` says who they are: themselves and their groups; asked only if it matters.

        Slack's user groups are as rules write them.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        things = self._known()
        return _veil(things.values(), {str(ref) for ref in reader()}) if things else NO_VEIL

    def veil_for_all(self) -> Veil:
        """What is hidden wherever anybody may read."""
        return self.veil(lambda: ())

    def _known(self) -> Mapping[int, PrivateThing]:
        # While one takes in what a large reading changed, the others go on with what is known.
        if self._lock.acquire(blocking=self._looked_at is None):
            try:
                now = self._clock()
                if self._looked_at is None or now - self._looked_at >= _FRESH_SECONDS:
                    self._follow()
                    self._looked_at = now
            finally:
                self._lock.release()
        return self._things

    def _follow(self) -> None:
        newest = self._database.ask(_NEWEST, {})[0].change
        if newest == self._change:
            return
        values = {"annotation": VISIBILITY_ANNOTATION, "private": PRIVATE, "never": list(NEVER_PRIVATE)}
        for row in self._database.ask(_CHANGED, {**values, "since": self._change, "all": bool(self._rules)}):
            policy = self._policy(row) if row.is_there else None
            if policy is None:
                self._by_rule.pop(row.id, None)
            else:
                self._by_rule[row.id] = policy
        rows = self._database.ask(_WHOSE, {"ids": list(self._by_rule)}) if self._by_rule else ()
        self._things = {row.id: self._thing(row, self._by_rule[row.id]) for row in rows}
        self._change = newest

    def _policy(self, row: Any) -> Policy | None:  # Any: a row
        """The rule that keeps it private: the first of the configuration that is about it, else its own file's word."""
        rule = next((each for each in self._rules if each.covers(Deed(SEE, _entity(row)))), None)
        found = rule or (_BY_ANNOTATION if row.says_so else None)
        return None if found is None or ANYONE in found.allow else found

    def _thing(self, row: Any, policy: Policy) -> PrivateThing:  # Any: a row
        special = {OWNER: (row.owner_ref,), ON_CALL: (row.on_call_ref,), NOBODY: ()}
        allowed = [special.get(each) or self._policies.members(each) for each in policy.allow]
        readers = frozenset(str(who) for several in allowed for who in several if who)
        return PrivateThing(row.id, EntityRef.parse(row.ref), policy, readers, row.file_id, row.in_file)


def _is_about_seeing(policy: Policy) -> bool:
    """A rule about everything is not meant to hide, or to show, the catalog: this has to be said."""
    return any(deed.startswith("see/") for deed in policy.deeds)


def _veil(things: Collection[PrivateThing], reader: Collection[str]) -> Veil:
    hidden = [thing for thing in things if thing.readers.isdisjoint(reader)]
    return Veil({thing.id: str(thing.ref) for thing in hidden}, _files(hidden)) if hidden else NO_VEIL


def _files(hidden: Sequence[PrivateThing]) -> tuple[int, ...]:
    """The files in which nothing stands that may be seen."""
    counts = Counter(thing.file_id for thing in hidden)
    return tuple({each.file_id for each in hidden if each.file_id is not None and counts[each.file_id] >= each.in_file})


def _entity(row: Any) -> Entity:  # Any: a row
    """As much of the entity as rules are about."""
    ref = EntityRef.parse(row.ref)
    spec = {"owner": row.owner_ref, "lifecycle": row.lifecycle}
    document = {"kind": row.kind, "metadata": {"name": ref.name, "tags": row.tags or ()}, "spec": spec}
    return Entity(ref, row.kind, ref.name, ref.namespace, document)
