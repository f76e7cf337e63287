"""What people call kinds and things in an answer, ready to be shown."""

from collections.abc import Iterable, Mapping

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef
from catalog_store.store import Catalog
from commands import kit, reach

_KIND_WORDS = {"api": ("API", "APIs"), "group": ("team", "teams"), "user": ("person", "people")}
_MOST_NAMES = 3
_NAME_LIMIT = 40
_WRITTEN_LIMIT = 80


def kind_word(kind: str, number: int = 1) -> str:
    """What people call a kind: `component`, `API`, `teams`."""
    one, many = _KIND_WORDS.get(kind.lower(), (kind.lower(), f"{kind.lower()}s"))
    return one if number == 1 else many


def name_of(ref: EntityRef) -> str:
    """A thing that we only have the reference of, ready to be shown."""
    name = ref.name if ref.namespace == DEFAULT_NAMESPACE else f"{ref.namespace}/{ref.name}"
    return kit.shown(name, _NAME_LIMIT)


def as_written(text: str, limit: int = _WRITTEN_LIMIT) -> str:
    """What a file names: of a whole reference the name and what people call its kind, else the very words."""
    ref = read_ref(text)
    return f"{kit.quoted(ref.name, limit)} ({kit.shown(kind_word(ref.kind))})" if ref else kit.quoted(text, limit)


def called(ref: EntityRef, catalog: Catalog) -> str:
    """What people call it, ready to be shown; its name where the catalog does not have it."""
    known = catalog.find(ref)
    return kit.shown(known.entity.label, _NAME_LIMIT) if known else name_of(ref)


def names(shown: Iterable[str], limit: int = _MOST_NAMES) -> str:
    """The first few names and how many more there are."""
    every = list(shown)
    more = f" +{len(every) - limit} more" if len(every) > limit else ""
    return kit.in_a_row(every[:limit]) + more


def read_ref(text: str) -> EntityRef | None:
    """The full reference that the text is; None when it is none."""
    try:
        return EntityRef.parse(text)
    except InvalidRefError:
        return None


def title_of_ref(text: str, catalog: Catalog) -> str | None:
    """What people call the entity that a reference names, as it is; None where the catalog has none."""
    ref = read_ref(text)
    known = catalog.find(ref) if ref else None
    return known.entity.label if known else None


def label_of(known: Known) -> str:
    """What people call it, linked to its page if it has one."""
    return kit.link(reach.page_url(known.entity), known.entity.label, _NAME_LIMIT)


def counted_kinds(counts: Mapping[str, int], limit: int = 4) -> str:
    """`4 components, 2 APIs`, the most first; `+3 more` counts things, not kinds."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{number} {kit.shown(kind_word(kind, number))}" for kind, number in ordered[:limit])
    more = sum(number for _, number in ordered[limit:])
    return f"{told} +{more} more" if more else told
