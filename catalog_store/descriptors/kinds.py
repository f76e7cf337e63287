"""Which kinds of entity a catalog takes, and in which versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog_store.entities import KINDS

CORE_VERSIONS = ("backstage.io/v1alpha1", "backstage.io/v1beta1")
_TEMPLATE_VERSIONS = ("scaffolder.backstage.io/v1beta3", "scaffolder.backstage.io/v1beta2", *CORE_VERSIONS)

#: The versions of the built-in kinds; the first is the one to recommend.
VERSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {kind: _TEMPLATE_VERSIONS if kind == "Template" else CORE_VERSIONS for kind in KINDS}
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that may come in. `schemas` holds the JSON Schema, as text, of each declared kind by its name."""

    names: tuple[str, ...] = KINDS
    schemas: tuple[tuple[str, str], ...] = ()


BUILT_IN = Kinds()
