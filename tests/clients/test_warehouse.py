"""A running warehouse as its users see it: Airflow's page in a browser, the marts in psql."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingestion.settings import REPOSITORY
from runtime import airflow, postgres
from runtime.demo import REPORTS
from runtime.summary import MARTS
from tests.clients.browser import PROGRAMS, browser
from tests.clients.processes import at_work_in, listeners
from tests.machinery import need

pytestmark = pytest.mark.clients
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PSQL = {"psql": "postgresql-client"}
NAME, PASSWORD = "//input[@name='username']", "//input[@name='password']"
SIGN_IN = "//button[@type='submit']"
Outcome = subprocess.CompletedProcess[str]


def call(state: Path, *arguments: str, **variables: str) -> str:
    """Run a command of `python -m runtime`, as make does; gives what it printed."""
    outcome = subprocess.run(
        [sys.executable, "-m", "runtime", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **variables, "WAREHOUSE_STATE": str(state)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    return outcome.stdout


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The state folder of a running warehouse that has taken in the sample reports."""
    state = tmp_path_factory.mktemp("clients")
    try:
        call(state, "up")
        call(state, "night", LANDING=str(REPORTS))
        yield state
    finally:
        call(state, "down")


@pytest.fixture(scope="module")
def url(state: Path) -> str:
    """What `make url` prints."""
    [line] = call(state, "url").splitlines()
    return line


def psql(url: str, command: str) -> Outcome:
    """Run a command in psql, as somebody without settings of their own; fields are parted by |."""
    need(PSQL)
    env = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        ["psql", url, "--no-psqlrc", "--no-align", "--tuples-only", "--command", command],
        env={**env, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def rows(outcome: Outcome) -> list[list[str]]:
    """The fields of every line that psql printed."""
    assert outcome.returncode == 0, outcome.stderr
    return [line.split("|") for line in outcome.stdout.splitlines()]


def test_the_page_shows_the_dags_to_those_who_log_in(state: Path) -> None:
    """A stranger, and who has a wrong password, sees a login and no DAG; then both are there."""
    need(PROGRAMS)
    page = airflow.page(state)
    user, password = airflow.login(state)
    with browser() as window:
        window.open(f"{page}/dags")
        window.find(PASSWORD)
        assert "/auth/login" in window.url
        assert not set(airflow.DAGS) & set(re.findall(r"\w+", window.text()))

        window.write(NAME, user)
        window.write(PASSWORD, f"not {password}")
        window.click(SIGN_IN)
        window.find("//*[contains(text(), 'Invalid credentials')]")

        window.write(PASSWORD, password)
        window.click(SIGN_IN)
        for dag in airflow.DAGS:
            window.find(f"//a[normalize-space() = '{dag}']")
        assert window.url.startswith(page) and "/auth/" not in window.url
        window.screenshot(state / "airflow.png")


def test_nothing_listens_beyond_loopback(state: Path) -> None:
    """Page and database are there, and no process takes anything from outside."""
    found = listeners(at_work_in(state))
    server = postgres.running(state)
    assert server
    assert {one.port for one in found} >= {server.port, port_of_page(state)}
    assert [one for one in found if not one.is_loopback] == []


def test_psql_shows_chinese_comments(url: str) -> None:
    """\\dt+ says of every mart what it holds, \\d+ of every column what it means."""
    tables = {row[1]: row[-1] for row in rows(psql(url, r"\dt+ marts.*"))}
    assert set(tables) >= {*MARTS, "totals"}
    assert [name for name, comment in tables.items() if not CHINESE.search(comment)] == []
    for mart in (*MARTS, "totals"):
        columns = rows(psql(url, rf"\d+ marts.{mart}"))
        columns = [row for row in columns if len(row) == len(columns[0])]
        assert len(columns) > 10
        assert [row[0] for row in columns if not CHINESE.search(row[-1])] == []


def test_psql_reads_marts_as_reader(url: str) -> None:
    """The 55 stations of 荆州市 in 2021, which the sample report names."""
    query = (
        "select current_user, stations_count from marts.workstations"
        " where name = '荆州市' and year = 2021"
    )
    assert rows(psql(url, query)) == [["warehouse_reader", "55.00"]]


@pytest.mark.parametrize(
    "query",
    [
        "select * from raw.observations",
        "copy raw.files to stdout",
        "delete from marts.totals",
        "create temporary table mine (x int)",
    ],
)
def test_psql_is_refused_what_is_not_the_readers(url: str, query: str) -> None:
    """Raw is closed, and marts are for reading only."""
    outcome = psql(url, query)
    assert outcome.returncode != 0
    assert outcome.stdout == ""
    assert "permission denied" in outcome.stderr


def test_down_leaves_no_process(state: Path) -> None:
    """Whatever works in the state folder has ended, and nobody answers any more."""
    before = at_work_in(state)
    assert len(before) > 5
    page = airflow.page(state)
    call(state, "down")
    assert [process for process in before if process.alive()] == []
    assert at_work_in(state) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(page, trust_env=False)


def port_of_page(state: Path) -> int:
    return int(airflow.page(state).rsplit(":", 1)[1])
