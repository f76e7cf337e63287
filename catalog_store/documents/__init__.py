"""Documents of entities: which Markdown files they have, by section, and what these say."""

from catalog_store.documents.sections import Section
from catalog_store.documents.store import Documents

__all__ = ["Documents", "Section"]
