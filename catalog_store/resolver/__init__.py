"""Anything that people paste, and the entity that they mean by it."""

from catalog_store.resolver.resolver import Resolver

__all__ = ["Resolver"]
