"""One warehouse of its own through its life: up, nights through a real scheduler, down."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest

from ingestion import night
from ingestion.publishing import dbt_run
from ingestion.settings import REPOSITORY, Settings
from runtime import airflow, postgres, supervisor
from runtime.demo import REPORTS
from runtime.processes import Identity, pids
from tests.conftest import REFERENCE

pytestmark = pytest.mark.night
GOOD = "421000/2021年工作回顾与2022年重点.txt"
BROKEN = "420100/坏文件.xlsx"
REPEATED = "421000/再发一次.txt"
BUILT = re.compile(r"transform\.intermediate\s+running")


def call(state, *arguments):
    """Run a command of `python -m runtime`, as make does; gives its outcome with all output."""
    return subprocess.run(
        [sys.executable, "-m", "runtime", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "WAREHOUSE_STATE": str(state)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    """Five good reports, one broken file, and one report sent twice."""
    folder = tmp_path_factory.mktemp("收 件")
    subprocess.run(["cp", "-r", f"{REPORTS}/.", str(folder)], check=True)
    (folder / BROKEN).parent.mkdir(exist_ok=True)
    (folder / BROKEN).write_bytes(b"PK\x03\x04 this was a workbook once")
    (folder / REPEATED).write_bytes((folder / GOOD).read_bytes())
    return folder


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """The state folder of a running warehouse, in a closed folder with an awkward name."""
    parent = tmp_path_factory.mktemp("省 科协")
    parent.chmod(0o700)
    state = parent / "var"
    outcome = call(state, "up")
    try:
        assert outcome.returncode == 0, outcome.stdout
        yield state
    finally:
        call(state, "down")


@pytest.fixture(scope="module")
def first_night(state, landing):
    """What a night told whose scheduler was killed while the marts were built."""
    process = subprocess.Popen(
        [sys.executable, "-m", "runtime", "night"],
        cwd=REPOSITORY,
        env={**os.environ, "WAREHOUSE_STATE": str(state), "LANDING": str(landing)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if BUILT.search(line):
            supervisor.recorded(state)["scheduler"].signal(signal.SIGKILL)
    told = "".join(lines)
    assert process.wait() == 0, told
    assert BUILT.search(told), "the scheduler was never killed: the night went another way"
    return told


def totals(settings):
    """Everything in marts.totals."""
    with psycopg.connect(settings.dsn("reader")) as connection:
        return connection.execute(
            "select * from marts.totals order by 1, 2, 3, 4, 5, 6, 7, 8"
        ).fetchall()


def test_a_night_takes_good_files_and_tells_of_the_others(first_night, state):
    """The broken file is quarantined with its reason in Chinese, the repeated one is named."""
    assert re.search(r"quarantined +1\n", first_night)
    assert re.search(r"duplicates +[1-9]", first_night)
    assert "坏文件.xlsx" in first_night and "再发一次.txt" in first_night
    assert re.search(r"损坏.*坏文件", first_night)
    with psycopg.connect(Settings(state, REFERENCE).dsn("transformer")) as connection:
        query = (
            "select count(*) from raw.observations inner join raw.submissions using (submission_id)"
            " where submissions.state like 'accepted%%' and source_uri like %s"
        )
        assert connection.execute(query, (f"%{GOOD}",)).fetchone()[0] > 0


def test_a_killed_scheduler_changes_nothing(
    first_night, state, landing, new_warehouse, monkeypatch
):
    """The night that lost its scheduler published what an undisturbed one publishes."""
    control = new_warehouse()
    monkeypatch.setenv("WAREHOUSE_STATE", str(control.state))
    night.receive(str(landing), "control")
    night.read_batch("control", 0, 1)
    night.finish("control")
    for layer in dbt_run.LAYERS:
        dbt_run.run_layer(layer, "control")
    published = totals(control)
    assert published
    assert totals(Settings(state, REFERENCE)) == published


def test_the_next_night_changes_nothing_and_says_so(first_night, state, landing, monkeypatch):
    """Nothing new: no publication, and exit 0."""
    monkeypatch.setenv("LANDING", str(landing))
    outcome = call(state, "night")
    assert outcome.returncode == 0, outcome.stdout
    assert "Nothing changed: nothing was published" in outcome.stdout
    assert re.search(r"received 0", outcome.stdout)


def test_a_night_that_fails_is_told_and_fails_the_command(state, tmp_path, monkeypatch):
    """A landing that is not there: said at once, exit code not zero."""
    monkeypatch.setenv("LANDING", str(tmp_path / "nowhere"))
    outcome = call(state, "night")
    assert outcome.returncode != 0
    assert "There is no folder" in outcome.stdout


def test_nothing_listens_beyond_loopback(state):
    """Every listening socket of every process of ours is on 127.0.0.1."""
    found = listening(process.pid for process in ours(state))
    assert {port for _, port in found} >= {postgres.running(state).port, port_of_page(state)}
    assert {address for address, _ in found} == {"127.0.0.1"}


def test_airflow_asks_who_comes(state):
    """Without a login there is no list of DAGs, and no token for a wrong password."""
    page = airflow.page(state)
    assert httpx.get(f"{page}/api/v2/dags", trust_env=False).status_code == 401
    wrong = {"username": airflow.USER, "password": "admin"}
    assert httpx.post(f"{page}/auth/token", json=wrong, trust_env=False).status_code == 401


def test_secrets_are_in_private_files_only(state):
    """No password on a command line, none in a log, every secret readable by its owner only."""
    secrets = {path.name: path.read_text().strip() for path in (state / "secrets").iterdir()}
    secrets[airflow.LOGIN] = airflow.login(state)[1]
    assert {oct(path.stat().st_mode & 0o777) for path in (state / "secrets").iterdir()} == {"0o600"}
    lines = [Path(f"/proc/{p.pid}/cmdline").read_bytes() for p in ours(state)]
    logs = [log.read_bytes() for log in (state / "logs").rglob("*.log")]
    for name, secret in secrets.items():
        assert not any(secret.encode() in text for text in [*lines, *logs]), name


def test_url_is_for_psql(state, monkeypatch):
    """`make url` prints one line that connects as reader, or as owner when asked."""
    for role in ("reader", "owner"):
        monkeypatch.setenv("ROLE", role)
        [url] = call(state, "url").stdout.splitlines()
        with psycopg.connect(url) as connection:
            assert connection.info.user == f"warehouse_{role}"


def test_down_leaves_nothing(state):
    """Every process is gone, also re-parented ones; so is the socket folder. Again is quiet."""
    folder = Path(postgres.running(state).socket)
    before = ours(state)
    assert len(before) > 5
    outcome = call(state, "down")
    assert outcome.returncode == 0, outcome.stdout
    assert [process for process in before if process.alive()] == []
    assert ours(state) == []
    assert not folder.exists()
    assert call(state, "down").returncode == 0


def ours(state):
    """Every process of this warehouse: what works in its folder, and the supervisor."""
    chief = supervisor.running(state)
    found = [Identity.of(pid) for pid in pids() if works_below(pid, state)]
    return [process for process in [*found, chief] if process]


def works_below(pid, state):
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(state)
    except OSError:
        return False


def port_of_page(state):
    return int(airflow.page(state).rsplit(":", 1)[1])


def listening(processes):
    """(address, port) of every TCP socket on which one of the processes listens."""
    inodes = set()
    for pid in processes:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            try:
                inodes.add(str(handle.readlink()))
            except OSError:
                continue
    found = set()
    for name, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                address, port = fields[1].split(":")
                raw = bytes.fromhex(address)
                words = [raw[at : at + 4][::-1] for at in range(0, len(raw), 4)]
                found.add((socket.inet_ntop(family, b"".join(words)), int(port, 16)))
    return found
