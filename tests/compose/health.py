"""What Airflow's own health page says of the services that run."""

from collections.abc import Sequence
from functools import partial

import httpx

from runtime import airflow, lifecycle
from tests.compose.machine import DATABASE, Machine, seconds


def start_all(machine: Machine, services: Sequence[str]) -> None:
    """Start the database, `setup` to its end, then these; the first of them that stay unhealthy
    fail."""
    machine.start(DATABASE)
    machine.wait(DATABASE, lambda: machine.healthy(DATABASE), patience(machine, DATABASE))
    setup = machine.start("setup")
    assert setup.wait(timeout=300) == 0, machine.words("setup")
    machine.running.pop("setup")
    for service in services:
        machine.start(service)
    for service in services:
        if service in airflow.COMPONENTS:
            machine.wait(service, lambda: health(machine) >= well(), patience(machine, service))
        else:
            machine.wait(service, partial(machine.healthy, service), patience(machine, service))


def patience(machine: Machine, service: str) -> float:
    """Seconds after which an engine would call the service unhealthy."""
    check = machine.services[service]["healthcheck"]
    return seconds(check["start_period"]) + check["retries"] * seconds(check["interval"])


def health(machine: Machine) -> set[tuple[str, str]]:
    """(part, status) from Airflow's health page; empty while nobody answers."""
    try:
        answer = httpx.get(f"{page(machine)}/api/v2/monitor/health", trust_env=False, timeout=10)
    except httpx.TransportError:
        return set()
    parts = answer.json() if answer.status_code == httpx.codes.OK else {}
    return {(name, part["status"]) for name, part in parts.items() if part}


def well() -> set[tuple[str, str]]:
    return {(part, "healthy") for part in lifecycle.PARTS}


def page(machine: Machine) -> str:
    return machine.here("http://api-server:8080")
