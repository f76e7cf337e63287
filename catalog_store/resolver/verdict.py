"""Which of the things found is meant, and when that is too uncertain to say. Pure; docs/decisions/ has the reasons."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog_store.candidates import Candidate, Certainty
from catalog_store.resolver.clues import Clue
from catalog_store.resolver.lookup import Hit

_RANKS = ("component", "api", "system", "resource", "domain", "group", "user", "template", "location")
_PEOPLE = frozenset(("group", "user"))
#: Keys of code: what lies there is the component's, whatever else its file describes.
_CODE_SPACES = frozenset(("repo", "path", "dir", "id"))
#: Keys that a team shares with its components: the team is meant.
_TEAM_SPACES = frozenset(("slack",))
#: Keys that name a thing only while few have them.
_CROWDED_SPACES = frozenset(("host", "site", "ns", "jira"))
_CROWD = 5
_ORDER = {Certainty.EXACT: 0, Certainty.LIKELY: 1, Certainty.GUESS: 2}


class Found(NamedTuple):
    """What one piece of the text leads to: one candidate when it is clear, several when it isn't."""

    candidates: tuple[Candidate, ...]
    span: tuple[int, int]
    weight: int
    certainty: Certainty


class _Match(NamedTuple):
    clue: Clue
    hit: Hit

    @property
    def order(self) -> tuple[int, int, bool, int]:
        """The lowest wins: surer, of a better tier, still called so, and written as in the catalog (`v1.1`, not `v11`)."""
        is_former = self.hit.because == "its former name"
        return _ORDER[self.clue.certainty], self.clue.lead.tier, is_former, self._distance()

    def _distance(self) -> int:
        """0: the very name; 1: with other signs between its parts, or the title; 2: only the letters are the same."""
        matched, name = self.clue.matched.lower(), self.hit.ref.name
        if matched == name:
            return 0
        return 1 if _parted(matched) in (_parted(name), _parted(self.hit.label)) else 2


def _parted(name: str) -> str:
    """Its parts, whatever stands between them: `Feature Flags` is written as `feature-flags` is, `v11` not as `v1.1`."""
    return _BETWEEN_PARTS.sub("-", name.strip().lower())


_BETWEEN_PARTS = re.compile(r"[-_.\s]+")


def judge(
    clues: Iterable[Clue], hits: Mapping[str, tuple[Hit, ...]], kinds: Collection[str] | None = None
) -> tuple[Found, ...]:
    """What each piece of the text means, in the order of the text; of pieces within one another the longest."""
    by_span: dict[tuple[int, int], list[_Match]] = {}
    for match in _matches(clues, hits, kinds):
        by_span.setdefault(match.clue.span, []).append(match)
    found = [_settled(matches) for matches in by_span.values()]
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted((each for each in found if not _is_within(each, found)), key=lambda each: each.span))


def choose(found: Iterable[Found]) -> tuple[Candidate, ...]:
    """What is meant: one thing, or several to choose from. Guesses are not among it.

    A sentence that mentions people and things is about the things.
    """
    sure = [each for each in found if each.certainty is not Certainty.GUESS]
    lightest = min((each.weight for each in sure), default=0)
    mentioned = [each for each in sure if each.weight == lightest]
    things = [each for each in mentioned if any(one.ref.kind not in _PEOPLE for one in each.candidates)]
    return _distinct(candidate for each in things or mentioned for candidate in each.candidates)


def guesses(found: Iterable[Found]) -> tuple[Candidate, ...]:
    """What may have been meant, though one would not say so."""
    return _distinct(candidate for each in found if each.certainty is Certainty.GUESS for candidate in each.candidates)


def _matches(
    clues: Iterable[Clue], hits: Mapping[str, tuple[Hit, ...]], kinds: Collection[str] | None
) -> Iterator[_Match]:
    wanted = None if kinds is None else {kind.lower() for kind in kinds}
    for clue in clues:
        hits_of_key = hits.get(clue.lead.key, ())
        if clue.lead.key.partition(":")[0] in _CROWDED_SPACES and len(hits_of_key) > _CROWD:
            continue
        for hit in hits_of_key:
            if (wanted is None or hit.ref.kind in wanted) and (
                clue.lead.kinds is None or hit.ref.kind in clue.lead.kinds
            ):
                yield _Match(clue, hit)


def _settled(matches: list[_Match]) -> Found:
    """The best tier's entities, and of these the one that is meant, if that is clear."""
    best = min(match.order for match in matches)
    tier: dict[int, _Match] = {}
    for match in matches:
        if match.order == best:
            tier.setdefault(match.hit.entity_id, match)
    ranked = sorted(tier.values(), key=lambda match: (_rank(match.hit), str(match.hit.ref)))
    clue = ranked[0].clue
    meant = _meant(ranked, clue.lead.key.partition(":")[0])
    chosen = [meant] if meant else ranked
    return Found(tuple(map(_candidate, chosen)), clue.span, clue.weight, clue.certainty)


def _meant(ranked: list[_Match], space: str) -> _Match | None:
    first, others = ranked[0], ranked[1:]
    if not others:
        return first
    if space in _CODE_SPACES:
        return _only(ranked, "component") or _same_owner(first, others)
    if space in _TEAM_SPACES:
        return _only(ranked, "group") or _same_owner(first, others)
    return _same_owner(first, others)


def _only(ranked: list[_Match], kind: str) -> _Match | None:
    of_kind = [match for match in ranked if match.hit.ref.kind == kind]
    return of_kind[0] if len(of_kind) == 1 else None


def _same_owner(first: _Match, others: list[_Match]) -> _Match | None:
    """A component and the API or system of its name are one thing to the one who asks, if one team owns them."""
    owner = first.hit.owner_ref
    for match in others:
        is_aside = match.hit.ref.kind != first.hit.ref.kind and match.hit.ref.namespace == first.hit.ref.namespace
        is_contradiction = match.hit.owner_ref is not None and match.hit.owner_ref != owner
        if not is_aside or is_contradiction or match.hit.ref.kind in _PEOPLE or first.hit.ref.kind in _PEOPLE:
            return None
    return first


def _rank(hit: Hit) -> int:
    return _RANKS.index(hit.ref.kind) if hit.ref.kind in _RANKS else len(_RANKS)


def _candidate(match: _Match) -> Candidate:
    hit, clue = match.hit, match.clue
    because = f"{clue.lead.reading} is {hit.because}"
    return Candidate(hit.entity_id, hit.ref, hit.label, clue.certainty, clue.matched, because, hit.owner_ref)


def _is_within(each: Found, found: list[Found]) -> bool:
    """A longer piece that means something speaks for the words in it, unless it is only guessed at."""
    start, end = each.span
    return any(
        other.span != each.span
        and other.span[0] <= start
        and end <= other.span[1]
        and _ORDER[other.certainty] <= _ORDER[each.certainty]
        for other in found
    )


def _distinct(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each entity once, at its surest."""
    found: dict[int, Candidate] = {}
    for candidate in candidates:
        known = found.get(candidate.entity_id)
        if known is None or _ORDER[candidate.certainty] < _ORDER[known.certainty]:
            found[candidate.entity_id] = candidate
    return tuple(found.values())
