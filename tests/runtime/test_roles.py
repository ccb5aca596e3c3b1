"""Who may do what in the warehouse: privileges are the wall."""

import psycopg
import pytest
from psycopg import errors

from ingestion.settings import ROLES, Settings
from runtime import postgres, roles
from tests.conftest import NO_DURABILITY

RAW_TABLES = ("files", "deliveries", "filings", "events", "observations", "findings")


def run(settings: Settings, role: str, statement: str) -> list[tuple]:
    """Rows of one statement, executed as `role`."""
    with psycopg.connect(settings.dsn(role)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def refuse(settings: Settings, role: str, statement: str) -> None:
    """Assert that the server refuses the statement for want of a privilege."""
    with pytest.raises(errors.InsufficientPrivilege):
        run(settings, role, statement)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_logs_in_with_its_password_only(warehouse, role):
    """A role without its password stays outside, though it comes from the same machine."""
    assert run(warehouse, role, "SELECT current_user") == [(f"warehouse_{role}",)]
    server = warehouse.server()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=server["host"],
            port=server["port"],
            dbname=server["dbname"],
            user=f"warehouse_{role}",
            password="wrong",
        )


def test_time_zone_is_shanghai(warehouse):
    """Whoever connects reads times in the zone in which the reports were sent."""
    assert run(warehouse, "reader", "SHOW timezone") == [("Asia/Shanghai",)]


@pytest.mark.parametrize("role", ["loader", "reader"])
def test_no_temporary_tables(warehouse, role):
    """Nobody but the transformer may fill the disk with temporary tables."""
    refuse(warehouse, role, "CREATE TEMPORARY TABLE t (a integer)")


@pytest.mark.parametrize("role", ["loader", "transformer", "reader"])
def test_no_schemas_and_nothing_in_public(warehouse, role):
    """New places to put things are made by the owner only."""
    refuse(warehouse, role, "CREATE SCHEMA s")
    refuse(warehouse, role, "CREATE TABLE public.t (a integer)")


@pytest.mark.parametrize("table", RAW_TABLES)
def test_loader_reaches_nothing_that_is_loaded(warehouse, table):
    """What was loaded is out of the loader's reach: it can neither read nor remove it."""
    refuse(warehouse, "loader", f"SELECT 1 FROM raw.{table}")
    refuse(warehouse, "loader", f"DELETE FROM raw.{table}")
    refuse(warehouse, "loader", f"TRUNCATE raw.{table}")
    refuse(warehouse, "loader", f"DROP TABLE raw.{table}")


def test_raw_is_append_only_for_everybody_but_its_owner(warehouse):
    """No right to change or remove a row exists on any relation of raw, present or future."""
    rights = run(
        warehouse,
        "owner",
        "SELECT relation.relname, grant_.grantee::regrole::text, grant_.privilege_type"
        " FROM pg_class AS relation, aclexplode(relation.relacl) AS grant_"
        " WHERE relation.relnamespace = 'raw'::regnamespace AND relation.relkind IN ('r', 'v', 'p')"
        " AND grant_.grantee <> relation.relowner",
    )
    allowed = {("warehouse_loader", "INSERT"), ("warehouse_transformer", "SELECT")}
    assert rights
    assert {(grantee, privilege) for _, grantee, privilege in rights} <= allowed


def test_loader_inserts(warehouse):
    """The one thing that the loader is for works."""
    run(
        warehouse,
        "loader",
        "INSERT INTO raw.files (content_sha256, bytes, media_type, first_seen_at)"
        " VALUES (repeat('a', 64), 1, 'text/plain', now())",
    )
    assert run(warehouse, "transformer", "SELECT bytes FROM raw.files") == [(1,)]


def test_loader_sees_no_marts(warehouse):
    """Loading needs nothing of what is built."""
    run(warehouse, "transformer", "CREATE TABLE marts.t (a integer)")
    refuse(warehouse, "loader", "SELECT a FROM marts.t")


def test_transformer_reads_raw_and_cannot_change_it(warehouse):
    """dbt has no way to correct what was reported."""
    assert run(warehouse, "transformer", "SELECT count(*) FROM raw.observations") == [(0,)]
    refuse(warehouse, "transformer", "DELETE FROM raw.observations")
    refuse(warehouse, "transformer", "CREATE TABLE raw.t (a integer)")


def test_reader_sees_what_is_published_and_nothing_else(warehouse):
    """Tables that the transformer makes in marts are readable at once; all others stay shut."""
    for schema in roles.BUILT:
        run(warehouse, "transformer", f"CREATE TABLE {schema}.t AS SELECT 1 AS a")
    for schema in roles.BUILT:
        statement = f"SELECT a FROM {schema}.t"
        if schema in roles.PUBLISHED:
            assert run(warehouse, "reader", statement) == [(1,)]
        else:
            refuse(warehouse, "reader", statement)
    refuse(warehouse, "reader", "SELECT 1 FROM raw.submissions")
    refuse(warehouse, "reader", "DELETE FROM marts.t")
    refuse(warehouse, "reader", "CREATE TABLE marts.u (a integer)")


def test_monitor_sees_how_it_runs_and_nothing_else(warehouse):
    """Whoever watches the machinery reads `ops`: no figure, no report, and changes nothing."""
    for view in ("task_runs", "model_runs", "test_runs", "row_flow", "nights", "alerts"):
        assert run(warehouse, "monitor", f"SELECT count(*) FROM ops.{view}") == [(0,)]
    assert len(run(warehouse, "monitor", "SELECT * FROM ops.freshness")) == 3
    run(warehouse, "transformer", "CREATE TABLE marts.t (a integer)")
    for relation in ("raw.observations", "raw.dbt_results", "marts.t"):
        refuse(warehouse, "monitor", f"SELECT 1 FROM {relation}")
    refuse(warehouse, "monitor", "DELETE FROM ops.alerts")
    refuse(warehouse, "reader", "SELECT 1 FROM ops.alerts")
    refuse(warehouse, "loader", "SELECT 1 FROM ops.alerts")


@pytest.mark.parametrize("role", ROLES)
def test_no_session_waits_for_ever(warehouse, role):
    """Statements, or at least waits for locks, and forgotten transactions end by themselves."""
    [(statement, lock, idle, gone)] = run(
        warehouse,
        role,
        "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
        " current_setting('idle_in_transaction_session_timeout'),"
        " current_setting('client_connection_check_interval')",
    )
    assert "0" not in (idle, gone)
    assert (statement, lock) != ("0", "0")


@pytest.mark.parametrize("database", ["postgres", "airflow", "template1"])
def test_other_databases_are_shut(warehouse, database):
    """A warehouse role has no business in Airflow's database."""
    dsn = warehouse.dsn("reader").rsplit("/", 1)[0] + f"/{database}"
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(dsn)


def test_preparing_again_changes_nothing(server):
    """`make up` prepares every time: passwords and rights are the same after it."""

    def picture() -> list[tuple]:
        with psycopg.connect(postgres.admin_url(server)) as admin:
            return admin.execute(
                "SELECT rolname, rolpassword, NULL FROM pg_authid UNION ALL"
                " SELECT datname, datacl::text, NULL FROM pg_database UNION ALL"
                " SELECT nspname, nspacl::text, nspowner::regrole::text FROM pg_namespace"
                " ORDER BY 1, 2, 3"
            ).fetchall()

    before = picture()
    roles.prepare(server)
    assert picture() == before


def test_an_admin_who_is_no_superuser_suffices(tmp_path, monkeypatch):
    """On somebody else's server the admin may make roles and databases, and that is all."""
    host = tmp_path / "host"
    postgres.start(host, NO_DURABILITY)
    try:
        with psycopg.connect(postgres.admin_url(host)) as admin:
            admin.execute("CREATE ROLE office LOGIN CREATEDB CREATEROLE PASSWORD 'own'")
        url = postgres.admin_url(host).split("@")[1]
        monkeypatch.setenv("WAREHOUSE_URL", f"postgresql://office:own@{url}")
        guest = Settings(state=tmp_path / "guest", reference=tmp_path)
        for _ in range(2):
            roles.prepare(guest.state)
        run(guest, "transformer", "CREATE TABLE marts.t AS SELECT 1 AS a")
        assert run(guest, "reader", "SELECT a FROM marts.t") == [(1,)]
        refuse(guest, "loader", "SELECT 1 FROM raw.files")
    finally:
        monkeypatch.delenv("WAREHOUSE_URL")
        postgres.stop(host)
