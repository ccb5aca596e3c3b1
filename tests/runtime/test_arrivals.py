"""A running warehouse watches its landing: what arrives is answered, and the night alone loads."""

import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from ingestion.settings import REPOSITORY, Settings
from runtime import airflow
from tests import landings
from tests.conftest import REFERENCE
from tests.ingestion.files import cover, literacy, workbook

pytestmark = [pytest.mark.night, pytest.mark.machinery]
PROMISED_SECONDS = 60
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


def log_of_triggerer(state):
    """What an engineer would look at first."""
    return (state / "logs" / "triggerer.log").read_text(encoding="utf-8")[-3000:]
