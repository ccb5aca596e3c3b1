"""What the tables of a warehouse hold, in hashes: equal exactly if all rows are equal."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

# a row is hashed as text, which these could change
PLAIN = (
    "set timezone to 'UTC'", "set datestyle to 'ISO, YMD'", "set intervalstyle to 'postgres'",
    "set bytea_output to 'hex'", "set extra_float_digits to 1", "set search_path to ''",
)  # fmt: skip
# in parts, for no value may exceed 1 GB, and sorted, for a table has no order
HASH = """
    with hashed as (
        select encode(sha256(convert_to(t::text, 'UTF8')), 'hex') collate "C" as hash from {} as t
    ),
    parts as (
        select left(hash, 3) as part, string_agg(hash, '' order by hash) as hashes, count(*) as rows
        from hashed group by 1
    )
    select
        coalesce(sum(rows), 0)::bigint,
        encode(sha256(coalesce(
            string_agg(sha256(convert_to(hashes, 'UTF8')), ''::bytea order by part), ''::bytea
        )), 'hex')
    from parts
"""


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows a table has, and the hash of them all."""

    rows: int
    sha256: str


def owners(connection: Connection[Any]) -> dict[str, str]:
    """Every schema of the warehouse, and the role that owns it."""
    query = (
        "select nspname, pg_get_userbyid(nspowner) from pg_namespace"
        " where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') order by 1"
    )
    return dict(connection.execute(query).fetchall())


def contents(connection: Connection[Any], schemas: list[str]) -> dict[str, Content]:
    """The content of every table of these schemas, by `schema.table`."""
    for setting in PLAIN:
        connection.execute(setting)
    query = (
        "select schemaname, tablename from pg_catalog.pg_tables where schemaname = any(%s)"
        " order by 1, 2"
    )
    found = {}
    for schema, table in connection.execute(query, (schemas,)).fetchall():
        row = connection.execute(sql.SQL(HASH).format(sql.Identifier(schema, table))).fetchone()
        assert row is not None  # noqa: S101  an aggregate has a row
        found[f"{schema}.{table}"] = Content(*row)
    return found


def differences(expected: dict[str, Content], found: dict[str, Content]) -> list[str]:
    """A line for each table that is missing, is too many or holds something else."""
    lines = []
    for name in sorted({*expected, *found}):
        then, now = expected.get(name), found.get(name)
        if then != now:
            was = f"{then.rows} rows" if then else "absent"
            is_ = f"{now.rows} rows" if now else "absent"
            lines.append(f"{name}: {was} in the backup, {is_} in the database")
    return lines
