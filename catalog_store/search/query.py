"""What somebody looks for: words, and filters such as `kind:api owner:payments -tag:pci`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog_store.entities import KINDS
from catalog_store.search.words import asked_words

#: The filters, and what each of them says.
FILTERS: Mapping[str, str] = {
    "kind": "kind:api",
    "type": "type:service",
    "owner": "owner:payments",
    "system": "system:checkout",
    "lifecycle": "lifecycle:production",
    "tag": "tag:pci",
    "namespace": "namespace:default",
}
_OTHER_KEYS = {"team": "owner", "tags": "tag", "ns": "namespace", "owned-by": "owner", "kinds": "kind", "is": "kind"}
_KINDS = {kind.lower(): kind.lower() for kind in KINDS}
_PLURALS = {f"{kind}s": kind for kind in _KINDS} | {"people": "user", "person": "user", "persons": "user"}
_OTHER_KINDS = _PLURALS | {"team": "group", "teams": "group"}
#: What people call a kind, and is a type of components in truth.
_TYPES = {"service": "service", "services": "service", "website": "website", "library": "library"}
#: One thing has one of these only, so that several mean: any of them.
_SINGLE = ("kind", "type", "owner", "system", "lifecycle", "namespace")
_PAIRS = {'"': '"', "“": "”", "”": "”", "'": "'", "‘": "’", "«": "»"}
_QUOTED = "|".join(f"{first}[^{last}]*{last}" for first, last in _PAIRS.items())
_PART = re.compile(
    rf"(?P<minus>-)?(?P<key>[^\W\d_][\w-]*):(?!//)(?P<value>{_QUOTED}|[^\s\"“”]+)|(?P<quoted>{_QUOTED})|(?P<word>\S+)"
)
#: Words that carry no meaning of their own, unless nothing else was said.
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "on",
        "at",
        "and",
        "or",
        "to",
        "with",
        "by",
        "is",
        "are",
        "be",
        "do",
        "does",
        "that",
        "which",
        "what",
        "all",
        "any",
    ]
)
_NOT_IN_TERMS = re.compile(r"[^\w./:@+-]+")
_MOST_WORDS = 12
#: What is longer was pasted, and is no search.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Filter:
    """`key:value`, or with `is_negated` everything but that. The value is in lower case."""

    key: str
    value: str
    is_negated: bool = False

    @property
    def term(self) -> str:
        return term(self.key, self.value)

    def __str__(self) -> str:
        value = f'"{self.value}"' if " " in self.value else self.value
        return f"{'-' if self.is_negated else ''}{self.key}:{value}"


@dataclass(frozen=True, slots=True)
class Query:
    """A search that was understood. `words` are folded; `notes` are sentences on what was understood otherwise."""

    text: str
    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.filters

    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """Groups of filter terms: of each group a thing has at least one."""
        single = {
            key: tuple(each.term for each in self.filters if each.key == key and not each.is_negated) for key in _SINGLE
        }
        others = ((each.term,) for each in self.filters if each.key not in _SINGLE and not each.is_negated)
        return (*filter(None, single.values()), *others)

    def unwanted(self) -> tuple[str, ...]:
        """Filter terms that a thing has none of."""
        return tuple(each.term for each in self.filters if each.is_negated)


def term(key: str, value: str) -> str:
    """A filter as an index keeps it: one word, whatever the value."""
    return f"{key}:{_NOT_IN_TERMS.sub('_', value.lower())}"


def parse_query(words: str) -> Query:
    """Read what somebody typed. Nothing is refused: what is no filter is looked for as words, and a note says so."""
    filters: list[Filter] = []
    notes: list[str] = []
    said: list[str] = []
    for part in _PART.finditer(words[:_LONGEST]):
        if part["key"] is None:
            said.append(_unquoted(part["quoted"] or part["word"]))
            continue
        values = [each for each in _unquoted(part["value"]).strip().lstrip("@").lower().split(",") if each]
        found = [each for value in values for each in _filters(part["key"].lower(), value, bool(part["minus"]), said)]
        filters.extend(found)
        if not found and values:
            said.append(" ".join((part["key"], *values)))
            notes.append(_unknown(part["key"]))
    text = " ".join(said)
    return Query(text, _meaning(text), tuple(dict.fromkeys(filters)), tuple(dict.fromkeys(notes)))


def _filters(key: str, value: str, is_negated: bool, said: list[str]) -> Iterator[Filter]:
    key = _OTHER_KEYS.get(key, key)
    if key == "kind" and value in _TYPES and value not in _KINDS:
        yield Filter("type", _TYPES[value], is_negated)
    elif key == "kind":
        yield Filter("kind", _OTHER_KINDS.get(value, value), is_negated)
    elif key in FILTERS:
        yield Filter(key, value, is_negated)
    elif key in _KINDS or key in _OTHER_KINDS:
        yield from _reference(_OTHER_KINDS.get(key, key), value, said)


def _reference(kind: str, value: str, said: list[str]) -> Iterator[Filter]:
    """`api:default/payments-v2`: words that are looked for among one kind only."""
    namespace, _, name = value.rpartition("/")
    said.append(name)
    yield Filter("kind", kind)
    if namespace:
        yield Filter("namespace", namespace)


def _meaning(text: str) -> tuple[str, ...]:
    telling = " ".join(word for word in text.split() if word.lower() not in _SMALL)
    return tuple(asked_words(telling) or asked_words(text))[:_MOST_WORDS]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and _PAIRS.get(text[0]) == text[-1] else text


def _unknown(key: str) -> str:
    names = [f"`{each}:`" for each in FILTERS]
    return f"There is no filter `{key}:`, so I looked for the words. The filters are {', '.join(names[:-1])} and {names[-1]}."
