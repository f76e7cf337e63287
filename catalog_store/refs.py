"""How one entity names another: `kind:namespace/name`, compared without case."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from catalog_store.errors import InvalidRefError

DEFAULT_NAMESPACE = "default"

#: Kind, namespace and name have 63 letters each at most. What is far longer is no reference, and fits into no index of Postgres.
_LONGEST = 500
#: Zero bytes and halves of a surrogate pair, which Postgres does not take.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class EntityRef:
    """A complete reference, in lower case, as Backstage's `stringifyEntityRef` writes it."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}"

    @classmethod
    def of(cls, kind: str, name: str, namespace: str = DEFAULT_NAMESPACE) -> Self:
        """The reference for these three, whatever their case."""
        return cls(kind.lower(), namespace.lower(), name.lower())

    @classmethod
    def parse(
        cls, text: object, *, default_kind: str | None = None, default_namespace: str = DEFAULT_NAMESPACE
    ) -> Self:
        """The reference that a file or a person wrote.

        A missing kind or namespace is taken from the defaults. Spaces and `@` are let through, as Backstage does:
        such a name matches nothing and is reported where it is used.

        Raises:
            InvalidRefError: the text has no name, too many separators, or no kind where none can be assumed; or it is
                endless, or holds what cannot be stored.
        """
        if not isinstance(text, str):
            raise InvalidRefError(text)
        return cls(*_parsed(text, default_kind or "", default_namespace))


# A catalog names few things many times.
@lru_cache(maxsize=20_000)
def _parsed(text: str, default_kind: str, default_namespace: str) -> tuple[str, str, str]:
    head, colon, rest = text.strip().partition(":")
    kind, rest = (head, rest) if colon else (default_kind, head)
    head, slash, tail = rest.partition("/")
    namespace, name = (head, tail) if slash else (default_namespace, head)
    if not (kind and namespace and name) or "/" in kind or "/" in name or ":" in namespace or ":" in name:
        raise InvalidRefError(text)
    if len(text) > _LONGEST or _UNSTORABLE.search(text):
        raise InvalidRefError(text)
    return kind.lower(), namespace.lower(), name.lower()
