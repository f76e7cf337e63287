"""Which kinds of entity are let in from where."""

from collections.abc import Callable

from catalog_store.descriptors import Kinds
from catalog_store.descriptors.locations import targets_of
from catalog_store.entities import Fault
from catalog_store.reading import Described, Descriptor, SourceFile

#: Whether an entity of this kind may come in from this location.
LetsIn = Callable[[str, str], bool]


def everything(_kind: str, _location: str) -> bool:
    """Every kind, from everywhere."""
    return True


def admitted(descriptor: Descriptor, allowed: Kinds, file: SourceFile) -> Descriptor:
    """The descriptor without the entities whose kind may not come in from here; each of them is told as a fault.

    A Location that is kept out leads nowhere.
    """
    kept = tuple(each for each in descriptor.entities if each.entity.kind in allowed.names)
    refused = tuple(_refusal(each, allowed) for each in descriptor.entities if each.entity.kind not in allowed.names)
    if not refused:
        return descriptor
    targets = (target for each in kept for target in targets_of(each.entity, file.location))
    return Descriptor(kept, (*descriptor.faults, *refused), tuple(dict.fromkeys(targets)), descriptor.dependencies)


def _refusal(described: Described, allowed: Kinds) -> Fault:
    entity = described.entity
    may = f"From here come {', '.join(allowed.names)} only." if allowed.names else "Nothing may come from here."
    return Fault(
        code="kind-not-allowed",
        message=f"The rules of the catalog let no {entity.kind} in from here, so {entity.ref} stays out. {may}",
        fix=f"Have {entity.kind} allowed for this place under `catalog.rules` of app-config.yaml, or describe it elsewhere.",
        line=described.line,
        field="kind",
    )
