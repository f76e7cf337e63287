"""What somebody can do about a thing that is not well: golden paths that are tagged for it, where a policy lets them."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.policies import NOBODY, Deed
from commands import kit
from commands.ask import Person
from commands.permits import objection
from commands.services import Services
from golden_paths.form import TARGET, FieldKind, FormRefusedError, form_of
from golden_paths.template import Template

_LABELS = {"rollback": "Roll back", "restart": "Restart"}


@dataclass(frozen=True, slots=True)
class Remedy:
    """A button that opens the form of a path, filled in with the thing."""

    label: str
    words: str


def remedies(known: Known, person: Person | None, services: Services) -> tuple[Remedy, ...]:
    """Those for this person. None: whoever reads it here; then each press is judged, and only what nobody may is left out."""
    found = (_remedy(tag, label, known, person, services) for tag, label in _LABELS.items())
    return tuple(each for each in found if each)


def remedy_buttons(every: tuple[Remedy, ...]) -> Iterator[kit.Element]:
    """In a row."""
    for number, each in enumerate(every):
        yield kit.button(each.label, kit.numbered(kit.FORM_ACTION, number), each.words, spoken=f"{each.label} …")


def _remedy(tag: str, label: str, known: Known, person: Person | None, services: Services) -> Remedy | None:
    """The first path by name that is tagged so, asks for such a thing, and may be begun."""
    templates = (each.template for each in services.golden.listed() if each.template and tag in each.template.tags)
    for template in sorted(templates, key=lambda each: each.name):
        if _asks_for(template, known) and _is_allowed(template, known, person, services):
            return Remedy(label, f"create {template.ref} on {known.ref}")
    return None


def _asks_for(template: Template, known: Known) -> bool:
    """Whether it acts on things of this kind."""
    if template.own.get("target") != "entity":
        return False
    try:
        fields = [field for page in form_of(template).pages({}) for field in page.fields if field.path == (TARGET,)]
    except FormRefusedError:
        return False
    pickers = [field.catalog for field in fields if field.kind is FieldKind.ENTITY and field.catalog]
    return any(not asked.kinds or known.ref.kind in asked.kinds for asked in pickers)


def _is_allowed(template: Template, known: Known, person: Person | None, services: Services) -> bool:
    deed = f"golden-path/{template.name}"
    if person is not None:
        return objection(deed, known.ref, person, services) is None
    policy = services.policies.find(Deed(deed, known.entity))
    return policy is None or NOBODY not in policy.allow
