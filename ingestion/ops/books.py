"""Rows of the schema `ops`, over the loader's connection, which may add rows and nothing else."""

from typing import Any

import psycopg
from psycopg import sql

from ingestion.settings import Settings

LONGEST_TEXT = 2000
_PATIENCE_SECONDS = 5


def add(settings: Settings, table: str, **values: Any) -> None:
    """Add one row to ops.<table>; a row that is there already (by its key) stays as it is."""
    statement = sql.SQL("insert into ops.{} ({}) values ({}) on conflict do nothing").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    with psycopg.connect(
        settings.dsn("loader"), autocommit=True, connect_timeout=_PATIENCE_SECONDS
    ) as connection:
        connection.execute(statement, [_short(value) for value in values.values()])


def _short(value: Any) -> Any:
    """Texts of errors may be pages: the log has them whole."""
    return value[:LONGEST_TEXT] if isinstance(value, str) else value
