"""Descriptor files: from the bytes of a `catalog-info.yaml` to entities, or to faults that say what to mend."""

from catalog_store.descriptors.digests import current, digest, digest_of
from catalog_store.descriptors.kinds import BUILT_IN, Kinds
from catalog_store.descriptors.lint import lint
from catalog_store.descriptors.placeholders import content_hash
from catalog_store.descriptors.reader import read_descriptor

__all__ = ["BUILT_IN", "Kinds", "content_hash", "current", "digest", "digest_of", "lint", "read_descriptor"]
