"""The production mode at work: two workers behind a broker, one of them killed in mid-night.

Every service runs with command and environment parsed from the two compose files; Debian's Redis
and nginx stand for the official images. The night's landing is read a second time without any of
it, in this process, and the marts are compared.
"""

import os
import re
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql

from ingestion import night
from ingestion.publishing import dbt_run
from ingestion.settings import REPOSITORY, Settings
from runtime import airflow
from runtime.files import LOOPBACK
from runtime.processes import Identity, members_of_sessions
from tests import machinery
from tests.compose import dockerfile
from tests.compose.config import PASSWORD, PRODUCTION, password_in, whole
from tests.compose.health import start_all
from tests.compose.machine import BROKER, DATABASE, POSTGRES, PYTHON, Machine
from tests.conftest import NewWarehouse
from tests.nights import at_work_on
from tests.ops.conftest import report

pytestmark = [pytest.mark.machinery, pytest.mark.workers]

PROGRAMS = {
    f"{POSTGRES}/postgres": "postgresql",
    PYTHON: "python3.11-venv",
    "redis-server": "redis-server",
    "nginx": "nginx-light",
    "curl": "curl",
    "openssl": "openssl",
}
AIRFLOW = ("api-server", *(name for name in airflow.COMPONENTS if name != "api-server"))
WORKERS = ("worker-1", "worker-2")
STARTED = (BROKER, *AIRFLOW, *WORKERS, "proxy")
CODES = ("420102", "420103", "420112", "420502")
# numbers that a sequence gave, times of the machine, hashes of both, the run's own name
OF_THE_RUN = "(^|_)(at|id|by|hash|sha256|version|uri)$"
LOG = "publications"  # says when a run was published, and which
ADDED = ("viewer", "operator", "reviewer")


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """Everything runs that docker-compose would start on a server."""
    machinery.need(PROGRAMS)
    _, stages = dockerfile.read(REPOSITORY / "Dockerfile")
    umask = os.umask(0o022)  # the services' users must be able to read what root makes
    try:
        with tempfile.TemporaryDirectory(prefix="kexie-") as folder:
            Path(folder).chmod(0o755)
            secrets = Path(folder) / "secrets"
            given = {"SECRETS": password_in(secrets), "PUBLIC_URL": f"https://{LOOPBACK}"}
            certificate(secrets)
            machine = Machine(Path(folder), whole(*PRODUCTION, **given), stages)
            machine.build(REPOSITORY)
            try:
                start_all(machine, STARTED)
                yield machine
            finally:
                machine.stop_all()
    finally:
        os.umask(umask)


def certificate(folder: Path) -> None:
    """A certificate of our own for the loopback address."""
    files = ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    name = ["-subj", f"/CN={LOOPBACK}", "-addext", f"subjectAltName=IP:{LOOPBACK}"]
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*line, *files, *name], check=True, capture_output=True)
    (folder / "tls.key").chmod(0o644)  # as the guide has it: its folder is closed


class Person:
    """Somebody at the page, through the proxy."""

    def __init__(self, machine: Machine, name: str, password: str) -> None:
        self._http = through(machine)
        answer = self._http.post("/auth/token", json={"username": name, "password": password})
        assert answer.status_code == httpx.codes.CREATED, answer.text
        self._http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    def may(self, method: str, path: str, **content: Any) -> bool:
        """Whether this is allowed, done or not."""
        answer = self._http.request(method, f"/api/v2{path}", **content)
        assert not answer.is_server_error, answer.text
        assert answer.status_code != httpx.codes.UNAUTHORIZED, answer.text
        return answer.status_code != httpx.codes.FORBIDDEN


def through(machine: Machine) -> httpx.Client:
    """A browser that trusts our certificate."""
    authority = str(machine.secrets["tls.crt"])
    return httpx.Client(
        base_url=machine.here("https://proxy:8443"), verify=authority, trust_env=False, timeout=30
    )


@pytest.fixture(scope="module")
def persons(machine: Machine) -> dict[str, Person]:
    """A person of each role, with the account that the command of the guide made."""
    made = {}
    for role in ADDED:
        line = ["python", "-m", "runtime", "account", f"person.{role}", role]
        outcome = machine.execute("api-server", line)
        assert outcome.returncode == 0, outcome.stdout
        made[role] = Person(machine, f"person.{role}", outcome.stdout.split()[-1])
    return made


def test_every_service_is_healthy(machine: Machine) -> None:
    """By the checks of the files, workers by an answer through the broker."""
    assert [name for name in (DATABASE, *STARTED) if not machine.healthy(name)] == []


def test_the_page_is_reached_through_tls_and_tasks_interface_is_not(machine: Machine) -> None:
    """The proxy speaks TLS only, says so to browsers, and closes what is for the workers."""
    with through(machine) as browser:
        answer = browser.get("/api/v2/monitor/health")
        assert answer.status_code == httpx.codes.OK
        assert "max-age" in answer.headers["strict-transport-security"]
        assert browser.get("/api/v2/dags").status_code == httpx.codes.UNAUTHORIZED
        assert browser.get("/execution/health").status_code == httpx.codes.NOT_FOUND
        login = browser.get("/auth/login/", follow_redirects=True)
        assert login.status_code == httpx.codes.OK and 'name="password"' in login.text
    plain = machine.here("http://proxy:8443/api/v2/version")
    assert httpx.get(plain, trust_env=False).status_code == httpx.codes.BAD_REQUEST


def test_the_broker_wants_the_drawn_password(machine: Machine) -> None:
    """Whoever reaches Redis could make workers run anything."""
    port = machine.port(f"{BROKER}:6379")
    with socket.create_connection((LOOPBACK, port), timeout=5) as plain:
        plain.sendall(b"PING\r\n")
        assert plain.recv(100).startswith(b"-NOAUTH")
    settings = machine.folder("/warehouse/broker") / "redis.conf"
    assert settings.stat().st_mode & 0o077 == 0


def test_roles_may_what_their_name_says(persons: dict[str, Person]) -> None:
    """Looking is for all, running for operators, answering for reviewers, secrets for none."""
    answer = "/dags/review/dagRuns/none/taskInstances/none/-1/hitlDetails"
    deeds: dict[str, tuple[str, str, dict[str, Any]]] = {
        "look": ("GET", "/dags", {}),
        "run": ("POST", "/dags/end_runaways/dagRuns", {"json": {"logical_date": None}}),
        "pause": ("PATCH", "/dags/ingest", {"json": {"is_paused": False}}),
        "propose": ("POST", "/dags/release/dagRuns", {"json": {}}),  # of nothing
        "answer": ("PATCH", answer, {"json": {"chosen_options": ["认可"], "params_input": {}}}),
        "secrets": ("GET", "/connections", {}),
        "settings": ("GET", "/variables", {}),
    }
    found = {
        role: {
            deed for deed, (method, path, body) in deeds.items() if who.may(method, path, **body)
        }
        for role, who in persons.items()
    }
    assert found == {
        "viewer": {"look"},
        "operator": {"look", "run", "pause", "propose"},
        "reviewer": {"look", "propose", "answer"},
    }


def test_no_account_has_a_password_that_can_be_guessed(machine: Machine) -> None:
    """Neither the machine's own account nor a person's."""
    with through(machine) as browser:
        for name, password in (("admin", "admin"), ("person.viewer", "person.viewer")):
            known = {"username": name, "password": password}
            answer = browser.post("/auth/token", json=known)
            assert answer.status_code == httpx.codes.UNAUTHORIZED


@dataclass(frozen=True)
class Nights:
    """Two nights over the same files: one lost a worker, to the other nothing happened."""

    killed: list[str]
    said: str
    undisturbed: dict[str, list[str]]


@pytest.fixture(scope="module")
def nights(machine: Machine, new_warehouse: NewWarehouse) -> Nights:
    """Both, side by side: the workers' night waits for a minute until it is sure of its loss."""
    landing = machine.folder("/warehouse/landing")
    fill(landing)
    over, killed, line = threading.Event(), list[str](), ["python", "-m", "runtime", "night"]
    with ThreadPoolExecutor() as beside:
        assassin = beside.submit(kill_the_builder, machine, killed, over)
        at_work = beside.submit(machine.execute, "scheduler", line, longest=2400)
        at_work.add_done_callback(lambda _: over.set())
        undisturbed = night_by_hand(new_warehouse(), landing)
        outcome = at_work.result()
        assassin.result()
    assert outcome.returncode == 0, outcome.stdout
    assert killed, "the night was over before a worker could be killed"
    return Nights(killed, outcome.stdout, undisturbed)


def fill(landing: Path) -> None:
    """Made-up forms of four offices."""
    for number, code in enumerate(CODES):
        folder = landing / code
        folder.mkdir()
        (folder / "年报.csv").write_bytes(report(code, 100 + number))
    lines = [f"{code}/年报.csv,2025-01-20T09:00:00+08:00" for code in CODES]
    (landing / "manifest.csv").write_text("\n".join(["path,received_at", *lines, ""]))


def night_by_hand(settings: Settings, landing: Path) -> dict[str, list[str]]:
    """The marts that these files make without Airflow, workers and mishaps."""
    with at_work_on(settings), pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_OUTBOX", str(settings.state / "outbox"))  # the other is theirs
        night.run(str(landing), "undisturbed")
        for layer in dbt_run.LAYERS:
            dbt_run.run_layer(layer, "undisturbed")
    with psycopg.connect(settings.dsn("transformer")) as found:
        return marts(found)


def kill_the_builder(machine: Machine, killed: list[str], over: threading.Event) -> None:
    """Kill the worker that builds the roll-up, once a few of its tables are there."""
    before = None
    while not over.wait(0.2):
        builder = task(machine, "pid", state="running")
        if not builder:
            continue
        built = relations(machine, "intermediate")
        before = built if before is None else before
        if built - before < 3:
            continue
        for worker in WORKERS:
            leader = machine.leaders[worker]
            assert isinstance(leader, Identity)
            if builder in {member.pid for member in members_of_sessions([leader])}:
                machine.kill(worker)
                killed.append(worker)
                return


def task(machine: Machine, column: str, **wanted: str) -> Any:
    """A column of the task that builds the roll-up."""
    query = sql.SQL(
        "select {} from task_instance where dag_id = 'transform' and task_id = 'intermediate'"
        " and state = coalesce(%s, state)"
    ).format(sql.Identifier(column))
    with connection(machine, "airflow") as airflow:
        row = airflow.execute(query, (wanted.get("state"),)).fetchone()
    return row[0] if row else None


def relations(machine: Machine, schema: str) -> int:
    """How many tables and views a schema has."""
    query = "select count(*) from pg_class where relnamespace = %s::regnamespace"
    with connection(machine, "warehouse") as found:
        row = found.execute(query, (schema,)).fetchone()
    return row[0] if row else 0


def connection(machine: Machine, database: str) -> psycopg.Connection[Any]:
    """As superuser, which only the set-up and this test are."""
    port = machine.port(f"{DATABASE}:5432")
    return psycopg.connect(
        host=LOOPBACK, port=port, dbname=database, user="postgres", password=PASSWORD
    )


def marts(found: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """The rows of every mart as text, without what the run itself gave them."""
    tables = found.execute(
        "select tablename from pg_tables where schemaname = 'marts' and tablename <> %s order by 1",
        (LOG,),
    ).fetchall()
    told = {}
    for (table,) in tables:
        row = found.execute(
            "select array_agg(attname::text order by attname) from pg_attribute"
            " where attrelid = ('marts.' || %s)::regclass and attnum > 0 and not attisdropped"
            " and attname !~ %s",
            (table, OF_THE_RUN),
        ).fetchone()
        columns = sql.SQL(", ").join(map(sql.Identifier, row[0] if row and row[0] else []))
        query = sql.SQL("select row({})::text from {}").format(
            columns, sql.Identifier("marts", table)
        )
        told[table] = sorted(text for (text,) in found.execute(query))
    return told


def test_a_night_survives_the_loss_of_a_worker(machine: Machine, nights: Nights) -> None:
    """The task that was running is found dead, tried again and done by the other worker."""
    assert re.search(r"publication 1\b", nights.said)
    assert {*nights.killed, *machine.running} >= {*WORKERS}
    assert not {*nights.killed} & {*machine.running}
    assert task(machine, "state") == "success" and task(machine, "try_number") >= 2


def test_the_marts_are_those_of_an_undisturbed_night(machine: Machine, nights: Nights) -> None:
    """Nothing is missing, nothing is there twice."""
    with connection(machine, "warehouse") as found:
        after = marts(found)
    assert len(nights.undisturbed["totals"]) > len(CODES)
    assert set(after) == set(nights.undisturbed)
    assert [mart for mart in after if after[mart] != nights.undisturbed[mart]] == []


def test_every_service_stops_in_time(machine: Machine) -> None:
    """Within the grace that the files give, workers that have nothing to do at once."""
    left = [service for service in reversed(STARTED) if service in machine.running]
    for service in [*left, DATABASE]:
        machine.stop(service)
    assert machine.running == {}
