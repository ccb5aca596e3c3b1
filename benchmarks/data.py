"""Made-up observations, straight into raw by SQL, and totals written by hand in SQL."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2
import psycopg
from psycopg import ClientCursor

from runtime import postgres, roles

SQL = Path(__file__).with_name("sql")
# sub-districts whose report of 2024 comes late, each once: for a short history and for a long one
LATE = (
    "420581100", "420529203", "420102010", "420581102", "420102007",
    "420102008", "420581101", "420102011", "420529202", "420581103",
)  # fmt: skip


def admin(state: Path) -> psycopg.Connection:
    """As superuser in the warehouse of this measurement."""
    return psycopg.connect(
        postgres.admin_url(state, roles.WAREHOUSE), autocommit=True, cursor_factory=ClientCursor
    )


def make(connection: psycopg.Connection, observations: int) -> dict[str, int]:
    """Fill raw with about so many observations; gives how many rows of what there are."""
    connection.execute("drop schema if exists bench cascade")
    _run(connection, "observations", {"observations": observations, "late": list(LATE)})
    _run(connection, "assertions")
    _run(connection, "load")
    counts = {
        "observations": "raw.observations",
        "submissions": "raw.filings",
        "cells": "bench.cells",
        "units and years": "bench.units",
    }
    return {name: count(connection, table) for name, table in counts.items()}


def shares(connection: psycopg.Connection) -> tuple[float, float, float]:
    """Percent of the observations that are inclusive, hedged, and of a correcting submission."""
    query = (
        "select 100.0 * avg((scope = 'inclusive')::integer),"
        " 100.0 * avg((lower is distinct from upper)::integer),"
        " 100.0 * avg((submission_id like '%-corrected')::integer) from raw.observations"
    )
    inclusive, hedged, corrected = _row(connection, query)
    return float(inclusive), float(hedged), float(corrected)


def publish_often(connection: psycopg.Connection) -> int:
    """Ten times the published states of totals; how many rows its history has now."""
    columns = ", ".join(_columns(connection))
    text = (SQL / "history.sql").read_text(encoding="utf-8")
    connection.execute(jinja2.Template(text).render(columns=columns))
    return count(connection, "marts_history.totals")


def report_often(connection: psycopg.Connection) -> int:
    """Nine earlier reports before each, all superseded; how many observations raw has now."""
    before = count(connection, "raw.observations")
    _run(connection, "earlier")
    _run(connection, "load")
    now = count(connection, "raw.observations")
    if now < 9 * before:
        raise RuntimeError(f"{before} observations have become {now}, not ten times as many.")
    return now


def arrive_late(connection: psycopg.Connection, unit: str) -> int:
    """The report of one of LATE for 2024 arrives; how many observations it holds."""
    _run(connection, "late", {"unit": unit})
    return count(connection, "raw.observations", f"submission_id = 'bench-2024-{unit}'")


def by_hand(connection: psycopg.Connection) -> dict[str, float]:
    """Write by_hand.totals level by level; seconds by step."""
    (deepest,) = _row(connection, "select max(depth) from intermediate.int_tree")
    text = jinja2.Template((SQL / "by_hand.sql").read_text(encoding="utf-8")).render(
        depths=list(range(deepest, -1, -1))
    )
    connection.execute("drop schema if exists by_hand cascade; create schema by_hand")
    seconds = {}
    for name, statement in _steps(text):
        begun = time.monotonic()
        connection.execute(statement)
        seconds[name] = time.monotonic() - begun
    return seconds


def differences(connection: psycopg.Connection, units: Sequence[str]) -> list[tuple[object, ...]]:
    """Rows of these units that only one of the two tables of totals has, some of them."""
    columns = ", ".join(_columns(connection))
    mine, theirs = (
        f"select {columns} from {schema}.totals as totals where org_code = any(%(units)s)"  # noqa: S608
        " and exists (select from bench.cells as cells where cells.indicator = totals.indicator)"
        for schema in ("by_hand", "marts_next")
    )
    query = (
        f"(select 'by hand', * from ({mine} except {theirs}) as mine limit 3) union all"  # noqa: S608
        f" (select 'warehouse', * from ({theirs} except {mine}) as theirs limit 3)"
        " order by 2, 3, 4, 5, 6, 7, 8, 9"
    )
    return connection.execute(query, {"units": list(units)}).fetchall()


def count(connection: psycopg.Connection, table: str, where: str = "true") -> int:
    """Rows of a table."""
    (rows,) = _row(connection, f"select count(*) from {table} where {where}")  # noqa: S608
    return int(rows)


def is_alone(connection: psycopg.Connection) -> bool:
    """Whether all other sessions of this database have ended, and told what they did."""
    (others,) = _row(
        connection,
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()",
    )
    return others == 0


def rows_touched(connection: psycopg.Connection) -> int:
    """Rows that all sessions that have ended read, found by an index, or wrote in this database."""
    (rows,) = _row(
        connection,
        "select tup_returned + tup_fetched + tup_inserted + tup_updated + tup_deleted"
        " from pg_stat_database where datname = current_database()",
    )
    return int(rows)


def _row(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()  # type: ignore[arg-type]
    if found is None:
        raise RuntimeError(f"No row comes from: {query}")
    return found


def _columns(connection: psycopg.Connection) -> list[str]:
    query = (
        "select attname from pg_attribute where attrelid = 'marts_next.totals'::regclass"
        " and attnum > 0 and not attisdropped order by attnum"
    )
    return [row[0] for row in connection.execute(query)]


def _run(
    connection: psycopg.Connection, name: str, values: dict[str, object] | None = None
) -> None:
    connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), values)  # type: ignore[arg-type]


def _steps(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split("-- step: ")[1:]:
        name, _, statement = part.partition("\n")
        yield name.strip(), statement
