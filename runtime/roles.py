"""Roles, databases and schemas: who may do what. Privileges are the wall, not role settings.

`prepare` may run any number of times; what is there stays. Tables and the rights on them come from
the migrations (`ingestion.schema`), which run as owner.
"""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ingestion.settings import ROLES, Settings, role_name
from runtime import files, postgres
from runtime.errors import PlatformError

WAREHOUSE = "warehouse"
AIRFLOW = "airflow"
TIME_ZONE = "Asia/Shanghai"
OWNER, LOADER, TRANSFORMER, READER, MONITOR = (role_name(role) for role in ROLES)
RAW = "raw"
# The transformer's schemas are made here, so that it needs no right to make any itself. A night is
# built and tested in marts_next before it is published; what is only compared stands beside.
BUILT = (
    "staging",
    "intermediate",
    "marts",
    "marts_history",
    "marts_next",
    "beside",
    "beside_raw",
)
PUBLISHED = ("marts", "marts_history")
# No statement, no forgotten transaction and no wait for a lock lasts for ever. A client can undo
# this for itself: it protects from accidents, privileges protect from people. The work of a client
# that is gone ends within seconds, so that a task that was killed can be repeated at once.
_LEAVES = {"client_connection_check_interval": "10s"}
TIMEOUTS = {
    OWNER: {"lock_timeout": "1min", "idle_in_transaction_session_timeout": "10min"},
    LOADER: {"statement_timeout": "30min", "idle_in_transaction_session_timeout": "10min"},
    TRANSFORMER: {"statement_timeout": "3h", "idle_in_transaction_session_timeout": "1h"},
    READER: {"statement_timeout": "10min", "idle_in_transaction_session_timeout": "10min"},
    MONITOR: {"statement_timeout": "1min", "idle_in_transaction_session_timeout": "1min"},
    AIRFLOW: {"idle_in_transaction_session_timeout": "15min"},
}


def prepare(state: Path) -> None:
    """Make roles, databases, schemas and tables of the warehouse, and `run/server.env`.

    The server must run (`postgres.ensure`). Raises psycopg.Error when the admin lacks rights.
    """
    with psycopg.connect(postgres.admin_url(state), autocommit=True) as admin:
        for role in (OWNER, LOADER, TRANSFORMER, READER, MONITOR, AIRFLOW):
            _make_role(admin, role, files.secret(state, role))
            _limit_role(admin, role, {**TIMEOUTS[role], **_LEAVES})
        _join(admin, OWNER, TRANSFORMER, AIRFLOW)
        _let_end_statements(admin)
        _make_database(admin, WAREHOUSE, OWNER)
        _make_database(admin, AIRFLOW, AIRFLOW)
        close_database(admin, AIRFLOW)
        if postgres.external_url() is None:  # elsewhere they are not ours
            close_database(admin, "postgres")
            close_database(admin, "template1")
        grant_database(admin, WAREHOUSE)
    with psycopg.connect(postgres.admin_url(state, WAREHOUSE)) as admin:
        make_schemas(admin)
    write_server_file(state, WAREHOUSE)
    _migrate(state)


def grant_database(admin: Connection, name: str) -> None:
    """Rights and time zone of a warehouse database; a copy by TEMPLATE does not carry them."""
    close_database(admin, name)
    database = sql.Identifier(name)
    roles = sql.SQL(", ").join(map(sql.Identifier, (LOADER, TRANSFORMER, READER, MONITOR)))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, roles))
    # dbt's incremental models, snapshots and unit tests work on temporary tables
    admin.execute(
        sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(
            database, sql.Identifier(TRANSFORMER)
        )
    )
    admin.execute(
        sql.SQL("ALTER DATABASE {} SET timezone TO {}").format(database, sql.Literal(TIME_ZONE))
    )


def close_database(admin: Connection, name: str) -> None:
    """Take from everybody what PostgreSQL gives to everybody."""
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def make_schemas(admin: Connection) -> None:
    """Schemas of the warehouse database that `admin` is connected to, and who may look in."""
    admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    _make_schema(admin, RAW, OWNER)
    _grant_usage(admin, RAW, LOADER, TRANSFORMER)
    for schema in BUILT:
        _make_schema(admin, schema, TRANSFORMER)
    for schema in PUBLISHED:
        _grant_usage(admin, schema, READER)
        names = {
            "schema": sql.Identifier(schema),
            "reader": sql.Identifier(READER),
            "transformer": sql.Identifier(TRANSFORMER),
        }
        admin.execute(
            sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {reader}").format(**names)
        )
        admin.execute(
            sql.SQL(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {transformer} IN SCHEMA {schema}"
                " GRANT SELECT ON TABLES TO {reader}"
            ).format(**names)
        )


def airflow_dsn(state: Path) -> dict[str, str]:
    """Connection parameters of Airflow's own database; the embedded server's by its socket."""
    found = {"user": AIRFLOW, "password": files.secret(state, AIRFLOW), "dbname": AIRFLOW}
    server = postgres.running(state) if postgres.external_url() is None else None
    if server:
        return {**found, "host": server.socket, "port": str(server.port)}
    return {**_address(state), **found}


def write_server_file(state: Path, dbname: str) -> None:
    """Tell `ingestion.settings` where the warehouse is: host, port, dbname and, say, sslmode."""
    address = {**_address(state), "dbname": dbname}
    if address["host"].startswith("/"):
        raise PlatformError("WAREHOUSE_URL names a socket folder: give a host name and a port.")
    text = "".join(f"{name}={value}\n" for name, value in address.items())
    files.write_private(files.run_folder(state) / "server.env", text)


def _address(state: Path) -> dict[str, str]:
    """The admin's connection parameters without name, password and database."""
    parameters = conninfo_to_dict(postgres.admin_url(state))
    for private in ("user", "password", "dbname", "passfile", "sslcert", "sslkey", "sslpassword"):
        parameters.pop(private, None)
    return {"host": "localhost", "port": "5432", **{k: str(v) for k, v in parameters.items()}}


def _make_role(admin: Connection, role: str, password: str) -> None:
    """A role that can log in with this password and has no other power."""
    name = sql.Identifier(role)
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if not known:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    elif _logs_in(admin, role, password):
        return
    # the verifier and not the password: statements end up in logs
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    admin.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(verifier.decode()))
    )


def _limit_role(admin: Connection, role: str, limits: Mapping[str, str]) -> None:
    """Session settings with which the role begins."""
    for name, value in limits.items():
        admin.execute(
            sql.SQL("ALTER ROLE {} SET {} TO {}").format(
                sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
            )
        )


def _logs_in(admin: Connection, role: str, password: str) -> bool:
    """Whether the role's password is already ours."""
    database = AIRFLOW if role == AIRFLOW else WAREHOUSE
    dsn = make_conninfo(admin.info.dsn, user=role, password=password, dbname=database)
    try:
        psycopg.connect(dsn, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _join(admin: Connection, *roles: str) -> None:
    """Make an admin who is no superuser a member of the roles in whose name it makes things."""
    for role in roles:
        member = admin.execute(
            "SELECT rolsuper OR pg_has_role(current_user, %s, 'USAGE')"
            " FROM pg_roles WHERE rolname = current_user",
            (role,),
        ).fetchone()
        if member != (True,):
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def _let_end_statements(admin: Connection) -> None:
    """A member may end a role's sessions; of data the transformer owns all that a reader sees."""
    admin.execute(
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(READER), sql.Identifier(TRANSFORMER))
    )


def _make_database(admin: Connection, name: str, owner: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if not known:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(name), sql.Identifier(owner)
            )
        )


def _make_schema(admin: Connection, schema: str, owner: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
    if not known:
        admin.execute(
            sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(
                sql.Identifier(schema), sql.Identifier(owner)
            )
        )


def _grant_usage(admin: Connection, schema: str, *roles: str) -> None:
    admin.execute(
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(
            sql.Identifier(schema), sql.SQL(", ").join(map(sql.Identifier, roles))
        )
    )


def _migrate(state: Path) -> None:
    """Bring the tables of `raw` to the newest revision, as owner."""
    from ingestion.schema import upgrade  # noqa: PLC0415 - Alembic is slow to import

    upgrade(Settings(state=state, reference=state).dsn("owner"))
