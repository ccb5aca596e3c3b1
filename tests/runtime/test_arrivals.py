"""A running warehouse watches its landing, where the night alone loads, and its clock."""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import HTTPServer

import psycopg
import pytest

from ingestion.settings import REPOSITORY, Settings
from runtime import airflow
from tests import landings
from tests.conftest import REFERENCE
from tests.dags.test_seeing import Post
from tests.ingestion.files import cover, literacy, workbook

pytestmark = [pytest.mark.night, pytest.mark.machinery]
PROMISED_SECONDS = 60
PATIENCE_SECONDS = 300  # of a machine that does much else
NAME = "420112/年 报.xlsx"
BOOK = workbook(cover(), literacy(("科普活动场次", "很多")))


def call(state, command, landing=""):
    """Run a command of `python -m runtime`, as make does."""
    outcome = subprocess.run(
        [sys.executable, "-m", "runtime", command],
        cwd=REPOSITORY,
        env={**os.environ, "WAREHOUSE_STATE": str(state), "WAREHOUSE_LANDING": landing},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout


@pytest.fixture(scope="module", params=["folder", "s3"])
def place(request, tmp_path_factory):
    """(state folder, puts a file, gives names of answers) of a warehouse that runs."""
    state = tmp_path_factory.mktemp("省 科协") / "var"
    if request.param == "folder":
        try:
            call(state, "up")
            yield state, *of_folder(state)
        finally:
            call(state, "down")
        return
    with landings.s3() as store:
        try:
            call(state, "up", store.landing)
            told = {**store.connection.told, "connection_id": store.connection.name}
            airflow.Client(state).post("/connections", {**told, "extra": store.connection.extra})
            yield state, store.write, lambda: list(store.answers())
        finally:
            call(state, "down")


def of_folder(state):
    """Puts a file into the default landing; gives the names of its answers."""

    def put(path, content):
        target = state / "landing" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    outbox = state / "outbox"
    return put, lambda: [path.relative_to(outbox).as_posix() for path in outbox.rglob("*.txt")]


def test_a_file_is_answered_within_a_minute(place):
    """From its last byte to its answer, through triggerer, scheduler and a task; unloaded."""
    state, put, answers = place
    assert list(answers()) == []
    put(NAME, BOOK)
    complete = time.monotonic()
    while not any(name.endswith(".txt") for name in answers()):
        assert time.monotonic() - complete < PROMISED_SECONDS, log_of_triggerer(state)
        threading.Event().wait(0.5)
    assert all(name.startswith("420112/年 报.") for name in answers())
    with psycopg.connect(Settings(state, REFERENCE).dsn("transformer")) as known:
        assert known.execute("select count(*) from raw.deliveries").fetchone() == (0,)


def test_a_night_that_is_not_over_at_six_is_told(place):
    """The scheduler sees that a night of 01:30 has not ended at 06:00; the triggerer writes the
    alert and sends it where a connection of Airflow says."""
    state, client = place[0], airflow.Client(place[0])
    with HTTPServer((airflow.LOOPBACK, 0), Post) as engineer:
        engineer.taken, engineer.timeout = [], PATIENCE_SECONDS
        address = f"http://{airflow.LOOPBACK}:{engineer.server_address[1]}/"
        told = {"connection_id": "alerts_machinery", "conn_type": "http"}
        client.post("/connections", {**told, "extra": json.dumps({"url": address})})
        # its landing is away, so it tries again for minutes
        night = {"logical_date": "2025-01-20T01:30:00+08:00", "conf": {"landing": "/nowhere"}}
        begun = client.post("/dags/ingest/dagRuns", night)
        engineer.handle_request()
    assert engineer.taken, log_of_triggerer(state)
    [(_, alert)] = engineer.taken
    assert (alert["dag_id"], alert["run_id"]) == ("ingest", begun["dag_run_id"])
    assert (alert["about"], alert["audience"]) == ("machinery", "engineer")
    assert "2025-01-20 06:00+08:00" in alert["message"]


def log_of_triggerer(state):
    """What an engineer would look at first."""
    return (state / "logs" / "triggerer.log").read_text(encoding="utf-8")[-3000:]
