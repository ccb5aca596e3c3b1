"""The DAG: papers always, mail only where the connection is made."""

import json

import pytest

from ingestion.settings import REPOSITORY


@pytest.fixture
def run(airflow_home, late):
    """Runs the DAG once; gives the state of each task."""
    from airflow.dag_processing.dagbag import BundleDagBag  # noqa: PLC0415  after its environment

    folder = REPOSITORY / "dags"
    bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")

    def once(**conf):
        done = bag.dags["chase"].test(run_conf=conf)
        return {task.task_id: task.state for task in done.get_task_instances()}

    return once


def test_nothing_is_sent_until_the_connection_is_made(run, late, postbox, monkeypatch):
    """Without it `mail` is skipped; with it each city that has an address gets its papers."""
    assert run(form="literacy") == {"write": "success", "mail": "skipped"}
    assert list((late.state / "outbox" / "420100").glob("催报函*"))
    assert postbox.taken == []
    extra = {
        "sender": "province@example.org",
        "addresses": {"420200": "huangshi@example.org"},
        "encryption": "none",
    }
    made = {"conn_type": "smtp", "host": "127.0.0.1", "port": postbox.port, "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_CHASE_MAIL", json.dumps(made))
    assert run(form="literacy") == {"write": "success", "mail": "success"}
    assert [to for to, _ in postbox.taken] == [["huangshi@example.org"]]
