"""The whole warehouse built beside the published one, over `raw` or over a copy of its rows.

All models stand in the schema `beside`; a copy of raw rows, kept to what was known once, in
`beside_raw`. Neither nights nor readers read them, and both are emptied after the comparison.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import Connection, sql

from ingestion.errors import WarehouseError
from ingestion.publishing import dbt_process
from ingestion.settings import Settings

SCHEMA, RAW = "beside", "beside_raw"
_COPIED = (
    "files", "deliveries", "filings", "events", "observations", "stations", "transfers",
    "findings", "explanations", "decisions",
)  # fmt: skip
_LOCK = "beside"  # one at a time: two would build over one another


class BesideError(WarehouseError):
    """The second warehouse cannot be built."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a publication saw: raw's events up to the last one, decisions up to its instant."""

    last_event: int
    at: datetime


@contextmanager
def workplace(settings: Settings) -> Iterator[Connection]:
    """Both schemas empty, for this process alone, and empty again afterwards."""
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as connection:
        got = connection.execute("select pg_try_advisory_lock(hashtext(%s))", (_LOCK,)).fetchone()
        if got != (True,):
            raise BesideError("Another comparison is at work: wait until it is over.")
        _empty(connection)
        try:
            yield connection
        finally:
            _empty(connection)


def copy_raw(connection: Connection, known: Known | None = None) -> None:
    """The rows of `raw` into RAW: all of them, or those that were known then."""
    for table in _COPIED:
        names = {"table": sql.Identifier(table), "raw": sql.Identifier(RAW)}
        connection.execute(
            sql.SQL("create table {raw}.{table} (like raw.{table} including all)").format(**names)
        )
        connection.execute(
            sql.SQL(
                "insert into {raw}.{table} overriding system value select * from raw.{table}"
            ).format(**names)
        )
    _go_on_counting(connection)
    if known is not None:
        _forget_after(connection, known)
    _make_submissions(connection)


def build(settings: Settings, raw: str = "raw") -> None:
    """Build every model anew, without dbt's tests. Raises BesideError naming what failed."""
    told = json.dumps({"beside": SCHEMA, "raw": raw})
    # seeds too: the reference data of nights stay what they are
    command = ["build", "--full-refresh", "--vars", told]
    command += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    ended = dbt_process.run(settings, command, target=SCHEMA)
    if not ended.success:
        failed = [one for one in ended.results if str(one.status) in ("error", "fail")]
        names = ", ".join(one.node.name for one in failed) or ended.fault
        raise BesideError(f"Building beside failed ({names}): see {dbt_process.log(settings)}.")


def _forget_after(connection: Connection, known: Known) -> None:
    """Take out what nobody knew then."""
    connection.execute(
        sql.SQL("delete from {}.decisions where at > %s").format(sql.Identifier(RAW)),
        (known.at,),
    )
    connection.execute(
        sql.SQL("delete from {}.events where event_id > %s").format(sql.Identifier(RAW)),
        (known.last_event,),
    )
    connection.execute(
        sql.SQL(
            "delete from {0}.filings where not exists"
            " (select from {0}.events where events.submission_id = filings.submission_id)"
        ).format(sql.Identifier(RAW))
    )
    for table in ("observations", "stations", "transfers", "findings", "explanations"):
        connection.execute(
            sql.SQL(
                "delete from {0}.{1} as said where not exists"
                " (select from {0}.filings where filings.submission_id = said.submission_id)"
            ).format(sql.Identifier(RAW), sql.Identifier(table))
        )


def _go_on_counting(connection: Connection) -> None:
    """Numbers of rows that are added go on where those of `raw` end."""
    found = connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = %s and is_identity = 'YES'",
        (RAW,),
    ).fetchall()
    for table, column in found:
        connection.execute(
            sql.SQL(
                "select setval(pg_get_serial_sequence({}, {}), (select coalesce(max({}), 0) + 1"
                " from {}), false)"
            ).format(
                sql.Literal(f"{RAW}.{table}"),
                sql.Literal(column),
                sql.Identifier(column),
                sql.Identifier(RAW, table),
            )
        )


def _make_submissions(connection: Connection) -> None:
    """The view of states, over the copied rows; `raw` holds its only definition."""
    found = connection.execute("select pg_get_viewdef('raw.submissions'::regclass)").fetchone()
    assert found is not None  # noqa: S101  a select without from has one row
    body = found[0].replace("raw.", f"{RAW}.")
    connection.execute(f"create view {RAW}.submissions as {body}")
    for table in _COPIED:
        connection.execute(sql.SQL("analyze {}.{}").format(*map(sql.Identifier, (RAW, table))))


def _empty(connection: Connection) -> None:
    """Drop what stands in both schemas; making schemas is nobody's right but the owner's."""
    found = connection.execute(
        "select relnamespace::regnamespace::text, relname, relkind from pg_class"
        " where relnamespace = any(%s::regnamespace[]) and relkind in ('r', 'v')",
        ([SCHEMA, RAW],),
    ).fetchall()
    for schema, name, kind in found:
        statement = "drop {} if exists {}.{} cascade"
        word = sql.SQL("view" if kind == "v" else "table")
        connection.execute(
            sql.SQL(statement).format(word, sql.Identifier(schema), sql.Identifier(name))
        )
