"""Statements that run away are ended; those of the night are not."""

import psycopg
import pytest

from ingestion.settings import Settings
from runtime.upkeep import statements

LONG = "select count(*) from generate_series(1, 10000000000)"


@pytest.fixture
def reader(warehouse):
    """A reader's connection."""
    connection = psycopg.connect(warehouse.dsn("reader"), autocommit=True)
    yield connection
    connection.close()


def begin(connection, statement):
    """Send a statement and do not wait for its end."""
    connection.pgconn.send_query(statement.encode())


def is_over(connection) -> bool:
    """Whether the server has ended the connection's session, once it has answered."""
    try:
        while (result := connection.pgconn.get_result()) is not None:
            if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
                return b"terminating connection" in result.error_message
    except psycopg.OperationalError:
        return True
    return False


def wait_until_seen(settings: Settings, pid: int) -> None:
    """Until the server shows the session at work."""
    query = "select state <> 'idle' from pg_stat_activity where pid = %s"
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as connection:
        while connection.execute(query, (pid,)).fetchone() != (True,):
            pass


def test_a_readers_long_statement_is_ended_and_told(warehouse, reader):
    """Who, since when and what is told; the session is over."""
    pid = reader.info.backend_pid
    begin(reader, LONG)
    wait_until_seen(warehouse, pid)
    [told] = statements.end_runaways(warehouse, seconds=0)
    assert (told.pid, told.role, told.statement) == (pid, "warehouse_reader", LONG)
    assert told.begun.tzinfo is not None
    assert is_over(reader)
    assert statements.end_runaways(warehouse, seconds=0) == []


def test_an_open_transaction_is_ended_too(warehouse, reader):
    """Its locks would keep the next publication waiting."""
    reader.execute("begin")
    reader.execute("select 1")
    [told] = statements.end_runaways(warehouse, seconds=0)
    assert told.state == "idle in transaction"
    with pytest.raises(psycopg.OperationalError):
        reader.execute("select 1")


def test_below_the_limit_nobody_is_disturbed(warehouse, reader):
    """A statement has the time that the setting gives it."""
    reader.execute("begin")
    assert statements.end_runaways(warehouse, seconds=600) == []
    assert reader.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize("role", ["owner", "loader", "transformer"])
def test_work_of_the_night_is_never_ended(warehouse, role):
    """However long it takes: only roles that read are meant."""
    with psycopg.connect(warehouse.dsn(role), autocommit=True) as connection:
        connection.execute("begin")
        assert statements.end_runaways(warehouse, seconds=0) == []
        assert connection.execute("select 1").fetchone() == (1,)


def test_every_table_is_vacuumed(warehouse):
    """Those of both owners, and dead rows are gone."""
    with psycopg.connect(warehouse.dsn("transformer")) as connection:
        connection.execute("create table marts.made_up as select generate_series(1, 1000) as a")
        connection.execute("delete from marts.made_up")
    query = (
        "select count(*) filter (where last_vacuum is not null), count(*), sum(n_dead_tup)"
        " from pg_stat_user_tables"
    )
    done = statements.vacuum(warehouse)
    with psycopg.connect(warehouse.dsn("owner")) as connection:
        vacuumed, tables, dead = connection.execute(query).fetchone()
    assert vacuumed == tables == done
    assert dead == 0
