"""An entity of the catalog as its file describes it, and what is known about that file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from catalog_store.refs import EntityRef

#: The kinds that Backstage has built in, as they are written in files.
KINDS = ("Component", "API", "System", "Domain", "Resource", "Group", "User", "Template", "Location")


@dataclass(frozen=True, slots=True)
class Link:
    """One of `metadata.links`."""

    url: str
    title: str | None = None
    icon: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One valid entity, verbatim, with the parts that we ask for by name.

    `document` is what the file says after placeholders were replaced; it is never changed. `kind`, `name` and
    `namespace` are as written there (`API`, `Payments-API`), `ref` is the form in which they are compared.
    """

    ref: EntityRef
    kind: str
    name: str
    namespace: str
    document: Mapping[str, Any]  # Any: JSON, as deep and as free as people write it

    @property
    def metadata(self) -> Mapping[str, Any]:
        return self.document["metadata"]  # type: ignore[no-any-return]  # the reader has made sure

    @property
    def spec(self) -> Mapping[str, Any]:
        return self.document.get("spec") or {}

    @property
    def title(self) -> str | None:
        """`metadata.title`, or for people and groups `spec.profile.displayName`."""
        profile = self.spec.get("profile")
        displayed = profile.get("displayName") if isinstance(profile, Mapping) else None
        return _text(self.metadata.get("title")) or _text(displayed)

    @property
    def label(self) -> str:
        """What a person calls it: its title, else its name."""
        return self.title or self.name

    @property
    def description(self) -> str | None:
        return _text(self.metadata.get("description"))

    @property
    def annotations(self) -> Mapping[str, str]:
        return self.metadata.get("annotations") or {}

    @property
    def labels(self) -> Mapping[str, str]:
        return self.metadata.get("labels") or {}

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.metadata.get("tags") or ())

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(
            Link(entry["url"], _text(entry.get("title")), _text(entry.get("icon")), _text(entry.get("type")))
            for entry in self.metadata.get("links") or ()
        )

    @property
    def type(self) -> str | None:
        return _text(self.spec.get("type"))

    @property
    def lifecycle(self) -> str | None:
        return _text(self.spec.get("lifecycle"))

    @property
    def email(self) -> str | None:
        """`spec.profile.email` of a person or a group."""
        profile = self.spec.get("profile")
        return _text(profile.get("email")) if isinstance(profile, Mapping) else None


class RelationType(StrEnum):
    """A relation in the direction in which we keep it. Its other direction is its `inverse`."""

    OWNED_BY = "ownedBy"
    PART_OF = "partOf"
    PROVIDES_API = "providesApi"
    CONSUMES_API = "consumesApi"
    DEPENDS_ON = "dependsOn"
    CHILD_OF = "childOf"
    MEMBER_OF = "memberOf"

    @property
    def inverse(self) -> str:
        """Backstage's name of the same relation seen from its target."""
        return _INVERSES[self]


_INVERSES = {
    RelationType.OWNED_BY: "ownerOf",
    RelationType.PART_OF: "hasPart",
    RelationType.PROVIDES_API: "apiProvidedBy",
    RelationType.CONSUMES_API: "apiConsumedBy",
    RelationType.DEPENDS_ON: "dependencyOf",
    RelationType.CHILD_OF: "parentOf",
    RelationType.MEMBER_OF: "hasMember",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` stands in this relation to `target`; either of the two may be missing from the catalog."""

    type: RelationType
    source: EntityRef
    target: EntityRef


class Severity(StrEnum):
    """An error keeps the entity out of the catalog; a warning lets it in and is told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, where, and what to write instead, in words for the one who can mend it.

    `line` and `column` count from 1, 0 where the place is unknown. `field` is a path such as `metadata.tags[1]`.
    `code` is a short stable name such as `invalid-name`. `fix` says what to do, with the corrected text where it can be known.
    """

    code: str
    message: str
    fix: str
    line: int = 0
    column: int = 0
    field: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where our knowledge of an entity comes from, and when it was last read there."""

    source: str
    location: str
    line: int
    commit: str | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as the catalog holds it. `faults` are those of a newer, broken version of its file."""

    id: int
    entity: Entity
    provenance: Provenance
    faults: tuple[Fault, ...] = ()

    @property
    def ref(self) -> EntityRef:
        return self.entity.ref


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
