"""Two at once wait for each other; who was killed keeps nobody waiting."""

import signal
import subprocess
import sys
import time
from typing import Any

import psycopg
import pytest

from ingestion import turns
from ingestion.publishing import dbt_run
from ingestion.publishing.failures import Interrupted
from ingestion.settings import REPOSITORY, Settings
from tests.nights import put
from tests.ops.conftest import report, seen

WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
NIGHT = "from ingestion import night; night.run({landing!r}, {run_id!r})"
LAYER = "from ingestion.publishing import dbt_run; dbt_run.run_layer('publish', 'none')"
PATIENCE_SECONDS = 60


def start(line: str) -> subprocess.Popen[str]:
    """A process of its own that runs a line of Python."""
    return subprocess.Popen(
        [sys.executable, "-c", line],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(connection: psycopg.Connection, query: str, expected: int) -> None:
    """Look until a query counts as many."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(query).fetchone() != (expected,):  # type: ignore[call-overload]
        assert time.monotonic() < deadline, f"{query} never gave {expected}"


def test_two_nights_at_once_load_everything_once(warehouse: Settings) -> None:
    """Both receive the same files; one loads them, the other finds them there."""
    codes = ("420102", "420103", "420112")
    for code in codes:
        put(warehouse, f"{code}/年报.csv", report(code, 1))
    nights = [start(NIGHT.format(landing=str(warehouse.landing), run_id=run_id)) for run_id in "ab"]
    for process in nights:
        told, _ = process.communicate()
        assert process.returncode == 0, told
    with psycopg.connect(warehouse.dsn("transformer")) as connection:
        counts = "select (select count(*) from raw.deliveries), count(*) from raw.observations"
        assert connection.execute(counts).fetchone() == (3, 3)
    assert len(seen(warehouse, "select run_id from ops.nights")) == 2
    assert seen(warehouse, "select * from ops.row_flow where lost <> 0") == []


def test_a_build_waits_for_another(warehouse: Settings) -> None:
    """A layer does not begin before whoever builds has ended."""
    with psycopg.connect(warehouse.dsn("transformer"), autocommit=True) as connection:
        with turns.alone(warehouse, turns.BUILDING):
            second = start(LAYER)
            until(connection, WAITING, 1)
            assert second.poll() is None
        told, _ = second.communicate()
    assert "InputChanged" in told, "after its turn came it looked, and there was nothing to publish"


def test_the_work_of_a_killed_process_ends_by_itself(warehouse: Settings) -> None:
    """The long statement of a client that is gone would keep the next one waiting for hours."""
    line = (
        "import psycopg; from ingestion import settings, turns\n"
        "warehouse = settings.load()\n"
        "with psycopg.connect(warehouse.dsn('transformer'), autocommit=True) as connection:\n"
        "    connection.execute(\"select pg_advisory_lock(hashtext('build')), pg_sleep(3600)\")"
    )
    asleep = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
    with psycopg.connect(warehouse.dsn("transformer"), autocommit=True) as connection:
        process = start(line)
        until(connection, asleep, 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with turns.alone(warehouse, turns.BUILDING):
            assert connection.execute(asleep).fetchone() == (0,)


def test_a_server_that_goes_away_is_worth_another_try(
    warehouse: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The layer names the interruption; repeated, it succeeds."""
    import dbt.adapters.sql.connections as dbt_connections  # noqa: PLC0415 - two seconds

    manager: Any = dbt_connections.SQLConnectionManager
    real = manager.add_query
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dbt'"

    def cut_once(*given: object, **named: object) -> object:
        if "stg_periods" in str(given):
            monkeypatch.undo()
            monkeypatch.setenv("WAREHOUSE_STATE", str(warehouse.state))
            with psycopg.connect(warehouse.dsn("transformer"), autocommit=True) as connection:
                connection.execute(cut)
        return real(*given, **named)

    dbt_run.run_layer("seeds", "night")
    monkeypatch.setattr(manager, "add_query", cut_once)
    with pytest.raises(Interrupted, match="repeat it"):
        dbt_run.run_layer("staging", "night")
    assert dbt_run.run_layer("staging", "night")["success"] > 1
