"""Which versions of languages its repository asks for, as its files write them down."""

from catalog_store.facts.collectors.kept import kept
from catalog_store.facts.model import FactKind, FactType
from catalog_store.facts.versions import LANGUAGES

SOURCE = "versions"
#: The fact that names the commit at which they were read.
COMMIT = "versions.commit"

COLLECTOR = kept(
    "versions",
    SOURCE,
    *(
        FactKind(f"version.{name}", FactType.TEXT, f"the version of {language} that its repository asks for")
        for name, language in LANGUAGES.items()
    ),
    FactKind(COMMIT, FactType.TEXT, "the commit at which they were read"),
)
