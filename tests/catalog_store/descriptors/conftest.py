"""What the tests of descriptors ask for: a component to spoil, and a reader with files to point at."""

from collections.abc import Callable

import pytest

from catalog_store.descriptors import read_descriptor
from catalog_store.reading import Descriptor, SourceFile, UnreadableError

Read = Callable[..., Descriptor]


@pytest.fixture
def component() -> str:
    return """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: payments-api
  description: Takes the money
spec:
  type: service
  lifecycle: production
  owner: team-a
"""


@pytest.fixture
def read() -> Read:
    """Reads a text as the file `/shop/catalog-info.yaml`, beside which lie the `others`, by full location."""

    def read(text: str | bytes, others: dict[str, str] | None = None) -> Descriptor:
        body = text if isinstance(text, bytes) else text.encode()

        def fetch(location: str) -> bytes:
            if others is None or location not in others:
                raise UnreadableError(location, "there is no such file")
            return others[location].encode()

        return read_descriptor(SourceFile("file:/shop/catalog-info.yaml", body), fetch=fetch)

    return read
