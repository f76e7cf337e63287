"""A Postgres server of our own, for those who have none: started when needed, stopped with its last user."""

from catalog_store.embedded.errors import EmbeddedPostgresError
from catalog_store.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
