"""Every DAG file can be read and says what a person at night needs to know."""

import ast
import pkgutil
from datetime import timedelta

import pendulum
import pytest

from ingestion.errors import WarehouseError
from ingestion.settings import REPOSITORY
from runtime import airflow
from runtime.pools import POOLS

DAGS = REPOSITORY / "dags"
LONGEST_FILE = 120


@pytest.fixture(scope="module")
def bag(airflow_home):
    """All DAGs, parsed as the dag processor does it."""
    from airflow.dag_processing.dagbag import BundleDagBag

    return BundleDagBag(dag_folder=str(DAGS), bundle_path=DAGS, bundle_name="dags-folder")


def test_bag_is_not_empty(bag):
    """An empty bag would pass every other test here: check the DAG folder if this fails."""
    night, by_hand = {"ingest", "transform", "publish"}, {"release", "rerun", "review"}
    beside = {"answer", "audit", "chase", "maintain", "end_runaways"}
    assert night | by_hand | beside <= set(bag.dags)


def test_no_import_errors(bag):
    """A DAG file that cannot be imported is silently missing from the schedule: see the error."""
    assert bag.import_errors == {}


def test_one_dag_a_file(bag):
    """Importing one DAG file from another makes both own its DAGs."""
    files = [dag.relative_fileloc for dag in bag.dags.values()]
    assert sorted(files) == sorted(path.name for path in DAGS.glob("*.py"))


def test_every_dag_says_what_to_do_when_it_fails(bag):
    """Whoever is woken at night finds the cure in the web page, not in the code."""
    for dag in bag.dags.values():
        assert "When it fails" in dag.doc_md, dag.dag_id


def test_every_task_is_tried_again(bag):
    """A scheduler that is killed takes its tasks with it: one try is not enough."""
    for dag in bag.dags.values():
        for task in dag.tasks:
            assert task.retries >= 1, f"{dag.dag_id}.{task.task_id}: give it a retry"


def test_a_night_stays_small(bag):
    """Every task instance costs half a second of CPU: batches, not files, are mapped."""
    assert sum(len(bag.dags[name].tasks) for name in airflow.NIGHT) <= 20


def test_nights_do_not_overlap(bag):
    """Two nights at once would build marts from raw data that change under them."""
    assert all(dag.max_active_runs == 1 for dag in bag.dags.values())


def test_everything_ends(bag):
    """No task and no run lasts for ever: what hangs is ended, told, and tried again."""
    for dag in bag.dags.values():
        assert dag.dagrun_timeout, f"{dag.dag_id}: give it a dagrun_timeout"
        for task in dag.tasks:
            assert task.execution_timeout, f"{dag.dag_id}.{task.task_id}: give it a time-out"
            assert task.execution_timeout < dag.dagrun_timeout, f"{dag.dag_id}.{task.task_id}"


def test_a_night_that_overruns_keeps_the_next_one_waiting(bag):
    """A night lasts until its build is over, however long that takes, and ends before a day has
    passed: else files would be loaded beside a build, which then could not be published."""
    waits = {"ingest": ("built", "transform"), "transform": ("published", "publish")}
    for waiting, (sensor, awaited) in waits.items():
        dag = bag.dags[waiting]
        patience = timedelta(seconds=dag.get_task(sensor).timeout)
        assert bag.dags[awaited].dagrun_timeout < patience < dag.dagrun_timeout < timedelta(days=1)


def test_every_failure_is_told(bag):
    """Tasks that fail for good, or are killed, and runs that time out reach `ops.alerts`."""
    from runtime.notifier import Alarm

    for dag in bag.dags.values():
        told = [dag.on_failure_callback, *(task.on_failure_callback for task in dag.tasks)]
        for callbacks in told:
            several = callbacks if isinstance(callbacks, list) else [callbacks]
            assert any(isinstance(one, Alarm) for one in several), f"{dag.dag_id}: add Alarm()"


def test_tries_are_further_and_further_apart(bag):
    """A server that starts anew is not pressed: 10 s, then thrice as long each time."""
    for dag in bag.dags.values():
        for task in dag.tasks:
            assert task.retry_exponential_backoff > 1, f"{dag.dag_id}.{task.task_id}: back off"
            assert task.max_retry_delay, f"{dag.dag_id}.{task.task_id}: limit max_retry_delay"


def test_pools_exist(bag):
    """A task in a pool that nobody makes is never started: add it to runtime.pools.POOLS."""
    pools = {task.pool for dag in bag.dags.values() for task in dag.tasks}
    assert pools <= {"default_pool", *POOLS}


def test_only_one_build_at_a_time(bag):
    """Two dbt processes over the same tables would wait for each other's locks."""
    for layer in ("seeds", "staging", "intermediate", "marts"):
        assert bag.dags["transform"].get_task(layer).pool == "builds"
    assert bag.dags["publish"].get_task("switch_in").pool == "builds"
    assert POOLS["builds"][0] == 1


@pytest.mark.parametrize("hour", [0, 2, 12])
def test_first_boot_waits_for_the_schedule(bag, monkeypatch, hour):
    """A fresh warehouse runs no night by itself, whatever the hour; the first one is at 01:30."""
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables import trigger
    from airflow.timetables.base import TimeRestriction

    now = pendulum.datetime(2025, 3, 1, hour, tz="Asia/Shanghai")
    monkeypatch.setattr(trigger, "utcnow", lambda: now)
    timetable = coerce_to_core_timetable(bag.dags["ingest"].timetable)
    first = timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(earliest=None, latest=None, catchup=False),
    )
    assert first.run_after > now
    assert (first.run_after.in_timezone("Asia/Shanghai").hour, first.run_after.minute) == (1, 30)


def test_what_is_not_tried_again_exists(bag):
    """A misspelt exception would be tried again for hours, and nobody would be told why."""
    named = {
        rule.exception
        for dag in bag.dags.values()
        for task in dag.tasks
        for rule in getattr(task.retry_policy, "rules", [])
    }
    assert len(named) >= 9
    assert all(issubclass(pkgutil.resolve_name(name), WarehouseError) for name in named)


@pytest.mark.parametrize("path", sorted(DAGS.glob("*.py")), ids=lambda path: path.name)
def test_dag_files_hold_order_only(path):
    """No pandas, no SQL, no database driver: what a task does is in `ingestion`.

    From `runtime` come parts that Airflow itself runs, such as a trigger.
    """
    text = path.read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {"airflow", "datetime", "ingestion", "pathlib", "runtime"}
    assert len(text.splitlines()) <= LONGEST_FILE
