"""Where two states of the marts differ: by mart, row and column."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import dict_row

MOST = 1000  # rows that are told of one mart; all are counted


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell of one row; of a row that only one side has, the column is empty."""

    mart: str
    row_key: str
    column_name: str
    standing: str | None
    rebuilt: str | None

    def __str__(self) -> str:
        place = f"{self.mart} ({self.row_key})"
        if not self.column_name:
            return f"{place}: {'only rebuilt' if self.standing is None else 'not rebuilt'}"
        return f"{place}: {self.column_name} is {self.standing}, rebuilt {self.rebuilt}"


@dataclass(frozen=True, slots=True)
class Compared:
    """One mart: how many rows it has and how many differ; the cells of the first MOST of them."""

    mart: str
    rows: int
    differing: int
    differences: tuple[Difference, ...]


def marts(connection: Connection, schema: str) -> list[str]:
    """The marts that stand in `schema` and were rebuilt in `beside`."""
    query = (
        "select mine.tablename from pg_tables as mine inner join pg_tables as other"
        " on mine.tablename = other.tablename and other.schemaname = 'beside'"
        " where mine.schemaname = %s order by 1"
    )
    return [name for (name,) in connection.execute(query, (schema,))]


def compared(connection: Connection, mart: str, standing: sql.Composable, called: str) -> Compared:
    """Compare `standing` (a table, or a function that gives its rows) with beside.<mart>."""
    keys, columns = _columns(connection, mart)
    names = {
        "standing": standing,
        "rebuilt": sql.Identifier("beside", mart),
        "keys": sql.SQL(", ").join(map(sql.Identifier, keys)),
        "left": _row("standing", columns),
        "right": _row("rebuilt", columns),
        "first": sql.Identifier(keys[0]),
    }
    query = sql.SQL(
        "select count(*) over () as differing, to_jsonb(standing)::text as standing,"
        " to_jsonb(rebuilt)::text as rebuilt"
        " from {standing} as standing full join {rebuilt} as rebuilt using ({keys})"
        " where {left} is distinct from {right} or standing.{first} is null"
        " or rebuilt.{first} is null order by {keys} limit %s"
    ).format(**names)
    count = connection.execute(
        sql.SQL("select count(*) from {} as standing").format(standing)
    ).fetchone()
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(query, (MOST,)).fetchall()
    told = [one for row in found for one in _cells(called, keys, columns, row)]
    differing = found[0]["differing"] if found else 0
    return Compared(called, count[0] if count else 0, differing, tuple(told))


def _row(side: str, columns: Sequence[str]) -> sql.Composable:
    each = [sql.Identifier(side, column) for column in columns]
    return sql.SQL("row({})").format(sql.SQL(", ").join(each))


def _cells(
    mart: str, keys: Sequence[str], columns: Sequence[str], row: dict[str, Any]
) -> Iterator[Difference]:
    # as text, for a number must not become a float on its way
    standing, rebuilt = (
        json.loads(row[side], parse_float=Decimal) if row[side] else None
        for side in ("standing", "rebuilt")
    )
    either = standing or rebuilt or {}
    key = ", ".join(f"{name}={either[name]}" for name in keys)
    if standing is None or rebuilt is None:
        yield Difference(mart, key, "", _text(standing), _text(rebuilt))
        return
    for column in columns:
        if standing[column] != rebuilt[column]:
            yield Difference(mart, key, column, _text(standing[column]), _text(rebuilt[column]))


def _text(value: Any) -> str | None:
    return None if value is None else "row" if isinstance(value, dict) else str(value)


def _columns(connection: Connection, mart: str) -> tuple[list[str], list[str]]:
    """The primary key of a mart, and all its columns."""
    query = """
        select columns.attname, array_position(keys.conkey, columns.attnum) as place
        from pg_attribute as columns
        left join pg_constraint as keys on columns.attrelid = keys.conrelid and keys.contype = 'p'
        where columns.attrelid = %s::regclass and columns.attnum > 0 and not columns.attisdropped
        order by columns.attnum
    """
    found = connection.execute(query, (f"beside.{mart}",)).fetchall()
    keyed = sorted((place, name) for name, place in found if place)
    return [name for _, name in keyed], [name for name, _ in found]
