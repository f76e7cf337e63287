"""What can go wrong with the catalog, in the words of the person who reads it."""


class CatalogError(Exception):
    """Base of every error that the catalog raises on purpose. Its text is fit to be shown to the one who runs it."""

    @property
    def told(self) -> str:
        """The same for somebody in Slack, who can do without the addresses and the insides of servers."""
        return str(self)


class InvalidRefError(CatalogError):
    """The text is not an entity reference. Write `name`, `kind:name` or `kind:namespace/name`."""

    def __init__(self, text: object) -> None:
        super().__init__(
            f"{text!r:.120} is not an entity reference. Write `name`, `kind:name` or `kind:namespace/name`,"
            " for example `group:default/payments`."
        )


class UnknownEntityError(CatalogError):
    """The catalog has no such entity."""

    def __init__(self, ref: object) -> None:
        super().__init__(f"The catalog has nothing called {ref}.")


class DatabaseAwayError(CatalogError):
    """Postgres did not answer. The question can be asked again as soon as it is back."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The catalog's database does not answer right now ({reason}). Nothing is lost: try again soon."
        )

    @property
    def told(self) -> str:
        return "The catalog's database does not answer right now. Nothing is lost: try again soon."


class DatabaseFullError(DatabaseAwayError):
    """Postgres answers questions, but has no room left for anything new. To what it cannot keep it is as good as away."""

    def __init__(self, reason: str) -> None:
        CatalogError.__init__(
            self,
            f"The catalog's database has no room left ({reason}). It still answers questions, and nothing can be changed:"
            " make room on the disk of its server, and it goes on by itself.",
        )

    @property
    def told(self) -> str:
        return (
            "The catalog's database has no room left, so nothing can be changed right now. Tell whoever runs Callboard,"
            " and try again when there is room."
        )


class DatabaseRefusesError(CatalogError):
    """Postgres answers, but does not let this user change anything."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The catalog's database does not let us change it ({reason}). Name the primary server in DATABASE_URL, and a"
            " user who may create and change tables in its schema."
        )

    @property
    def told(self) -> str:
        return "The catalog's database does not let me change anything. Whoever runs Callboard finds the reason in its log."


class WrongEncodingError(CatalogError):
    """The database keeps its text in an encoding that lacks letters, or knows of none at all."""

    def __init__(self, found: str | None) -> None:
        super().__init__(
            f"The catalog's database keeps text as {found}, which cannot hold every name that people write. Make one with"
            " `CREATE DATABASE callboard ENCODING 'UTF8' TEMPLATE template0`, and name it in DATABASE_URL."
        )

    @property
    def told(self) -> str:
        return (
            "The catalog's database cannot hold what people write. Whoever runs Callboard finds the reason in its log."
        )


class InvalidDatabaseUrlError(CatalogError):
    """The address is not that of a Postgres database."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL is not the address of a Postgres database."
            " Write `postgresql://user:password@host:5432/database`, with special signs in the password as %XX."
        )


class SchemaOutdatedError(CatalogError):
    """The database's tables are of another version than this program expects. `callboard migrate` brings them up to date."""

    def __init__(self, found: str | None, expected: str) -> None:
        super().__init__(
            f"The database is at version {found or 'none'}, this program needs {expected}. Run `callboard migrate`."
        )


class NewerSchemaError(CatalogError):
    """The database's tables were made by a newer program than this one."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database is at version {found}, which this program does not know: a newer Callboard has been here."
            " Run that one, or give this one a database of its own."
        )


class OvertakenError(CatalogError):
    """Others read the same source at the same time. Try again when they are done."""

    def __init__(self, source: str) -> None:
        super().__init__(f"{source} is being read by others at the same time. Try again in a few minutes.")


class NotEditableError(CatalogError):
    """A descriptor cannot be changed by a program without harm. The text is the end of a sentence."""
