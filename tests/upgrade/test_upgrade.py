"""A warehouse of an earlier version, upgraded and built again, publishes what it published."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ingestion import dbt_run, schema
from ingestion.settings import Settings
from runtime import postgres, roles
from tests.conftest import NewWarehouse, drop_warehouse
from tests.upgrade.dump import SCHEMAS, client

DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))
LOG = "publications"
BEFORE = "before"  # the schema that keeps what was published
# a mart that now goes by another name; its own name may have been given to something else
RENAMED = {"marts.submission_status": "marts.submissions"}


@pytest.fixture(params=DUMPS, ids=lambda path: path.name)
def upgraded(
    request: pytest.FixtureRequest,
    server: Path,
    new_warehouse: NewWarehouse,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Settings]:
    """The dump, restored, its schema upgraded, with what it published in a schema beside it."""
    settings = new_warehouse()
    url = postgres.admin_url(server, settings.server()["dbname"])
    with psycopg.connect(url) as admin:
        for name in SCHEMAS:
            admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
    text = gzip.decompress(request.param.read_bytes())
    client("psql", url, "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-", given=text)
    with psycopg.connect(url) as admin:
        roles.make_schemas(admin)
        keep_what_was_published(admin)
    schema.upgrade(settings.dsn("owner"))
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
    yield settings
    drop_warehouse(server, settings)


def keep_what_was_published(admin: psycopg.Connection) -> None:
    """Copy every table of marts and marts_history into the schema BEFORE."""
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(BEFORE)))
    for published in roles.PUBLISHED:
        for name in tables(admin, published):
            admin.execute(
                sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                    sql.Identifier(BEFORE, f"{published}.{name}"), sql.Identifier(published, name)
                )
            )


def tables(connection: psycopg.Connection, name: str) -> list[str]:
    """The tables of a schema."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
    return [row[0] for row in connection.execute(query, (name,))]


def rows_only_in(
    connection: psycopg.Connection, one: sql.Identifier, other: sql.Identifier, columns: list[str]
) -> list[tuple]:
    """Rows of `one`, as often as they are there, that `other` has not."""
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("SELECT {0} FROM {1} EXCEPT ALL SELECT {0} FROM {2}")
    return connection.execute(query.format(named, one, other)).fetchall()


def columns_of(connection: psycopg.Connection, table: sql.Identifier) -> list[str]:
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(table)
    return [column.name for column in connection.execute(query).description or []]


def test_there_is_a_dump() -> None:
    """Without one, nothing would be tested."""
    assert DUMPS, "no dump of an earlier version: python -m tests.upgrade.dump --out ..."


def test_published_rows_stay(server: Path, upgraded: Settings) -> None:
    """The columns of then hold the same rows, none more or less; no earlier state is forgotten."""
    for layer in dbt_run.LAYERS:
        dbt_run.run_layer(layer, "upgrade")
    url = postgres.admin_url(server, upgraded.server()["dbname"])
    with psycopg.connect(url) as admin:
        kept = tables(admin, BEFORE)
        assert "marts.totals" in kept
        for name in kept:
            published, _, table = RENAMED.get(name, name).partition(".")
            then, now = sql.Identifier(BEFORE, name), sql.Identifier(published, table)
            columns = columns_of(admin, then)
            if published == roles.PUBLISHED[0] and table != LOG:
                gone = rows_only_in(admin, then, now, columns)
                new = rows_only_in(admin, now, then, columns)
                assert not (gone or new), f"{name}: gone {gone[:2]}, new {new[:2]}"
            else:  # what is only ever added to: a state may have ended since
                lasting = [column for column in columns if column != "known_to"]
                gone = rows_only_in(admin, then, now, lasting)
                assert not gone, f"{name}: {len(gone)} rows are gone, say {gone[:2]}"
        assert admin.execute('SELECT count(*) FROM before."marts.totals"').fetchone() != (0,)
        # what an earlier version did not note of itself is not made up
        kinds = "SELECT DISTINCT kind, catalogue_hash IS NULL FROM marts.publications ORDER BY 2"
        assert admin.execute(kinds).fetchall() == [("night", False), ("night", True)]
        causes = "SELECT DISTINCT cause FROM marts.revisions"
        assert set(admin.execute(causes).fetchall()) <= {("code",)}
