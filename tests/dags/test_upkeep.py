"""The DAGs of upkeep run through, over a warehouse that holds something."""

import os
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ingestion.settings import REPOSITORY
from runtime import roles
from runtime.upkeep import backup

pytestmark = pytest.mark.marts  # each runs a DAG whole

LOGGED = "insert into log (dttm, event, owner) values (%s, 'made_up', '合成')"


@pytest.fixture
def dag(airflow_home, warehouse):
    """Gives a DAG by its name; its tasks use `warehouse`, which finds Airflow's own database."""
    from airflow.dag_processing.dagbag import BundleDagBag

    (warehouse.state / "postgres").symlink_to(airflow_home / "postgres")
    folder = REPOSITORY / "dags"

    def read(name):
        bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
        return bag.dags[name]

    return read


def test_maintain_backs_up_proves_and_cleans(dag, warehouse, monkeypatch):
    """Every task succeeds: a proved backup stands, old logs and old rows of Airflow are gone."""
    monkeypatch.setenv("WAREHOUSE_KEEP_LOG_DAYS", "30")
    made_up = ("dag_id=ended/attempt=1.log", "dag_id=maintain_keeps/attempt=1.log")
    logs = [warehouse.state / "logs" / "airflow" / name for name in made_up]
    for log in logs:
        log.parent.mkdir(parents=True)
        log.write_text("合成")
    now = datetime.now(UTC)
    old = now.replace(year=now.year - 1)
    _age(logs[0], old)
    with psycopg.connect(make_conninfo(**roles.airflow_dsn(warehouse.state))) as airflow:
        for at in (old, now):
            airflow.execute(LOGGED, (at,))
    run = dag("maintain").test()
    assert {task.task_id: task.state for task in run.get_task_instances()} == dict.fromkeys(
        ("backup", "prove", "remove_backups", "vacuum", "remove_logs", "clean_airflow"), "success"
    )
    assert len(backup.made(warehouse)) == 1
    assert [log.exists() for log in logs] == [False, True]
    assert not logs[0].parent.exists()
    with psycopg.connect(make_conninfo(**roles.airflow_dsn(warehouse.state))) as airflow:
        query = "select dttm = %s from log where event = 'made_up'"
        assert airflow.execute(query, (now,)).fetchall() == [(True,)]


def _age(path, at):
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_end_runaways_tells_whom_it_ended(dag, warehouse):
    """The reader's session is over; the task's return value says whose it was."""
    reader = psycopg.connect(warehouse.dsn("reader"))
    reader.execute("select 1")  # its transaction stays open
    run = dag("end_runaways").test(run_conf={"seconds": 0})
    [task] = run.get_task_instances()
    assert task.state == "success"
    [told] = task.xcom_pull(task_ids="end")
    assert (told["pid"], told["role"]) == (reader.info.backend_pid, "warehouse_reader")
    with pytest.raises(psycopg.OperationalError):
        reader.execute("select 1")
    reader.close()
