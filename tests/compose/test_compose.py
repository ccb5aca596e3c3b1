"""docker-compose.yml and Dockerfile do what they say, as far as that shows without an engine.

Every service runs with command and environment parsed from the files: PostgreSQL 15 of Debian for
the official image, and the packages of the Dockerfile's own install lines for ours.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import httpx
import pytest

from ingestion.settings import REPOSITORY
from runtime import airflow
from tests import machinery
from tests.compose import dockerfile
from tests.compose.config import BASE, compose, password_in, resolved, whole
from tests.compose.health import page, start_all
from tests.compose.machine import DATABASE, POSTGRES, PYTHON, Machine

pytestmark = pytest.mark.machinery

PARTS = [name for name in airflow.COMPONENTS if name != "api-server"]
AIRFLOW = ["api-server", *PARTS]
SOURCES = ("docker-compose.yml", "Dockerfile")
REGISTRY_HOST = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:io|com|org|net|cn|dev)\b|localhost:")


@pytest.fixture(scope="module")
def image() -> Iterator[Machine]:
    """A machine on which the image is built and nothing runs yet."""
    machinery.need({f"{POSTGRES}/postgres": "postgresql", PYTHON: "python3.11-venv"})
    _, stages = dockerfile.read(REPOSITORY / "Dockerfile")
    umask = os.umask(0o022)  # the services' users must be able to read what root makes
    try:
        with tempfile.TemporaryDirectory(prefix="kexie-") as folder:
            Path(folder).chmod(0o755)
            secrets = password_in(Path(folder) / "secrets")
            machine = Machine(Path(folder), whole(SECRETS=secrets), stages)
            machine.build(REPOSITORY)
            yield machine
    finally:
        os.umask(umask)


@pytest.fixture(scope="module")
def machine(image: Machine) -> Iterator[Machine]:
    """Every service was started in the order of the file, and all of Airflow is healthy."""
    try:
        start_all(image, AIRFLOW)
        yield image
    finally:
        image.stop_all()


@pytest.mark.parametrize("given", [{}, {"SECRETS": ""}])
def test_without_a_password_it_refuses_and_says_the_cure(given: dict[str, str]) -> None:
    """No container starts with a password that everybody knows."""
    outcome = compose(BASE, **given)
    assert outcome.returncode != 0
    assert "a line SECRETS=" in outcome.stderr and ".env" in outcome.stderr


def test_the_superusers_password_is_the_setups_alone() -> None:
    """What runs tasks all day holds no key to the whole server, and no environment shows it."""
    services = resolved()
    holders = {name for name, service in services.items() if service.get("secrets")}
    assert holders == {DATABASE, "setup"}
    names = {name for service in services.values() for name in service["environment"]}
    assert {name for name in names if "PASSWORD" in name} == {
        "POSTGRES_PASSWORD_FILE",
        "WAREHOUSE_PASSWORD_FILE",
    }


def test_every_part_of_make_up_is_there_with_a_health_check() -> None:
    """The same processes as under the supervisor, each with its own check."""
    services = resolved()
    assert set(services) == {DATABASE, "setup", *airflow.COMPONENTS}
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["setup"]
    for name in airflow.COMPONENTS:
        assert services[name]["command"][1:] == ["-m", "runtime", "component", name]


def test_nothing_is_published_beyond_loopback() -> None:
    """Whoever wants more puts a proxy with TLS before it."""
    published = [port for service in resolved().values() for port in service.get("ports", [])]
    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_what_is_kept_lies_in_named_volumes() -> None:
    """Containers may be thrown away; every volume has one place in all of them."""
    volumes = {volume for service in resolved().values() for volume in service["volumes"]}
    places = sorted(volume.split(":")[:2] for volume in volumes)
    assert places == [
        ["database", "/var/lib/postgresql/data"],
        ["landing", "/warehouse/landing"],
        ["outbox", "/warehouse/outbox"],
        ["warehouse", "/warehouse"],
    ]


def test_images_and_package_index_are_arguments() -> None:
    """A mirror needs no change of a file, and no file names a registry."""
    given = {"POSTGRES_IMAGE": "m/pg:15", "PYTHON_IMAGE": "m/py:3.11", "PIP_INDEX_URL": "u"}
    services = resolved(**given)
    assert services[DATABASE]["image"] == "m/pg:15"
    arguments, stages = dockerfile.read(REPOSITORY / "Dockerfile")
    built = {"PYTHON_IMAGE": "m/py:3.11", "PIP_INDEX_URL": "u"}
    assert [services[name]["build"]["args"] for name in AIRFLOW] == [built] * len(AIRFLOW)
    assert set(arguments) == {"PYTHON_IMAGE"} and stages[0].all("ARG") == ["PIP_INDEX_URL"]
    assert {stage.base for stage in stages} == {"${PYTHON_IMAGE}"}
    for source in SOURCES:
        assert REGISTRY_HOST.findall((REPOSITORY / source).read_text(encoding="utf-8")) == []


def test_the_image_runs_as_an_ordinary_user_and_holds_what_it_needs() -> None:
    """Everything is installed in a stage that is thrown away; the image gets the result."""
    _, [packages, image] = dockerfile.read(REPOSITORY / "Dockerfile")
    assert image.last("USER") == "warehouse"
    assert not any(re.search(r"\b(pip|apt-get|apk)\b", line) for line in image.all("RUN"))
    assert packages.copies() == [("requirements.txt", "/build/requirements.txt")]
    for source, _ in image.copies():
        assert dockerfile.sent(REPOSITORY, source), f".dockerignore keeps {source} back"
    rules = dockerfile.ignore_rules(REPOSITORY)
    for name in ("tests/conftest.py", "var/secrets/postgres", ".git/config", ".env", ".venv/x"):
        assert not dockerfile.let_through(PurePosixPath(name), rules)


def test_install_lines_work_in_an_empty_environment(image: Machine) -> None:
    """What they install is whole: every package finds what it asks for."""
    outcome = image.execute("scheduler", ["python", "-m", "pip", "check"])
    assert outcome.returncode == 0, outcome.stdout
    where = image.execute("scheduler", ["python", "-c", "import airflow, dbt; print(dbt.__path__)"])
    assert str(image.root) in where.stdout


def test_health_checks_notice_what_does_not_run(image: Machine) -> None:
    """A check that always agrees would prove nothing. (Nothing was started before this test.)"""
    assert not image.running
    assert [name for name in (DATABASE, "scheduler") if image.healthy(name)] == []


def test_every_service_starts_and_its_health_check_agrees(machine: Machine) -> None:
    """Command, environment and check of the file, for each of them."""
    assert [name for name in (DATABASE, *AIRFLOW) if not machine.healthy(name)] == []


def test_a_login_is_required(machine: Machine) -> None:
    """Nobody without the drawn password sees anything but the health page."""
    answer = httpx.get(f"{page(machine)}/api/v2/dags", trust_env=False)
    assert answer.status_code == httpx.codes.UNAUTHORIZED
    drawn = machine.folder("/warehouse") / "secrets" / airflow.LOGIN
    assert drawn.stat().st_mode & 0o077 == 0


def test_commands_in_a_container_find_what_runs(machine: Machine) -> None:
    """`up` starts no second Airflow there, and waits until every DAG is known without an error."""
    outcome = machine.execute("scheduler", ["python", "-m", "runtime", "up"])
    assert outcome.returncode == 0, outcome.stdout
    assert page(machine) in outcome.stdout
    assert not (machine.folder("/warehouse") / "run" / "processes.json").exists()


def test_a_night_needs_no_more_than_the_image_holds(machine: Machine) -> None:
    """Reading, dbt and publishing, as a user who may write in the volumes only."""
    outcome = machine.execute("scheduler", ["python", "-m", "runtime", "night"])
    assert outcome.returncode == 0, outcome.stdout
    assert "publication 1" in outcome.stdout


def test_the_set_up_repeated_changes_nothing(machine: Machine) -> None:
    """`docker-compose up` runs it every time, also while all the rest works."""
    secrets = machine.folder("/warehouse") / "secrets"
    before = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    outcome = machine.execute("setup", machine.services["setup"]["command"])
    assert outcome.returncode == 0, outcome.stdout
    assert {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()} == before


def test_every_service_stops_in_time(machine: Machine) -> None:
    """Within the grace that the file gives: an engine would kill it after that."""
    took = {service: machine.stop(service) for service in [*AIRFLOW, DATABASE]}
    assert set(took) == {*AIRFLOW, DATABASE}
    assert machine.running == {}
    assert [name for name in (DATABASE, "api-server") if machine.healthy(name)] == []
