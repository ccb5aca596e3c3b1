"""The embedded server under our own launcher: safe by default, and hard to upset."""

import os
import signal
import socket
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from runtime import files, postgres
from runtime.errors import PlatformError
from runtime.processes import pids
from tests.conftest import NO_DURABILITY


def ask(state, query):
    """The only value of a statement, as superuser; None where it gives none."""
    with psycopg.connect(postgres.admin_url(state)) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A state folder whose server was made, started and stopped: making one costs seconds."""
    state = tmp_path_factory.mktemp("made")
    postgres.start(state, NO_DURABILITY)
    postgres.stop(state)
    return state


@pytest.fixture
def state(made, tmp_path):
    """A copy of it in a closed parent with blanks and Chinese characters in its path."""
    parent = tmp_path / "省科协 统计"
    parent.mkdir(mode=0o700)
    state = copy(made, parent / "状态 var")
    yield state
    postgres.stop(state)


def copy(made, state):
    """A state folder like `made`, with owners and without its remembered port."""
    subprocess.run(["cp", "-a", str(made), str(state)], check=True)
    (state / "ports.json").unlink()
    return state


def test_it_is_safe_by_default(state):
    """Passwords for everybody, also on the socket; checksums; nothing beyond loopback."""
    server = postgres.start(state, NO_DURABILITY)
    assert ask(state, "show data_checksums") == "on"
    assert ask(state, "show listen_addresses") == "127.0.0.1"
    assert ask(state, "show password_encryption") == "scram-sha-256"
    assert ask(state, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules") == (
        "scram-sha-256"
    )
    for host in ("127.0.0.1", server.socket):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=host, port=server.port, user="postgres", dbname="postgres")


def test_folders_and_secrets_are_private(state):
    """Others can neither enter the socket's folder nor read data or passwords."""
    server = postgres.start(state, NO_DURABILITY)
    closed = [Path(server.socket), state / "postgres", state / "secrets", state / "run"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in closed} == {0o700}
    assert stat.S_IMODE((state / "secrets" / "postgres").stat().st_mode) == 0o600
    assert len(f"{server.socket}/.s.PGSQL.{server.port}".encode()) < 108


def test_sorting_is_the_same_on_every_machine(state):
    """The locale comes with the server, not with the machine."""
    postgres.start(state, NO_DURABILITY)
    query = "select format('%s %s', datlocprovider, datlocale) from pg_database where oid = 1"
    assert ask(state, query) == "b C.UTF-8"


def test_stopping_leaves_nothing_running_and_no_socket(state):
    """After `make down` the server and its socket folder are gone; stopping again is quiet."""
    server = postgres.start(state, NO_DURABILITY)
    postgres.stop(state)
    assert not server.process.alive()
    assert not Path(server.socket).exists()
    assert [pid for pid in pids() if postgres._works_in(pid, state / "postgres")] == []
    postgres.stop(state)


def test_starting_twice_is_starting_once(state):
    """A second start finds the first server."""
    assert postgres.start(state, NO_DURABILITY) == postgres.start(state, NO_DURABILITY)


def test_data_and_port_survive_a_restart(state):
    """What was stored is there again, at the same place."""
    first = postgres.start(state, NO_DURABILITY)
    ask(state, "create table t (a) as select 42")
    postgres.stop(state)
    assert postgres.start(state, NO_DURABILITY).port == first.port
    assert ask(state, "select a from t") == 42


def test_survives_a_server_that_was_killed(state):
    """After a crash it starts again at the same socket, for clients know its path."""
    killed = postgres.start(state, NO_DURABILITY)
    killed.process.signal(signal.SIGKILL)
    while killed.process.alive():
        pass
    again = postgres.start(state, NO_DURABILITY)
    assert (again.port, again.socket) == (killed.port, killed.socket)
    assert again.process != killed.process


def test_survives_a_pid_file_whose_pid_lives_as_something_else(state):
    """After a reboot the old pid may be anybody's, even another process of the same user."""
    postgres.start(state, NO_DURABILITY)
    data = state / "postgres"
    lock = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    postgres.stop(state)
    owner = data.stat().st_uid
    stranger = subprocess.Popen(["sleep", "600"], user=owner)
    try:
        (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lock[1:]]) + "\n")
        os.chown(data / "postmaster.pid", owner, owner)
        assert postgres.running(state) is None
        assert postgres.start(state, NO_DURABILITY).process.pid != stranger.pid
        assert stranger.poll() is None, "a process that is not ours was ended"
    finally:
        stranger.kill()
        stranger.wait()


def test_takes_the_next_port_when_its_own_is_taken(state):
    """Somebody else may listen at the remembered port; the new one is remembered."""
    first = postgres.start(state, NO_DURABILITY).port
    postgres.stop(state)
    with socket.create_server((files.LOOPBACK, first)):
        second = postgres.start(state, NO_DURABILITY).port
        assert second != first
    assert files.read_json(state / "ports.json")["postgres"] == second


def test_two_clones_run_side_by_side(state, made, tmp_path):
    """Each has its own port and socket."""
    other = copy(made, tmp_path / "other")
    one, two = postgres.start(state, NO_DURABILITY), postgres.start(other, NO_DURABILITY)
    try:
        assert one.port != two.port and one.socket != two.socket
        assert ask(other, "select 1") == 1
    finally:
        postgres.stop(other)
    assert ask(state, "select 1") == 1


def test_an_initialisation_that_was_cut_short_is_begun_again(made, tmp_path):
    """What initdb left half done does not stand in the way; every warehouse draws its password."""
    state = tmp_path / "fresh"
    (state / "postgres.new" / "base").mkdir(parents=True)
    postgres.start(state, NO_DURABILITY)
    try:
        assert not (state / "postgres.new").exists()
        assert files.secret(state, "postgres") != files.secret(made, "postgres")
    finally:
        postgres.stop(state)


def test_a_start_that_fails_says_why(state):
    """The error carries the end of the server's log."""
    with pytest.raises(PlatformError, match="no_such_setting"):
        postgres.start(state, {"no_such_setting": "1"})


def test_external_server_is_checked_not_started(tmp_path, monkeypatch):
    """With WAREHOUSE_URL nothing of ours is started, and a dead server is told in a sentence."""
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://u:p@127.0.0.1:1/postgres")
    with pytest.raises(PlatformError, match="WAREHOUSE_URL does not answer"):
        postgres.ensure(tmp_path)
    assert not (tmp_path / "postgres").exists()
