"""Many rows at once into Postgres, by COPY."""

import re
from collections.abc import Iterable, Sequence

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
            block.append("\t".join([_NULL if value is None else _escaped(value) for value in row]))
            if len(block) == _BLOCK:
                copy.write("\n".join(block) + "\n")
                block.clear()
        if block:
            copy.write("\n".join(block) + "\n")


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES) if _TO_ESCAPE.search(value) else value


def bytea(value: bytes) -> str:
    """Bytes as Postgres reads them in text."""
    return "\\x" + value.hex()
