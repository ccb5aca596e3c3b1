"""What docker-compose.production.yml lays over docker-compose.yml, as the files say it.

That it runs, and survives the loss of a worker, is in test_workers.py.
"""

import re
from typing import Any

import pytest

from ingestion.settings import REPOSITORY
from runtime import airflow
from tests.compose.config import BASE, PRODUCTION, compose, resolved, whole
from tests.compose.machine import BROKER, DATABASE, OURS

pytestmark = pytest.mark.machinery

ADDED = {"worker", BROKER, "proxy"}


def in_production(**variables: str) -> dict[str, Any]:
    """The services on a server."""
    return resolved(*PRODUCTION, **variables)


def test_workers_broker_and_proxy_join_what_is_there() -> None:
    """Two workers, and everything but the one-time set-up is looked after."""
    services = in_production()
    assert set(services) == {*resolved(), *ADDED}
    assert services["worker"]["scale"] == 2
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["setup"]
    assert {name for name, found in services.items() if found["restart"] == "no"} == {"setup"}


def test_a_worker_is_a_part_of_airflow_like_the_others() -> None:
    """Its definition repeats theirs, for the other file cannot be referred to: word for word."""
    services = in_production()
    worker, scheduler = services["worker"], services["scheduler"]
    for part in ("image", "environment", "volumes", "init", "restart", "security_opt", "cap_drop"):
        assert worker[part] == scheduler[part], part
    assert worker["command"][-1] == "worker" and scheduler["command"][-1] == "scheduler"


def test_all_parts_know_broker_and_address() -> None:
    """One that did not would run its tasks by itself, or let in everybody's account."""
    services = in_production(PUBLIC_URL="https://warehouse.example")
    for name in ("setup", "worker", *airflow.COMPONENTS):
        given = services[name]["environment"]
        assert given["WAREHOUSE_BROKER"] == f"{BROKER}:6379", name
        assert given["WAREHOUSE_PUBLIC_URL"] == "https://warehouse.example", name


def test_nothing_is_listened_to_beyond_loopback_unless_it_is_said() -> None:
    """And then it is the proxy alone, with TLS."""
    for address, beyond in (("", []), ("10.0.0.1", ["10.0.0.1:8443:8443/tcp"])):
        services = in_production(HTTPS_ADDRESS=address)
        published = [port for service in services.values() for port in service.get("ports", [])]
        assert len(published) == 3
        assert [port for port in published if not port.startswith("127.0.0.1:")] == beyond


def test_no_service_takes_the_whole_machine() -> None:
    """Memory, processors and processes of each are limited, and the limits can be set."""
    services = in_production(WORKER_MEMORY="9g", WORKER_CPUS="5")
    for name, service in services.items():
        assert service["mem_limit"] and service["cpus"] and service["pids_limit"], name
        assert service["logging"]["options"]["max-size"], name
    assert services["worker"]["mem_limit"] == "9g" and services["worker"]["cpus"] == 5


def test_secrets_come_from_files_and_reach_only_who_needs_them() -> None:
    """No environment, command or label holds one: `docker inspect` shows all of these."""
    found = whole(*PRODUCTION, SECRETS="./secrets")
    assert {name: secret["file"] for name, secret in found["secrets"].items()} == {
        name: str(REPOSITORY / "secrets" / name) for name in ("postgres", "tls.crt", "tls.key")
    }
    holders = {
        name: {secret["source"] for secret in service["secrets"]}
        for name, service in found["services"].items()
        if service.get("secrets")
    }
    assert holders == {
        DATABASE: {"postgres"},
        "setup": {"postgres"},
        "proxy": {"tls.crt", "tls.key"},
    }
    given = [service.get("environment") or {} for service in found["services"].values()]
    secret = re.compile("PASSWORD|SECRET|KEY|TOKEN")
    names = {name for each in given for name in each if secret.search(name)}
    assert names == {"POSTGRES_PASSWORD_FILE", "WAREHOUSE_PASSWORD_FILE"}
    commands = [word for service in found["services"].values() for word in service["command"]]
    assert [word for word in commands if "pass" in word.lower()] == []


@pytest.mark.parametrize(
    ("missing", "cure"), [("SECRETS", "a line SECRETS="), ("PUBLIC_URL", "a line PUBLIC_URL=")]
)
def test_without_a_setting_it_refuses_and_says_the_cure(missing: str, cure: str) -> None:
    """There is no default that would be everybody's."""
    given = {"SECRETS": "./secrets", "PUBLIC_URL": "https://warehouse.example", missing: ""}
    outcome = compose(*PRODUCTION, **given)
    assert outcome.returncode != 0 and cure in outcome.stderr
    assert compose(BASE, SECRETS="./secrets").returncode == 0


def test_containers_of_ours_have_no_right_of_root() -> None:
    """Only PostgreSQL's own image begins as root, to give its volume to its user."""
    for name, service in in_production().items():
        if name != DATABASE:
            assert service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name
            assert service["image"] == OURS or service["user"] == "10001:10001", name


def test_secrets_are_no_part_of_the_repository() -> None:
    """The folder that the guide makes is ignored."""
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/secrets/" in ignored and "/.env" in ignored
