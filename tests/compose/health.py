"""What Airflow's own health page says of the services that run."""

import httpx

from runtime import lifecycle
from tests.compose.machine import Machine, seconds


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
