"""A warehouse of an earlier version, upgraded and built again, publishes what it published."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ingestion import schema
from ingestion.settings import Settings
from runtime import postgres, programs, roles
from runtime.upkeep.tables import contents
from tests.conftest import NO_DURABILITY, NewWarehouse, drop_warehouse
from tests.nights import build

DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))
FIRST = "v0.1.sql.gz"
OTHERS = [pytest.param(path, marks=pytest.mark.marts) for path in DUMPS if path.name != FIRST]
LOG = "publications"
BEFORE = "before"  # the schema that keeps what was published
# Of the first version: later ones publish what today's does, under the same names.
# A mart that now goes by another name; its own name may have been given to something else.
RENAMED = {"marts.submission_status": "marts.submissions"}
# what the columns of then are called today, where that is another name or another expression
NOW_CALLED = {
    "marts.contradictions": {
        "form_value": "first_value",
        "form_lower": "first_lower",
        "form_upper": "first_upper",
        "form_observation_id": "first_observation_id",
        "report_value": "second_value",
        "report_lower": "second_lower",
        "report_upper": "second_upper",
        "report_observation_id": "second_observation_id",
    },
    # a unit that ended had no place in the tree, and has the one where it stood last
    "marts.dim_org_unit": {
        "path": "case when is_current then path end",
        "depth": "case when is_current then depth end",
    },
    # shorter periods had no English name, and were called by their code
    "marts.dim_period": {
        "label_en": "case period_type when 'annual' then label_en else period end"
    },
    # a register that was heard and names no station is a count of none, and was null
    "marts.workstations": {"register_stations_count": "nullif(register_stations_count, 0)"},
}
# rows of a sort that there was not then
NEW_SORTS = {
    "marts.contradictions": "contradiction_kind <> 'form_and_report'",
    # what the form of organisation has asked for since
    "marts.dim_indicator": "indicator in ('grassroots_due', 'grassroots_coverage',"
    " 'grassroots_reelected', 'three_heads_trained')",
    "marts.dim_org_unit": "org_code like '%Z%'",  # zones that stand in no edition of the codes
    "marts.trace": "step <> 'asserted' or is_adjusted",  # what figures are built of, and edits
}


@pytest.fixture(params=[DUMPS[0], *OTHERS], ids=lambda path: path.name)
def old(request: pytest.FixtureRequest) -> Path:
    """A dump of an earlier version."""
    return request.param


@pytest.fixture
def upgraded(
    old: Path, server: Path, new_warehouse: NewWarehouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The dump, restored, its schema upgraded, with what it published in a schema beside it."""
    settings = new_warehouse()
    url = postgres.admin_url(server, settings.server()["dbname"])
    bring_back(old, url)
    with psycopg.connect(url) as admin:
        roles.make_schemas(admin)
        keep(admin, *roles.PUBLISHED)
    schema.upgrade(settings.dsn("owner"))
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
    yield settings
    drop_warehouse(server, settings)


def bring_back(dump: Path, url: str) -> None:
    """Make the schemas of a dump what they were."""
    text = gzip.decompress(dump.read_bytes())
    schemas = re.findall(rb"^CREATE SCHEMA (\w+);$", text, re.MULTILINE)
    away = [b"drop schema %s cascade;\n" % name for name in schemas]
    how = ["--no-psqlrc", "--quiet", "-1", "--set=ON_ERROR_STOP=1", "--file=-"]
    programs.run("psql", url, *how, given=[*away, text])


def keep(admin: psycopg.Connection, *schemas: str) -> None:
    """Copy every table of these schemas into the schema BEFORE."""
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(BEFORE)))
    for schema_ in schemas:
        for name in tables(admin, schema_):
            admin.execute(
                sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                    sql.Identifier(BEFORE, f"{schema_}.{name}"), sql.Identifier(schema_, name)
                )
            )


def tables(connection: psycopg.Connection, name: str) -> list[str]:
    """The tables of a schema."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
    return [row[0] for row in connection.execute(query, (name,))]


def only_in(one: str, other: str) -> str:
    """The query of the rows that `one` gives, as often as it gives them, and `other` does not."""
    return f"{one} EXCEPT ALL {other}"


def columns_of(connection: psycopg.Connection, name: str) -> list[str]:
    """The columns of a table in BEFORE."""
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(BEFORE, name))
    return [column.name for column in connection.execute(query).description or []]


def then_and_now(admin: psycopg.Connection, name: str, is_first: bool) -> tuple[str, str]:
    """Queries of the columns of then: as they were, and as they are called today."""
    renamed, called, sorts = (RENAMED, NOW_CALLED, NEW_SORTS) if is_first else ({}, {}, {})
    published, _, table = renamed.get(name, name).partition(".")
    may_have_ended = () if is_published(name) else ("known_to",)
    columns = [one for one in columns_of(admin, name) if one not in may_have_ended]
    today = [called.get(name, {}).get(column, column) for column in columns]
    then = f'SELECT {", ".join(columns)} FROM {BEFORE}."{name}"'
    now = f"SELECT {', '.join(today)} FROM {published}.{table}"
    return then, f"{now} WHERE NOT ({sorts[name]})" if name in sorts else now


def is_published(name: str) -> bool:
    """Whether it is a mart as it stands; the others are only ever added to."""
    published, _, table = name.partition(".")
    return published == roles.PUBLISHED[0] and table != LOG


def test_there_is_a_dump() -> None:
    """Without one, nothing would be tested."""
    assert DUMPS, "no dump of an earlier version: python -m tests.upgrade.dump --out ..."


def test_published_rows_stay(server: Path, old: Path, upgraded: Settings) -> None:
    """The columns of then hold the same rows, none more or less; no earlier state is forgotten.

    Of a version that was not released yet only the second holds: what it published may change.
    """
    build(upgraded, "upgrade")
    url = postgres.admin_url(server, upgraded.server()["dbname"])
    with psycopg.connect(url) as admin:
        kept = tables(admin, BEFORE)
        assert "marts.totals" in kept
        faults = []
        for name in kept:
            if is_published(name) and old.name != FIRST:
                continue
            then, now = then_and_now(admin, name, old.name == FIRST)
            gone = admin.execute(only_in(then, now)).fetchall()
            new = admin.execute(only_in(now, then)).fetchall() if is_published(name) else []
            if gone or new:
                faults.append(f"{name}: {len(gone)} gone {gone[:2]}, {len(new)} new {new[:2]}")
        assert not faults, "\n".join(faults)
        assert admin.execute('SELECT count(*) FROM before."marts.totals"').fetchone() != (0,)
        if old.name != FIRST:
            return
        # what an earlier version did not note of itself is not made up
        kinds = "SELECT DISTINCT kind, catalogue_hash IS NULL FROM marts.publications ORDER BY 2"
        assert admin.execute(kinds).fetchall() == [("night", False), ("night", True)]
        causes = "SELECT DISTINCT cause FROM marts.revisions"
        assert set(admin.execute(causes).fetchall()) <= {("code",)}


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.name)
def test_a_start_brings_the_schema_along(dump: Path, tmp_path: Path) -> None:
    """What `make up` runs: every table of `raw` keeps its rows, and has what today's code asks for;
    a second start changes nothing."""
    postgres.start(tmp_path, NO_DURABILITY)
    try:
        roles.prepare(tmp_path)
        url = postgres.admin_url(tmp_path, roles.WAREHOUSE)
        with psycopg.connect(url) as admin:
            today = revision(admin)
        bring_back(dump, url)
        with psycopg.connect(url) as admin:
            keep(admin, roles.RAW)
        roles.prepare(tmp_path)
        with psycopg.connect(url) as admin:
            assert revision(admin) == today
            kept = [name for name in tables(admin, BEFORE) if name != "raw.schema_version"]
            assert "raw.observations" in kept
            for name in kept:
                columns = ", ".join(columns_of(admin, name))
                now = f"SELECT {columns} FROM {name}"
                then = f'SELECT {columns} FROM {BEFORE}."{name}"'
                assert admin.execute(only_in(then, now)).fetchall() == [], name
                assert admin.execute(only_in(now, then)).fetchall() == [], name
            before = contents(admin, [roles.RAW])
        roles.prepare(tmp_path)
        with psycopg.connect(url) as admin:
            assert contents(admin, [roles.RAW]) == before
    finally:
        postgres.stop(tmp_path)


def revision(admin: psycopg.Connection) -> str:
    """The revision of `raw`."""
    row = admin.execute("SELECT version_num FROM raw.schema_version").fetchone()
    assert row is not None
    return row[0]
