"""What the warehouse shows: copies of all marts, and what the history answers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from ingestion.settings import Settings

LOGS = (
    "publications",
    "publication_holds",
    "publication_inputs",
    "release_proposals",
    "revisions",
)
CELL = ("org_code", "indicator", "period", "audience", "grade", "department", "kind", "boundary")
Rows = Counter[tuple[Any, ...]]


@dataclass(frozen=True)
class State:
    """All marts as they were read at once: rows by mart; `at` is the last publication's instant."""

    publication_id: int
    at: datetime
    marts: dict[str, Rows]


def marts(connection: psycopg.Connection) -> list[str]:
    """The tables of marts that are no logs."""
    query = "select tablename from pg_tables where schemaname = 'marts' order by 1"
    return [name for (name,) in connection.execute(query) if name not in LOGS]


def columns(connection: psycopg.Connection, mart: str) -> sql.Composed:
    """The mart's columns, to select from it and its history alike."""
    found = connection.execute(sql.SQL("select * from {} limit 0").format(_in("marts", mart)))
    assert found.description
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in found.description)


def read(settings: Settings, schema: str = "marts") -> State:
    """The state that `schema` shows: marts as the reader sees them, marts_next as it was built."""
    with psycopg.connect(settings.dsn("reader" if schema == "marts" else "transformer")) as reader:
        publication = reader.execute(
            "select publication_id, at from marts.publications order by 1 desc limit 1"
        ).fetchone()
        assert publication, "nothing is published"
        query = sql.SQL("select {} from {}")
        rows = {
            mart: Counter(
                reader.execute(query.format(columns(reader, mart), _in(schema, mart))).fetchall()
            )
            for mart in marts(reader)
        }
    return State(publication[0], publication[1], rows)


def answered(settings: Settings, state: State) -> dict[str, Rows]:
    """What the history answers, as the reader may ask it, for the instant of a state."""
    with psycopg.connect(settings.dsn("reader")) as reader:
        query = sql.SQL("select {} from {}(%s::timestamptz)")
        return {
            mart: Counter(
                reader.execute(
                    query.format(columns(reader, mart), _in("marts_history", f"{mart}_as_of")),
                    (state.at,),
                ).fetchall()
            )
            for mart in state.marts
        }


def moved(settings: Settings, column: str, state: State) -> dict[str, Rows]:
    """The rows of the history that the publication of a state opened (known_from) or closed."""
    with psycopg.connect(settings.dsn("reader")) as reader:
        query = sql.SQL("select {} from {} where {} = %s")
        return {
            mart: Counter(
                reader.execute(
                    query.format(
                        columns(reader, mart), _in("marts_history", mart), sql.Identifier(column)
                    ),
                    (state.at,),
                ).fetchall()
            )
            for mart in state.marts
        }


def less(one: State, other: State) -> dict[str, Rows]:
    """The rows of one state that the other has not."""
    return {mart: rows - other.marts.get(mart, Counter()) for mart, rows in one.marts.items()}


def _in(schema: str, name: str) -> sql.Identifier:
    return sql.Identifier(schema, name)
