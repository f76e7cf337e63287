"""Many rows at once into Postgres, by COPY."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

from psycopg import Connection as PsycopgConnection
from psycopg import sql
from sqlalchemy import Connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_TO_ESCAPE = re.compile(r"[\\\n\r\t]")
_NULL = "\\N"
_BLOCK = 2_000


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Append rows, given as Postgres writes its values in text, to a table."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, PsycopgConnection)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        block: list[str] = []
        for row in rows:
            block.append(_line(row))
            if len(block) == _BLOCK:
                copy.write("\n".join(block) + "\n")
                block.clear()
        if block:
            copy.write("\n".join(block) + "\n")


def _line(row: Sequence[str | None]) -> str:
    """A row as COPY reads it. Few hold anything to escape, so they are looked through as a whole first."""
    if None in row or _TO_ESCAPE.search("\x1f".join(cast(Sequence[str], row))):
        return "\t".join([_NULL if value is None else value.translate(_ESCAPES) for value in row])
    return "\t".join(cast(Sequence[str], row))


def bytea(value: bytes) -> str:
    """Bytes as Postgres reads them in text."""
    return "\\x" + value.hex()
