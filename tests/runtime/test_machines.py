"""What needs root and Debian packages: other users, closed folders, another server, sudden deaths.

`make test-machinery` runs these; each installs what it needs.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from ingestion.settings import REPOSITORY, Settings
from runtime import lifecycle, night, postgres, roles, supervisor
from runtime.demo import REPORTS
from runtime.errors import PlatformError
from runtime.processes import Identity, pids
from tests.conftest import NO_DURABILITY, REFERENCE
from tests.debian import postgres_15
from tests.machinery import need
from tests.nights import build
from tests.runtime.clones import clone, make

pytestmark = pytest.mark.machinery
USER = f"kexie-{os.getpid()}"  # two runs on one machine must not meet


@pytest.fixture(scope="session")
def user():
    """An ordinary user with a home that others cannot enter, gone afterwards."""
    need({"/usr/bin/python3.11": "python3.11-venv", "setpriv": "util-linux", "make": "make"})
    subprocess.run(["useradd", "--create-home", "--shell", "/bin/sh", USER], check=True)
    entry = pwd.getpwnam(USER)
    Path(entry.pw_dir).chmod(0o700)
    yield entry
    subprocess.run(["userdel", "--remove", USER], check=True, stderr=subprocess.DEVNULL)


def at_work(folder):
    """Processes that work in a folder or were started from it."""
    found = []
    for pid in pids():
        try:
            where = Path(f"/proc/{pid}/cwd").readlink()
            program = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if where.is_relative_to(folder) or str(folder) in program:
            found.append((pid, program))
    return found


@pytest.mark.parametrize(
    "as_root", [False, pytest.param(True, marks=pytest.mark.bundle)], ids=["user", "root"]
)
def test_two_commands_in_a_closed_folder(as_root, user, tmp_path_factory):
    """A fresh clone: `make demo` works, again it changes nothing, `make down` leaves nothing."""
    parent = tmp_path_factory.mktemp("closed") if as_root else Path(user.pw_dir)
    folder = parent / "省 科协"
    folder.mkdir(parents=True)
    clone(folder)
    uid = 0 if as_root else user.pw_uid
    subprocess.run(["chown", "-R", f"{uid}:{uid}", str(folder)], check=True)
    parent.chmod(0o700)
    try:
        first = make(folder, "demo", uid=uid)
        assert "marts.literacy  湖北省" in first
        assert "荆州市" in first
        assert "Nothing changed" not in first
        assert "Nothing changed: nothing was published" in make(folder, "demo", uid=uid)
        url = make(folder, "url", uid=uid).strip()
        assert len(psycopg.connect(url).execute("select * from marts.funding").fetchall()) > 10
    finally:
        make(folder, "down", uid=uid)
    assert at_work(folder) == []
    if not as_root:
        assert {path.name for path in parent.iterdir()} <= {
            folder.name, ".cache", ".bashrc", ".profile", ".bash_logout"
        }  # fmt: skip
    make(folder, "clean", uid=uid)
    assert not (folder / "var").exists()


def test_root_without_the_capability_is_told_the_cure(tmp_path):
    """Containers may take `dac_read_search` away; then a closed parent is an obstacle, said so."""
    tmp_path.chmod(0o700)
    line = [sys.executable, "-m", "runtime", "prepare"]
    outcome = subprocess.run(
        ["setpriv", "--bounding-set=-dac_read_search", *line],
        cwd=REPOSITORY,
        env={**os.environ, "WAREHOUSE_STATE": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "chmod o+x" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.fixture(scope="module")
def debian_server(tmp_path_factory):
    """URL of an admin, who is no superuser, of Debian's PostgreSQL 15."""
    with postgres_15(tmp_path_factory.mktemp("debian")) as url:
        yield url


def test_another_server_serves_as_well(debian_server, tmp_path, monkeypatch):
    """WAREHOUSE_URL: roles, tables and a whole build on PostgreSQL 15, made by no superuser."""
    monkeypatch.setenv("WAREHOUSE_URL", debian_server)
    monkeypatch.setenv("WAREHOUSE_STATE", str(tmp_path))
    for _ in range(2):  # preparing again changes nothing
        postgres.ensure(tmp_path)
        roles.prepare(tmp_path)
    assert not (tmp_path / "postgres").exists()
    settings = Settings(state=tmp_path, reference=REFERENCE)
    build(settings, "night-1")
    with psycopg.connect(settings.dsn("reader")) as connection:
        assert connection.execute("select count(*) from marts.dim_org_unit").fetchone()[0] > 1500
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select 1 from raw.files")
    for refused in ("select 1 from raw.files", "delete from raw.files", "create temp table t ()"):
        with (
            psycopg.connect(settings.dsn("loader")) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(refused)


def test_a_server_that_is_too_old_is_refused(debian_server, tmp_path, monkeypatch):
    """The version is checked before anything is made."""
    monkeypatch.setenv("WAREHOUSE_URL", debian_server)
    monkeypatch.setattr(postgres, "OLDEST_VERSION", 160000)
    with pytest.raises(PlatformError, match="is PostgreSQL 15"):
        postgres.ensure(tmp_path)


def wait(condition):
    """Look again and again until the condition holds; fail after a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


@pytest.fixture
def running(tmp_path, monkeypatch):
    """The state folder of a running warehouse."""
    state = tmp_path / "var"
    monkeypatch.setenv("WAREHOUSE_STATE", str(state))
    lifecycle.up(state)
    yield state
    lifecycle.down(state)


def test_what_dies_is_started_again_and_down_finds_what_is_left(running):
    """Database and scheduler come back; a supervisor that was killed leaves nothing behind."""
    state = running
    for name in ("scheduler", "dag-processor"):
        supervisor.recorded(state)[name].signal(signal.SIGKILL)
    postgres.running(state).process.signal(signal.SIGKILL)
    killed = supervisor.recorded(state)
    wait(lambda: postgres.running(state))
    for name in ("scheduler", "dag-processor"):
        wait(lambda name=name: supervisor.recorded(state).get(name) not in (None, killed[name]))
    assert psycopg.connect(Settings(state, REFERENCE).dsn("reader")).execute("select 1").fetchone()

    supervisor.running(state).signal(signal.SIGKILL)
    leaders = [*supervisor.recorded(state).values(), postgres.running(state).process]
    lifecycle.down(state)
    assert not any(leader.alive() for leader in leaders)
    assert [pid for pid, _ in at_work(state) if Identity.of(pid)] == []


def test_a_start_over_the_remains_of_a_killed_supervisor(running):
    """`make up` after a crash ends the remains and starts one of each, not two."""
    state = running
    before = supervisor.recorded(state)
    supervisor.running(state).signal(signal.SIGKILL)
    wait(lambda: supervisor.running(state) is None)
    lifecycle.up(state)
    after = supervisor.recorded(state)
    assert not any(process.alive() for process in before.values())
    assert all(process.alive() for process in after.values())


def test_a_night_goes_on_after_down_and_up(running):
    """Stopped in mid-night, the warehouse takes the night up again when it starts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "runtime", "night"],
        cwd=REPOSITORY,
        env={**os.environ, "LANDING": str(REPORTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    told = []
    for line in process.stdout:
        told.append(line)
        if "transform.seeds" in line and "running" in line:
            lifecycle.down(running)
    assert process.wait() == 1
    assert "make up" in told[-1]
    # one night at a time: the next one begins when the one that was stopped is over
    night.night(running, str(REPORTS))
    with psycopg.connect(Settings(running, REFERENCE).dsn("reader")) as connection:
        assert connection.execute("select count(*) from marts.publications").fetchone() == (1,)


def test_the_embedded_server_runs_without_rights(tmp_path, monkeypatch):
    """Programs and data below root's own folder: the server is nobody, with one capability."""
    wheel = postgres.binaries().parent.parent
    for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(folder, tmp_path / folder.name, symlinks=True)
    programs = tmp_path / postgres.binaries().relative_to(wheel.parent)
    monkeypatch.setattr(postgres, "binaries", lambda: programs)
    tmp_path.chmod(0o700)
    server = postgres.start(tmp_path / "var", NO_DURABILITY)
    try:
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines())
        assert 0 not in map(int, fields["Uid"].split())
        assert fields["Groups"].strip() == ""
        assert int(fields["CapEff"], 16) == 1 << 2  # dac_read_search
    finally:
        postgres.stop(tmp_path / "var")
