"""Up, down and clean: the whole warehouse of one state folder."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.settings import load
from runtime import (
    airflow,
    files,
    page_accounts,
    pools,
    postgres,
    production,
    roles,
    supervisor,
)
from runtime.errors import PlatformError
from runtime.terminal import say, step

HEALTHY_SECONDS = 240
PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


@contextmanager
def alone(state: Path, work: str = "lifecycle") -> Iterator[None]:
    """Two commands that do the same work on a warehouse wait for each other."""
    with (files.run_folder(state) / f"{work}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command works on this warehouse: waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def up(state: Path) -> None:
    """Start everything that does not run, and wait until it is well."""
    with alone(state):
        if not (airflow.runs_elsewhere() or supervisor.running(state)):
            supervisor.halt(state)  # what a killed forerunner left
            prepare(state)
            supervisor.launch(state)
        _wait_until_well(state)


def prepare(state: Path) -> None:
    """Database server, roles, tables of the warehouse and of Airflow; nothing that stays but the
    server."""
    where = "of WAREHOUSE_URL" if postgres.external_url() else "(embedded)"
    with step(f"PostgreSQL {where}"):
        postgres.ensure(state)
    with step("Roles, databases and tables"):
        roles.prepare(state)
    settings = load()
    if settings.watched is None:  # an empty landing is watched, too
        settings.landing.mkdir(exist_ok=True)
    with step("Airflow's tables"):
        files.choose_port(state, "airflow", airflow.FIRST_PORT)
        airflow.migrate(state, airflow.environment(state))
        pools.make(state)
        production.prepare_broker(state)
    if production.public_url():
        with step("Accounts of the page"):
            page_accounts.prepare(state)


def down(state: Path) -> None:
    """Stop everything that was started; nothing of it is left but the state folder."""
    if not state.exists():
        say("Nothing runs.")
        return
    with alone(state):
        survivors = supervisor.halt(state)
        if postgres.external_url() is None:
            postgres.stop(state)
        (state / "run" / "server.env").unlink(missing_ok=True)
        if survivors:
            pids = ", ".join(str(process.pid) for process in survivors)
            raise PlatformError(f"These processes do not end: {pids}. End them with kill -9.")
    say("Everything is stopped.")


def clean(state: Path) -> None:
    """Remove the state folder with all data. An external server keeps its databases."""
    down(state)
    shutil.rmtree(state, ignore_errors=True)
    if state.exists():
        raise PlatformError(f"{state} cannot be removed: it belongs to another user.")
    say(f"{state} is removed.")


def _wait_until_well(state: Path) -> None:
    """Wait for Airflow's parts and for our DAGs, telling what has come and what is missing."""
    begun = time.monotonic()
    waiting = {*PARTS, *airflow.DAGS}
    if _well(state) >= waiting:
        say(f"Airflow runs at {airflow.page(state)}")
        return
    say("Airflow starts (about a minute the first time) ...")
    while waiting:
        for name in sorted(waiting & _well(state)):
            waiting.discard(name)
            say(f"  {time.monotonic() - begun:5.1f} s  {name}")
        if time.monotonic() - begun > HEALTHY_SECONDS:
            raise PlatformError(
                f"Airflow does not get well, missing: {', '.join(sorted(waiting))}. "
                f"See {state / 'logs'}, then `make down` and `make up`."
            )
        kept = airflow.runs_elsewhere() or supervisor.running(state)
        if not kept and time.monotonic() - begun > 10:
            raise PlatformError(f"The supervisor ended: see {state / 'logs' / 'supervisor.log'}.")
        time.sleep(0.5)
    say(f"Airflow runs at {airflow.page(state)}")


def _well(state: Path) -> set[str]:
    """Parts of Airflow that are healthy, and the DAGs that it knows without an error."""
    client = airflow.Client(state)
    well = {name for name, status in client.health().items() if status == "healthy"}
    if "metadatabase" in well:
        try:
            known = client.get("/dags", limit=50)["dags"]
        except PlatformError:  # it answers already but has not finished starting
            return well
        well |= {dag["dag_id"] for dag in known if not dag["has_import_errors"]}
    return well
