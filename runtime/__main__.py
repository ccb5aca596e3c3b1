"""The commands behind the Makefile: python -m runtime COMMAND."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from ingestion.errors import WarehouseError
from ingestion.settings import load
from runtime import airflow, demo, lifecycle, night, page_accounts, production, summary, supervisor
from runtime.errors import PlatformError
from runtime.terminal import fail, say
from runtime.upkeep import commands


def url(state: Path) -> None:
    """Print the URL of the warehouse for the role in ROLE (reader)."""
    print(load().dsn(os.environ.get("ROLE") or "reader"))


def tell(state: Path) -> None:
    """Print what the marts say and how to reach them."""
    for line in summary.of_warehouse(state):
        say(line)


def component(state: Path, name: str) -> None:
    """Become one of Airflow's processes (for a container)."""
    names = (*airflow.COMPONENTS, production.WORKER)
    if name not in names:
        raise PlatformError(f"No component {name!r}: choose of {', '.join(names)}.")
    line = airflow.command(name)
    os.chdir(airflow.home(state))
    os.execve(line[0], line, airflow.environment(state))  # noqa: S606 - no shell is wanted


def health(state: Path, name: str) -> None:
    """Raise PlatformError unless one of Airflow's processes is well (a container's check)."""
    if name == production.WORKER:
        production.check_worker(state)
        return
    part = "metadatabase" if name == "api-server" else name.replace("-", "_")
    found = airflow.Client(state).health().get(part, "unknown")
    if found != "healthy":
        raise PlatformError(f"{name} is not well ({found}): see its log.")


COMMANDS: dict[str, Callable[..., object]] = {
    "demo": demo.demo,
    "night": night.night,
    "summary": tell,
    "up": lifecycle.up,
    "down": lifecycle.down,
    "clean": lifecycle.clean,
    "prepare": lifecycle.prepare,
    "supervise": supervisor.supervise,
    "url": url,
    "component": component,
    "health": health,
    "account": page_accounts.add,
    "backup": commands.backup,
    "prove": commands.prove,
    "restore": commands.restore,
}


def main(arguments: list[str]) -> int:
    """Run one of COMMANDS; errors of ours are told in a sentence."""
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        fail(f"Unknown command {name!r}: choose one of {', '.join(COMMANDS)}.")
        return 2
    try:
        COMMANDS[name](load().state, *arguments[1:])
    except WarehouseError as error:
        fail(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
