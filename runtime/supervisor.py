"""Keeps Airflow's four processes and the embedded server running; one daemon per warehouse.

A component that dies is started again, with growing pauses. All that a component leaves behind is
ended with it: its children belong to its session, and orphans fall to the supervisor.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingestion.settings import REPOSITORY
from runtime import airflow, files, postgres, roles
from runtime.processes import Identity, end, members_of_sessions

PR_SET_CHILD_SUBREAPER = 36
LOOK_SECONDS = 0.5
STEADY_SECONDS = 60  # a component that ran this long starts again at once
LONGEST_PAUSE_SECONDS = 60
STOP_SECONDS = 5.0
LARGEST_LOG_BYTES = 20 * 1024**2
RECORD = "processes.json"


@dataclass
class Component:
    """One of Airflow's processes and when to start it next."""

    name: str
    process: Identity | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    def died(self) -> None:
        now = time.monotonic()
        self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
        self.due = now + min(2 ** (self.failures - 1) - 1, LONGEST_PAUSE_SECONDS)
        self.process = None


class Supervisor:
    """Runs until SIGTERM; then everything it started is gone."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.components = [Component(name) for name in airflow.COMPONENTS]
        self.database = Component("postgres")
        self.stopping = False
        self.environment = airflow.environment(state)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_soon)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._say("supervisor starts")
        try:
            while not self.stopping:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop_all()

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True

    def _look(self) -> None:
        """Start what is due and notice what died."""
        _reap()
        if postgres.external_url() is None:
            self._look_after_database()
        changed = False
        for component in self.components:
            if component.process and not component.process.alive():
                self._bury(component)
            if component.process is None and time.monotonic() >= component.due:
                self._start(component)
                changed = True
        if changed:
            self._record()
        self._trim_logs()

    def _look_after_database(self) -> None:
        database = self.database
        if postgres.running(self.state) or time.monotonic() < database.due:
            return
        self._say("postgres is gone, starts again")
        database.started = time.monotonic()
        try:
            postgres.start(self.state)
            roles.write_server_file(self.state, roles.WAREHOUSE)
        except Exception as error:  # whatever it was, the next try may succeed
            self._say(f"postgres does not start: {error}")
            database.died()
            return
        database.died()  # counts a quick death; the next start waits longer
        self._renew()

    def _renew(self) -> None:
        """Where a server had to take another port, everybody must learn of it."""
        environment = airflow.environment(self.state)
        if environment != self.environment:
            self.environment = environment
            end(self._members, STOP_SECONDS)

    def _start(self, component: Component) -> None:
        log = self.state / "logs" / f"{component.name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                airflow.command(component.name),
                env=self.environment,
                cwd=airflow.home(self.state),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.returncode = 0  # `_reap` waits for it
        component.process = Identity.of(process.pid)
        component.started = time.monotonic()
        self._say(f"{component.name} starts as {process.pid}")

    def _bury(self, component: Component) -> None:
        """A dead component's children would work on without it: they end too."""
        gone = component.process
        self._say(f"{component.name} is gone")
        if gone:
            end(lambda: members_of_sessions([gone]), STOP_SECONDS)
        component.died()
        if component.name == "api-server":  # perhaps its port went to somebody else
            files.choose_port(self.state, "airflow", airflow.FIRST_PORT)
            self._renew()

    def _members(self, *names: str) -> list[Identity]:
        leaders = [
            component.process
            for component in self.components
            if component.process and (not names or component.name in names)
        ]
        return members_of_sessions(leaders)

    def _stop_all(self) -> None:
        """Tasks first, while Airflow's interface still hears how they ended; the database last."""
        self._say("supervisor stops")
        tasks = [name for name in airflow.COMPONENTS if name != "api-server"]
        end(lambda: self._members(*tasks), STOP_SECONDS)
        end(lambda: self._members("api-server"), 2)
        if postgres.external_url() is None:
            postgres.stop(self.state)
        _reap()
        (files.run_folder(self.state) / RECORD).unlink(missing_ok=True)
        self._say("supervisor has stopped")

    def _trim_logs(self) -> None:
        """Keep one older part of each log; writers append, so a file may be cut under them."""
        for log in (self.state / "logs").glob("*.log"):
            if log.stat().st_size > LARGEST_LOG_BYTES:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)

    def _record(self) -> None:
        me = Identity.of(os.getpid())
        running = {c.name: c.process for c in self.components if c.process}
        record = {"supervisor": me, **running}
        files.write_json(
            files.run_folder(self.state) / RECORD,
            {
                name: {"pid": found.pid, "ticks": found.ticks, "boot": found.boot}
                for name, found in record.items()
                if found
            },
        )

    @staticmethod
    def _say(text: str) -> None:
        print(f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M:%S} {text}", flush=True)


def _reap() -> None:
    """Take note of ended children, also of those that others left to us."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


def recorded(state: Path) -> dict[str, Identity]:
    """The supervisor (`supervisor`) and its components as last recorded, alive or not."""
    record = files.read_json(state / "run" / RECORD) or {}
    return {name: Identity(**found) for name, found in record.items()}


def running(state: Path) -> Identity | None:
    """The supervisor of this state folder, if it runs."""
    found = recorded(state).get("supervisor")
    return found if found and found.alive() else None


def launch(state: Path) -> None:
    """Start the daemon; it outlives the terminal."""
    log = state / "logs" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        subprocess.Popen(
            [sys.executable, "-m", "runtime", "supervise"],
            env={**os.environ, "WAREHOUSE_STATE": str(state), "PYTHONUNBUFFERED": "1"},
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def supervise(state: Path) -> None:
    """Be the daemon. Returns at once when another one is."""
    with (files.run_folder(state) / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        Supervisor(state).run()


def halt(state: Path) -> list[Identity]:
    """Stop the daemon and all that it or a killed forerunner started. Gives what survived."""
    record = recorded(state)
    chief = record.pop("supervisor", None)
    if chief and chief.alive():
        chief.signal(signal.SIGTERM)
        deadline = time.monotonic() + 15
        while chief.alive() and time.monotonic() < deadline:
            time.sleep(0.1)
    leaders = [*record.values(), *([chief] if chief else [])]
    survivors = end(lambda: members_of_sessions(leaders), 5)
    (state / "run" / RECORD).unlink(missing_ok=True)
    return survivors
