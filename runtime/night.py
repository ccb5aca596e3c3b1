"""One night through the running scheduler, followed to its end in the terminal."""

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingestion.settings import load
from runtime import lifecycle, summary
from runtime.airflow import NIGHT, Client
from runtime.errors import PlatformError
from runtime.terminal import say

LOOK_SECONDS = 1.0
OVER = ("success", "failed")


@dataclass
class Run:
    """One DAG run and what was last told of it."""

    dag: str
    run_id: str
    state: str = "queued"
    told: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/dags/{self.dag}/dagRuns/{quote(self.run_id, safe='')}"


def night(state: Path, landing: str = "") -> None:
    """Run a night over `landing` (folder or URL; empty: what is watched) and tell how it went.

    Starts the warehouse if it does not run. Raises PlatformError when the night failed.
    """
    where = locate(landing or os.environ.get("LANDING") or load().arrivals)
    lifecycle.up(state)
    with lifecycle.alone(state, "night"):  # no lock of `make down`, which may end a night
        before = summary.publications(state)
        say(f"\nThe night begins, over {where}")
        run_id = follow(Client(state), where)
        for line in summary.of_night(state, run_id, before):
            say(line)


def locate(landing: str) -> str:
    """The landing as the scheduler can find it: URLs as they are, folders absolute and checked."""
    if "://" in landing:
        return landing
    folder = Path(landing).expanduser().resolve()
    if not folder.is_dir():
        raise PlatformError(f"There is no folder {folder}: give LANDING=<folder or URL>.")
    return str(folder)


def follow(client: Client, landing: str) -> str:
    """Trigger a night and tell its progress until it is over; gives its run id."""
    begun = time.monotonic()
    started = client.post(
        "/dags/ingest/dagRuns", {"logical_date": None, "conf": {"landing": landing}}
    )
    runs = [Run("ingest", started["dag_run_id"])]
    while any(run.state not in OVER for run in runs):
        for run in runs:
            _look(client, run, begun)
        runs += _successors(client, runs[-1])
        time.sleep(LOOK_SECONDS)
    failed = [run for run in runs if run.state == "failed"]
    if failed:
        raise PlatformError("\n".join(["The night failed.", *_faults(client, failed)]))
    say(f"The night is over after {time.monotonic() - begun:.0f} s.")
    return runs[0].run_id


def _look(client: Client, run: Run, begun: float) -> None:
    """Tell what changed in a run since the last look."""
    tasks = client.get(f"{run.path}/taskInstances", limit=100)["task_instances"]
    counted: dict[str, Counter[str]] = {}
    for task in tasks:
        counted.setdefault(task["task_id"], Counter())[task["state"] or "waiting"] += 1
    for name, states in counted.items():
        text = _in_words(states)
        if text != run.told.get(name) and set(states) != {"waiting"}:
            run.told[name] = text
            say(f"  {time.monotonic() - begun:6.1f} s  {run.dag}.{name:<14} {text}")
    run.state = client.get(run.path)["state"]


def _in_words(states: Counter[str]) -> str:
    """`success`, or `2/4 success, 2 running` where a task is mapped."""
    total = sum(states.values())
    if total == 1:
        return next(iter(states))
    return ", ".join(
        f"{count}/{total} {name}" for name, count in sorted(states.items()) if name != "waiting"
    )


def _successors(client: Client, run: Run) -> list[Run]:
    """The run of the night that the run's asset set off, once one has started: Airflow cannot
    answer (500) about an event whose run is still queued and so has no start."""
    following = NIGHT[NIGHT.index(run.dag) + 1 :]
    waiting = [client.get(f"/dags/{dag}/dagRuns", state="queued", limit=1) for dag in following]
    if not following or any(found["total_entries"] for found in waiting):
        return []
    found = client.get("/assets/events", source_dag_id=run.dag, source_run_id=run.run_id, limit=10)
    created = [new for event in found["asset_events"] for new in event["created_dagruns"]]
    return [Run(new["dag_id"], new["run_id"]) for new in created if new["dag_id"] in following]


def _faults(client: Client, runs: list[Run]) -> list[str]:
    """What failed and the last words of its log."""
    lines = []
    for run in runs:
        tasks = client.get(f"{run.path}/taskInstances", state="failed")["task_instances"]
        for task in tasks:
            lines.append(f"{run.dag}.{task['task_id']} failed, try {task['try_number']}:")
            lines += [f"    {line}" for line in _last_words(client, run, task)]
    return lines


def _last_words(client: Client, run: Run, task: dict[str, Any]) -> list[str]:
    """The exceptions in a task's log, oldest first."""
    log = client.get(
        f"{run.path}/taskInstances/{task['task_id']}/logs/{task['try_number']}",
        map_index=task["map_index"],
        full_content=True,
    )
    words = []
    for entry in (log or {}).get("content", []):
        if not isinstance(entry, dict):
            continue
        for error in entry.get("error_detail") or []:
            words += f"{error['exc_type']}: {error['exc_value']}".splitlines()
    return words[-20:] or [f"see the log of the task in Airflow, run {run.run_id}"]
