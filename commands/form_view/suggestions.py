"""What the menus of a form offer while somebody types: their own teams' things first, then what fits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef
from commands import kit
from commands.ask import Option, Person, Typing
from commands.form_view.ids import MOST_OPTIONS, block_id
from commands.naming import kind_word
from commands.services import Services
from commands.who import find_user
from golden_paths.form import CatalogQuery, Field, FieldKind, Page, Scope

_VALUE_LIMIT = 150
_MOST_OWN = 300


def suggestions(page: Page, typing: Typing, services: Services) -> tuple[Option, ...]:
    """The options for the menu of this page in which somebody types; none where it is not on the page any more."""
    field = next((each for each in page.fields if block_id(each) == typing.block_id), None)
    return choices(field, typing.typed, services, typing.person) if field else ()


def choices(field: Field, typed: str, services: Services, person: Person) -> tuple[Option, ...]:
    """What this field's menu offers for what was typed."""
    if field.catalog is None:
        return _among(field, typed)
    asked = _Asked(typed.strip(), field.catalog, _Asker.of(person, services), services)
    offered = _tags(asked) if field.kind is FieldKind.TAGS else _entities(asked)
    unique = {option.value: option for option in offered if 0 < len(option.value) <= _VALUE_LIMIT}
    return tuple(unique.values())[:MOST_OPTIONS]


def _among(field: Field, typed: str) -> tuple[Option, ...]:
    """Of a long list of fixed choices, those that hold what was typed; first those that begin so."""
    words = typed.strip().lower()
    found = [(number, choice) for number, choice in enumerate(field.choices) if words in choice.label.lower()]
    found.sort(key=lambda pair: not pair[1].label.lower().startswith(words))
    return tuple(Option(choice.label, str(number)) for number, choice in found[:MOST_OPTIONS])


@dataclass(frozen=True, slots=True)
class _Asker:
    """Whoever types, as the catalog knows them."""

    user: Known | None
    groups: tuple[Known, ...]

    @classmethod
    def of(cls, person: Person, services: Services) -> "_Asker":
        user = find_user(person, services)
        return cls(user, services.catalog.groups_of(user.ref) if user else ())

    @property
    def refs(self) -> tuple[EntityRef, ...]:
        return (*((self.user.ref,) if self.user else ()), *(group.ref for group in self.groups))


@dataclass(frozen=True, slots=True)
class _Asked:
    typed: str
    query: CatalogQuery
    asker: _Asker
    services: Services

    def lets_in(self, known: Known) -> bool:
        """Whether it is of a kind that is wanted, and holds what was typed."""
        words = self.typed.lower()
        named = words in known.entity.label.lower() or words in known.ref.name
        return named and (not self.query.kinds or known.ref.kind in self.query.kinds)


def _entities(asked: _Asked) -> Iterator[Option]:
    found = list(_OFFERS[asked.query.scope](asked))
    echo = _echo(asked)
    if echo and not found:
        yield echo
    yield from found[: MOST_OPTIONS - 1]
    if echo and found and echo.value not in {option.value for option in found}:
        yield echo


def _from_everything(asked: _Asked) -> Iterator[Option]:
    own = [
        each
        for each in (*asked.asker.groups, *((asked.asker.user,) if asked.asker.user else ()))
        if asked.lets_in(each)
    ]
    if not asked.query.filters:
        yield from (_option(known.ref, known.entity.label) for known in own)
    offered = asked.services.typeahead.fitting(
        asked.typed, kinds=asked.query.kinds, filters=asked.query.filters, own=asked.asker.refs, limit=MOST_OPTIONS
    )
    yield from (_option(candidate.ref, candidate.label) for candidate in offered)


def _from_my_groups(asked: _Asked) -> Iterator[Option]:
    yield from (_option(group.ref, group.entity.label) for group in asked.asker.groups if asked.lets_in(group))


def _from_owned(asked: _Asked) -> Iterator[Option]:
    owned = asked.services.catalog.owned_by(asked.asker.refs, limit=_MOST_OWN)
    yield from (_option(known.ref, known.entity.label) for known in owned if asked.lets_in(known))


_OFFERS: Mapping[Scope, Callable[[_Asked], Iterator[Option]]] = {
    Scope.ALL: _from_everything,
    Scope.MY_GROUPS: _from_my_groups,
    Scope.OWNED: _from_owned,
}


def _option(ref: EntityRef, label: str) -> Option:
    within = "" if ref.namespace == DEFAULT_NAMESPACE else f" in {ref.namespace}"
    return Option(label, str(ref), f"{kind_word(ref.kind)} {ref.name}{within}")


def _echo(asked: _Asked) -> Option | None:
    """What was typed, as something that can be chosen although the catalog does not know it."""
    if not asked.query.is_free or not asked.typed:
        return None
    return Option(f"Use “{kit.tidy(asked.typed, 60)}”", _free_value(asked.typed, asked.query), "not from the catalog")


def _free_value(typed: str, query: CatalogQuery) -> str:
    """A complete reference where the words can be one, else the words."""
    try:
        ref = EntityRef.parse(
            typed, default_kind=query.default_kind, default_namespace=query.default_namespace or DEFAULT_NAMESPACE
        )
    except InvalidRefError:
        return typed
    return str(ref) if " " not in typed else typed


def _tags(asked: _Asked) -> Iterator[Option]:
    """Tags that are in use and begin so, the most used first; and what was typed, as a new one."""
    known = asked.services.typeahead.tags(asked.typed, kinds=asked.query.kinds, limit=MOST_OPTIONS - 1)
    yield from (Option(tag, tag) for tag in known)
    new = "-".join(asked.typed.lower().split())
    if new and new not in known:
        yield Option(f"Use “{kit.tidy(new, 60)}”", new, "a new tag")
