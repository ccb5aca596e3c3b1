"""Airflow for the tests: its environment is set before it is imported for the first time."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from ingestion.publishing import dbt_process
from ingestion.settings import REPOSITORY, Settings
from runtime import airflow, files, pools
from tests.conftest import NewWarehouse, drop_warehouse
from tests.nights import at_work_on
from tests.publication.little import Little, little

PATIENCE_SECONDS = 600  # of a machine that does much else
KEY = {"org_code": "varchar(12)", "period": "varchar(7)"}
FIGURES = [("420000", "2024", 3), ("420100", "2024", 1), ("420200", "2024", 2)]
QUEUE = {
    "item_id": "varchar(64)", "item_kind": "varchar(16)", "org_code": "varchar(12)",
    "org_name": "varchar(80)", "period": "varchar(7)", "priority": "numeric(38,12)",
    "suspicion": "numeric(7,6)", "effect": "numeric(38,12)", "message_zh": "varchar(400)",
    "explanation": "varchar(400)", "submission_id": "varchar(64)", "source_uri": "varchar(400)",
    "source_ref": "varchar(400)", "first_seen_on": "date",
}  # fmt: skip
WAITING = (
    "explanation:0123456789abcdef", "explanation", "420100", "武汉市", "2024", "0.5", "0.5", "1",
    "比上年增长三倍", "合并统计（合成）", "a", "file:///合成.csv", "B6", "2025-01-20",
)  # fmt: skip


class Night(NamedTuple):
    """A little project with the runs that built and published it."""

    project: Little
    built: Any
    published: Any


Answer = Callable[..., Future[dict[str, Any]]]


@pytest.fixture(scope="session")
def airflow_home(server: Path) -> Iterator[Path]:
    """The state folder of a server whose database `airflow` is ready for DAGs."""
    files.choose_port(server, "airflow", airflow.FIRST_PORT)
    before = dict(os.environ)
    environment = airflow.environment(server)
    airflow.migrate(server, environment)
    pools.make(server)
    os.environ.update(environment)
    yield server
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def dags(airflow_home: Path) -> dict[str, Any]:
    """All DAGs, as the DAG processor reads them."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = REPOSITORY / "dags"
    bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
    for found in bag.dags.values():
        found.deadline = None  # dag.test() looks for it among those that a scheduler has stored
    return bag.dags


@pytest.fixture(scope="session")
def page(airflow_home: Path) -> Any:
    """Airflow's own page and REST interface in this process, signed in as the one account."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    client = TestClient(create_app())
    user, password = airflow.login(airflow_home)
    given = client.post("/auth/token", json={"username": user, "password": password})
    client.headers["authorization"] = f"Bearer {given.json()['access_token']}"
    return client


@pytest.fixture
def answer(page: Any) -> Iterator[Answer]:
    """Answers in the page what a running DAG asks of a person: answer(dag, option, typed=...).

    Gives what was asked. It waits beside the run, which goes on once the answer is there.
    """
    over = threading.Event()

    def give(dag_id: str, option: str, typed: dict[str, str]) -> dict[str, Any]:
        asked = _asked(page, dag_id, over)
        task = asked["task_instance"]
        path = f"/api/v2/dags/{dag_id}/dagRuns/{task['dag_run_id']}/taskInstances"
        said = page.patch(
            f"{path}/{task['task_id']}/{task['map_index']}/hitlDetails",
            json={"chosen_options": [option], "params_input": typed},
        )
        assert said.status_code == 200, said.text
        return asked

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda dag_id, option, **typed: pool.submit(give, dag_id, option, typed)
        over.set()


def _asked(page: Any, dag_id: str, over: threading.Event) -> dict[str, Any]:
    """The first open question of a DAG, once its task waits for the answer."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not over.wait(0.2):
        found = page.get(
            f"/api/v2/dags/{dag_id}/dagRuns/~/hitlDetails", params={"response_received": False}
        ).json()["hitl_details"]
        waiting = [one for one in found if one["task_instance"]["state"] == "awaiting_input"]
        if waiting:
            return waiting[0]
    raise AssertionError(f"{dag_id} asked nobody")


@pytest.fixture(scope="session")
def first_night(
    dags: dict[str, Any], new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Night:
    """What `transform` and `publish` make of a project of a few marts. Only copy its warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        made = small_project(tmp_path_factory.mktemp("small"), new_warehouse(), patch)
        with at_work_on(made.settings):
            built = dags["transform"].test(mark_success_pattern="published")
            return Night(made, built, dags["publish"].test())


@pytest.fixture
def night(
    first_night: Night, server: Path, new_warehouse: NewWarehouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Little]:
    """A copy of it for one test; `ingestion.settings.load()` finds it."""
    project = first_night.project
    made = Settings(new_warehouse(project.settings).state, project.settings.reference)
    monkeypatch.setattr(dbt_process, "PROJECT", project.folder)
    with at_work_on(made):
        yield Little(project.folder, made)
    drop_warehouse(server, made)


def small_project(folder: Path, settings: Settings, patch: pytest.MonkeyPatch) -> Little:
    """Figures, what raw knows of submissions, and a queue with one explanation that waits."""
    made = little(folder, settings, patch)
    real = REPOSITORY / "dbt_project" / "models" / "staging" / "_sources.yml"
    shutil.copyfile(real, made.folder / "models" / "_sources.yml")
    made.mart("figures", {**KEY, "amount": "numeric(38,12)"}, KEY)
    made.given("figures", "org_code text, period text, amount numeric", FIGURES)
    # it follows from raw rows alone, under the name of a mart that is repeated for a past night
    made.mart("literacy", {"event_id": "bigint", "event": "varchar(24)"}, ["event_id"])
    (made.folder / "models" / "marts" / "literacy.sql").write_text(
        "select event_id, event::varchar(24) as event from {{ source('raw', 'events') }}"
    )
    made.mart("decision_queue", QUEUE, ["item_id"])
    made.given("decision_queue", ", ".join(f"{name} text" for name in QUEUE), [WAITING])
    with psycopg.connect(settings.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.events (submission_id, event, actor) values ('a', 'accepted', 't')"
        )
    return made
